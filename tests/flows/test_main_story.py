"""The main job, end to end: a reader opens an article, becomes a member, and the bar moves."""

import re

from playwright.sync_api import Page, expect

from tests.flows.conftest import NewPage
from tests.flows.portal import RunningPortal
from tests.flows.reader import (
    cancel,
    count_of,
    go_to_pay,
    mailed_link,
    pay,
    prove_by_mail,
    sign_in,
    support,
)

ALISA = "alisa@example.org"
PASSWORD = "herons over the reed bed"


def moves(page: Page) -> list[str]:
    """The addresses that the page goes to from now on."""
    found: list[str] = []
    page.on("framenavigated", lambda frame: found.append(frame.url))
    return found


def test_a_newcomer_reads_becomes_a_member_and_another_window_sees_the_bar_move(
    portal: RunningPortal, new_page: NewPage
) -> None:
    reader, other = new_page(), new_page()
    other.goto(portal.url)
    other.locator(".card-second h2 a").first.click()
    expect(count_of(other)).to_have_text("0")
    gone_to = moves(other)

    # A whole article, no wall: the last of many paragraphs is there to be read.
    reader.goto(portal.url)
    reader.locator(".card-lead h2 a").click()
    paragraphs = reader.locator(".prose > p")
    assert len(reader.locator(".prose").inner_text().split()) >= 350
    paragraphs.last.scroll_into_view_if_needed()
    expect(paragraphs.last).to_be_in_viewport()
    expect(reader.locator(".byline")).to_contain_text(re.compile(r"\d min read"))
    expect(reader.locator(".bar-band .bar-text")).to_contain_text("0 of 25,000 members")

    ask = reader.locator("[data-ask]")
    ask.get_by_role("radio", name="Monthly").check()
    ask.get_by_role("link", name="$15", exact=True).click()
    expect(reader.get_by_label("Monthly")).to_be_checked()
    expect(reader.get_by_role("radio", name="$15", exact=True)).to_be_checked()
    expect(reader.locator(".total")).to_contain_text("You pay $15 today")
    expect(reader.get_by_role("button", name="Pay $15 a month")).to_be_visible()
    go_to_pay(reader)
    pay(reader, ALISA)

    expect(count_of(other)).to_have_text("1", timeout=2000)
    expect(other.locator("[data-bar-delta]")).to_have_text("+1")
    expect(other.locator("[data-bar-sentence]")).to_contain_text("24,999 to go")
    assert gone_to == []

    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you for becoming a member")
    expect(count_of(reader)).to_have_text("1")
    assert ALISA not in reader.content()
    reader.get_by_role("link", name="Go on reading").click()
    reader.locator(".card-lead h2 a").click()
    expect(reader.locator("[data-ask]")).to_be_hidden()
    expect(reader.locator("[data-thanks]")).to_be_visible()

    prove_by_mail(reader, portal, ALISA)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Welcome")
    reader.get_by_label("Password").fill(PASSWORD)
    reader.get_by_role("button", name="Save and go on").click()
    expect(reader).to_have_url(f"{portal.url}/account")
    expect(reader.locator(".membership-amount")).to_have_text("$15 a month")
    expect(reader.get_by_role("row", name="Membership, first payment")).to_contain_text("$15.00")

    cancel(reader, portal)
    expect(reader.get_by_text("will not be charged again").first).to_be_visible()
    expect(reader.get_by_role("button", name="Keep membership")).to_be_visible()
    expect(count_of(reader)).to_have_text("1")
    expect(count_of(other)).to_have_text("1")
    assert gone_to == []

    reader.get_by_role("button", name="Keep membership").click()
    expect(reader.get_by_text("Next charge on")).to_be_visible()


def test_the_new_member_signs_out_and_in_again_by_password(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page()
    sign_in(page, portal, ALISA, PASSWORD)
    expect(page.locator(".membership-amount")).to_have_text("$15 a month")
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.goto(f"{portal.url}/account")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_the_new_member_signs_in_by_a_mailed_link_that_works_once(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page, again = new_page(), new_page()
    page.goto(f"{portal.url}/sign-in")
    door = page.locator("form", has=page.get_by_role("button", name="Mail me a link"))
    door.get_by_label("E-mail address").fill(ALISA)
    door.get_by_role("button").click()
    link = mailed_link(portal, ALISA, "/sign-in/link/")
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".membership-amount")).to_have_text("$15 a month")
    again.goto(link)
    expect(again.get_by_role("heading", level=1)).to_have_text("This link does nothing any more")


def test_an_own_amount_a_year_counts_once(portal: RunningPortal, new_page: NewPage) -> None:
    page, other = new_page(), new_page()
    other.goto(portal.url)
    before = int(count_of(other).inner_text())
    page.goto(f"{portal.url}/support")
    page.get_by_label("Yearly").check()
    page.get_by_role("radio", name="Another amount").locator("visible=true").check()
    page.get_by_label("Another amount a year").fill("77.50")
    expect(page.locator(".total")).to_contain_text("You pay $77.50 today, and the same each year")
    page.get_by_role("button", name="Pay $77.50 a year").click()
    pay(page, "bohdan@example.org")
    expect(page.get_by_text("Your $77.50 a year pays for reporting")).to_be_visible()
    expect(count_of(other)).to_have_text(str(before + 1), timeout=2000)


def test_a_donation_is_thanked_for_and_moves_no_bar(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(portal.url)
    before = count_of(page).inner_text()
    page.goto(f"{portal.url}/support")
    page.get_by_label("Once").check()
    page.get_by_role("radio", name="$50", exact=True).locator("visible=true").check()
    page.get_by_role("button", name="Give $50").click()
    pay(page, "chidi@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your donation")
    mailed_link(portal, "chidi@example.org", "/prove/")  # all that the payment caused is done
    page.reload()
    expect(count_of(page)).to_have_text(before)
    page.goto(portal.url)
    page.locator(".card-lead h2 a").click()
    expect(page.locator(".prose")).to_be_visible()
    expect(page.locator("[data-ask]:visible"), "who gave is left alone for a year").to_have_count(0)


def test_whoever_registers_first_pays_under_the_address_of_the_account(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{portal.url}/join")
    page.get_by_label("E-mail address").fill("dilnoza@example.org")
    page.get_by_label("Name").fill("Dilnoza")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    prove_by_mail(page, portal, "dilnoza@example.org")
    expect(page.get_by_text("You have no running membership.")).to_be_visible()
    before = int(count_of(page).inner_text())
    page.goto(f"{portal.url}/support?cadence=monthly&amount=8")
    go_to_pay(page)
    expect(page.get_by_label("E-mail")).to_have_value("dilnoza@example.org")
    expect(page.get_by_label("E-mail")).not_to_be_editable()
    pay(page, None)
    expect(count_of(page)).to_have_text(str(before + 1))
    page.get_by_role("link", name="Go to your account").click()
    expect(page.locator(".membership-amount")).to_have_text("$8 a month")
    page.goto(f"{portal.url}/support?cadence=monthly&amount=8")
    expect(page.get_by_text("You are a member already, with $8 a month.")).to_be_visible()
    page.locator("form.choose button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_url(f"{portal.url}/support/checkout")


def test_paying_with_a_members_address_shows_nothing_of_theirs(
    portal: RunningPortal, new_page: NewPage
) -> None:
    stranger = new_page()
    support(stranger, portal, "cadence=once&amount=25", ALISA)
    assert ALISA not in stranger.content()
    assert "$15" not in stranger.locator("main").inner_text()
    stranger.goto(f"{portal.url}/account")
    expect(stranger).to_have_url(re.compile("/sign-in"))
