"""When paying does not go well: declines, the bank, second thoughts, two tabs, outages."""

import re

from playwright.sync_api import Page, expect

from portal.accounts.demo import DEMO_LOGINS
from tests.flows.conftest import NewPage
from tests.flows.portal import RunningPortal
from tests.flows.reader import (
    count_of,
    fill_card,
    go_to_pay,
    mailed_link,
    pay,
    prove_by_mail,
    reload_until_visible,
    sign_in,
)
from tests.sandbox.driver import CARDS

READER = DEMO_LOGINS[0]
MONTHLY = "/support?cadence=monthly&amount=8"


def members(page: Page, portal: RunningPortal) -> int:
    """The number on the bar, as JSON."""
    answer = page.request.get(f"{portal.url}/campaigns/current/progress.json")
    return int(answer.json()["count"])


def test_a_declined_card_says_so_and_another_one_pays(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page()
    before = members(page, portal)
    page.goto(f"{portal.url}{MONTHLY}")
    go_to_pay(page)
    fill_card(page, "farid@example.org", CARDS["declined"])
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")
    expect(page.get_by_label("Card number")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("E-mail")).to_have_value("farid@example.org")
    assert members(page, portal) == before
    pay(page, "farid@example.org")
    expect(count_of(page)).to_have_text(str(before + 1))


def test_the_banks_question_answered_with_yes_makes_a_member(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page()
    before = members(page, portal)
    page.goto(f"{portal.url}{MONTHLY}")
    go_to_pay(page)
    fill_card(page, "greta@example.org", CARDS["asks_bank"])
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url("**/support/thanks**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for becoming a member")
    expect(count_of(page)).to_have_text(str(before + 1))


def test_the_banks_question_answered_with_no_charges_nothing(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page()
    before = members(page, portal)
    page.goto(f"{portal.url}{MONTHLY}")
    go_to_pay(page)
    fill_card(page, "hana@example.org", CARDS["asks_bank"])
    page.get_by_role("button", name="Fail").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")
    page.get_by_role("link", name="Back without paying").click()
    expect(page.get_by_text("nothing was charged. Your choice is kept")).to_be_visible()
    assert members(page, portal) == before


def test_a_checkout_left_keeps_the_choice(portal: RunningPortal, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{portal.url}/support?cadence=yearly&amount=33")
    go_to_pay(page)
    page.get_by_role("link", name="Back without paying").click()
    expect(page.get_by_role("status").first).to_contain_text("Your choice is kept")
    expect(page.get_by_label("Yearly")).to_be_checked()
    expect(page.get_by_label("Another amount a year")).to_have_value("33")
    expect(page.get_by_role("button", name="Pay $33 a year")).to_be_visible()
    go_to_pay(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("$33.00")


def test_with_the_payment_company_away_the_choice_is_kept_and_news_is_read_on(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page, other = new_page(), new_page()
    page.goto(f"{portal.url}/support?cadence=yearly&amount=80")
    portal.control.fault("drop_before", times=100)
    try:
        page.get_by_role("button", name="Pay $80 a year").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Support is briefly unavailable")
        expect(page.get_by_text("Your choice is kept: $80 a year.")).to_be_visible()
        other.goto(portal.url)
        other.locator(".card-second h2 a").first.click()
        expect(other.locator(".prose")).to_be_visible()
        expect(count_of(other)).to_be_visible()
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_text("Your choice is kept: $80 a year.")).to_be_visible()
    finally:
        portal.control.calm()
    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/c/pay/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("$80.00")
    pay(page, "ihor@example.org")


def test_a_second_tab_of_a_signed_in_reader_closes_the_first(
    portal: RunningPortal, new_page: NewPage
) -> None:
    first = new_page()
    sign_in(first, portal, READER.email, READER.password)
    before = members(first, portal)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(f"{portal.url}{MONTHLY}")
    for tab in (first, second):
        go_to_pay(tab)
    fill_card(first, None)
    expect(first.get_by_role("heading", level=1)).to_have_text("This checkout has expired")
    pay(second, None)
    second.goto(f"{portal.url}/account")
    expect(second.get_by_text("Membership, first payment")).to_have_count(1)
    assert members(first, portal) == before + 1


def test_two_guests_of_one_address_make_one_member_and_the_second_is_refunded(
    portal: RunningPortal, new_page: NewPage
) -> None:
    email = "jelena@example.org"
    first, second = new_page(), new_page()
    before = members(first, portal)
    for tab in (first, second):
        tab.goto(f"{portal.url}{MONTHLY}")
        go_to_pay(tab)
    for tab in (first, second):
        pay(tab, email)
    mailed_link(portal, email, "/prove/", saying="a second membership")
    assert members(first, portal) == before + 1
    prove_by_mail(first, portal, email)
    first.goto(f"{portal.url}/account")
    paid = first.get_by_role("row", name="Membership, first payment")
    expect(paid).to_have_count(2)
    given_back = paid.filter(has_text=re.compile(r"\$8\.00\s*\$8\.00"))
    reload_until_visible(first, given_back)
    expect(given_back).to_have_count(1)
    expect(first.locator(".membership-amount")).to_have_text("$8 a month")
    assert members(first, portal) == before + 1
