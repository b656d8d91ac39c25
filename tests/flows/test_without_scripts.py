"""The main job in a browser that runs no scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import NewPage
from tests.flows.portal import RunningPortal
from tests.flows.reader import cancel, count_of, go_to_pay, pay, prove_by_mail, sign_in

EMI = "emi@example.org"
PASSWORD = "a kettle, a gate and a gull"


@pytest.fixture
def plain_page(new_page: NewPage) -> NewPage:
    """Makes pages without scripts."""

    def make(**options: Any) -> Page:
        return new_page(java_script_enabled=False, **options)

    return make


def test_a_newcomer_becomes_a_member_and_the_bar_is_right_after_a_reload(
    portal: RunningPortal, plain_page: NewPage
) -> None:
    reader, other = plain_page(), plain_page()
    other.goto(portal.url)
    expect(count_of(other)).to_have_text("0")

    reader.goto(portal.url)
    reader.locator(".card-lead h2 a").click()
    ask = reader.locator("[data-ask]")
    expect(ask.get_by_role("button", name="Not now")).to_be_hidden()
    expect(ask.get_by_role("link", name="$80", exact=True)).to_be_hidden()
    ask.get_by_role("radio", name="Yearly").check()
    expect(ask.get_by_role("link", name="$5", exact=True)).to_be_hidden()
    ask.get_by_role("link", name="$80", exact=True).click()
    expect(reader.get_by_label("Yearly")).to_be_checked()
    expect(reader.get_by_role("button", name="Pay $80 a year")).to_be_visible()
    expect(reader.get_by_label("How much a month")).to_be_hidden()
    go_to_pay(reader)
    pay(reader, EMI)

    other.reload()
    expect(count_of(other)).to_have_text("1")
    expect(other.locator(".bar-band progress")).to_have_attribute("value", "1")

    prove_by_mail(reader, portal, EMI)
    reader.get_by_label("Password").fill(PASSWORD)
    reader.get_by_role("button", name="Save and go on").click()
    expect(reader.locator(".membership-amount")).to_have_text("$80 a year")
    reader.get_by_role("link", name="Sign out").click()
    reader.get_by_role("button", name="Sign out").click()
    sign_in(reader, portal, EMI, PASSWORD)
    cancel(reader, portal)
    other.reload()
    expect(count_of(other)).to_have_text("1")


def test_show_more_leads_to_earlier_news_and_back(
    portal: RunningPortal, plain_page: NewPage
) -> None:
    page = plain_page()
    page.goto(portal.url)
    newest = page.locator(".card-brief a").first.inner_text()
    page.get_by_role("link", name="Show more").click()
    expect(page).to_have_url(re.compile(r"\?before="))
    expect(page.get_by_role("heading", level=1)).to_have_text("Earlier news")
    expect(page.get_by_role("link", name=newest)).to_have_count(0)
    expect(count_of(page)).to_be_visible()
    page.get_by_role("link", name="Back to the newest").click()
    expect(page.get_by_role("link", name=newest)).to_be_visible()


def test_a_wrong_own_amount_is_said_beside_its_field_and_kept(
    portal: RunningPortal, plain_page: NewPage
) -> None:
    page = plain_page()
    page.goto(f"{portal.url}/support")
    own = page.get_by_label("Another amount a month")
    expect(own).to_be_hidden()
    page.get_by_role("radio", name="Another amount").locator("visible=true").check()
    own.fill("0.10")
    page.get_by_role("button", name="Go on to pay").click()
    expect(own).to_have_value("0.10")
    expect(own).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#own_monthly-error")).to_contain_text("Please choose an amount from")
    own.fill("6.50")
    page.get_by_role("button", name="Go on to pay").click()
    page.wait_for_url("**/c/pay/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("$6.50")


def test_joining_says_what_is_wrong_and_then_mails_a_link(
    portal: RunningPortal, plain_page: NewPage
) -> None:
    page = plain_page()
    page.goto(f"{portal.url}/join")
    page.get_by_label("E-mail address").fill("faith@example.org")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_label("E-mail address")).to_have_value("faith@example.org")
    expect(page.locator("#password-error")).to_contain_text("at least 12")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("mailbox"))
    prove_by_mail(page, portal, "faith@example.org")
    expect(page.get_by_text("You have no running membership.")).to_be_visible()
