"""Every page there is, by the endpoint that shows it: who sees it and how one gets there."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import requests
from playwright.sync_api import Page, expect

from portal.accounts.demo import DEMO_LOGINS
from tests.flows.guest import pay_as_guest
from tests.flows.portal import RunningPortal
from tests.flows.reader import fill_card, go_to_pay, mailed_link, pay
from tests.sandbox.driver import CARDS

PASSWORDS = {login.role: login.password for login in DEMO_LOGINS}
MEMBER = "reader@example.org"
# Of the demo: a picture, a table, a footnote, another article within, a correction, an update.
WHOLE = "/news/northbank-recount"
LONG_AGO = "2020-03-01"


@dataclass
class House:
    """A portal that has seen some life, and the mailed links that wait in its mailbox."""

    portal: RunningPortal
    links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """A page: `go` ends on it. `status` is what it answers with."""

    endpoint: str
    name: str
    go: Callable[[Page, House], None]
    role: str | None = None
    status: int = 200

    def __str__(self) -> str:
        return self.name


def lived_in(portal: RunningPortal) -> House:
    """Let a member, a donor and a newcomer pass, and ask for one mailed link of each kind."""
    pay_as_guest(portal.url, MEMBER)
    pay_as_guest(portal.url, MEMBER, cadence="once", amount="25")
    pay_as_guest(portal.url, "gift@example.org", cadence="yearly", amount="80")
    links = {}
    for path, data, kept in (
        ("/join", {"email": "newcomer@example.org"}, "/prove/"),
        ("/sign-in/link", {"email": MEMBER}, "/sign-in/link/"),
        ("/reset", {"email": MEMBER}, "/reset/"),
    ):
        with requests.Session() as session:
            form = session.get(f"{portal.url}{path.removesuffix('/link')}", timeout=10).text
            asked = {**data, "csrf_token": token_in(form)}
            session.post(f"{portal.url}{path}", data=asked, timeout=10)
        links[kept] = mailed_link(portal, data["email"], kept)
    return House(portal, links)


def token_in(form: str) -> str:
    """The CSRF token of a page's first form."""
    return form.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def at(path: str) -> Callable[[Page, House], None]:
    """Go straight to an address."""

    def go(page: Page, house: House) -> None:
        page.goto(f"{house.portal.url}{path}")

    return go


def mailed(path: str) -> Callable[[Page, House], None]:
    """Open the mailed link below a path."""

    def go(page: Page, house: House) -> None:
        page.goto(house.links[path])

    return go


def from_front(selector: str, *further: str) -> Callable[[Page, House], None]:
    """Begin at the front page and follow the first link of each selector."""

    def go(page: Page, house: House) -> None:
        page.goto(house.portal.url)
        for link in (selector, *further):
            page.goto(str(page.locator(link).first.evaluate("a => a.href")))

    return go


def remembering(path: str, shown: str, **kept: object) -> Callable[[Page, House], None]:
    """Come with what the browser keeps of asks, and wait for what is shown because of it."""
    stored = {name: x if isinstance(x, str) else json.dumps(x) for name, x in kept.items()}

    def go(page: Page, house: House) -> None:
        page.add_init_script(f"Object.assign(localStorage, {json.dumps(stored)})")
        page.goto(f"{house.portal.url}{path}")
        expect(page.locator(shown)).to_be_visible()

    return go


def unfolded(page: Page, house: House) -> None:
    """An article with all that one can have, and its author's card open."""
    page.goto(f"{house.portal.url}{WHOLE}")
    for part in ("figure", "table", ".footnotes", ".read-also", ".corrections", ".tags"):
        expect(page.locator(f".article {part}")).to_be_visible()
    page.locator(".author details").evaluate("details => { details.open = true }")


def from_card(page: Page, house: House) -> None:
    """Choose an amount below an article."""
    page.goto(f"{house.portal.url}{WHOLE}")
    page.get_by_role("link", name="$15", exact=True).click()
    page.wait_for_url("**/support?**")


def further_found(page: Page, house: House) -> None:
    """Go on to the second page of what was found."""
    page.goto(f"{house.portal.url}/search?q=the")
    page.goto(str(page.locator("a[data-more]").evaluate("a => a.href")))
    expect(page.get_by_role("link", name="Back to the first")).to_be_visible()


def stopped_reminder(page: Page, house: House) -> None:
    """Ask for a reminder, and stop it."""
    sent("/prompts/remind", email="ivo@example.org")(page, house)
    page.get_by_role("button", name="Send no reminder").click()
    page.wait_for_load_state()


def sent(path: str, **fields: str) -> Callable[[Page, House], None]:
    """Fill the form that has these fields, the last one being its own, and send it."""

    def go(page: Page, house: House) -> None:
        page.goto(f"{house.portal.url}{path}")
        form = page.locator("main form", has=page.locator(f'[name="{list(fields)[-1]}"]')).first
        for name, value in fields.items():
            form.locator(f'[name="{name}"]').fill(value)
        form.locator("button[type=submit]").first.click()
        page.wait_for_load_state()

    return go


def followed(path: str) -> Callable[[Page, House], None]:
    """Follow the first link of the table at an address."""

    def go(page: Page, house: House) -> None:
        page.goto(f"{house.portal.url}{path}")
        page.locator("tbody td a").first.click()
        page.wait_for_url(f"**{path}/*")

    return go


def worked_again(page: Page, house: House) -> None:
    """Have an event that is done worked on once more."""
    page.goto(f"{house.portal.url}/staff/inbox?state=done")
    page.locator("tbody td a").first.click()
    page.get_by_role("button", name="Work on it again").click()
    page.get_by_role("status").wait_for()


def this_month(page: Page, house: House) -> None:
    """Go to the newest month of the finance desk, once its money has been reported."""
    months = page.get_by_role("row", name="so far")
    page.goto(f"{house.portal.url}/finance/")
    months.get_by_role("link").first.click()
    page.wait_for_url("**/finance/2*")


def on_the_desk(*further: str) -> Callable[[Page, House], None]:
    """Go to an article that somebody writes, and follow the first link of each selector."""

    def go(page: Page, house: House) -> None:
        page.goto(f"{house.portal.url}/staff/articles")
        for link in (".line-name", *further):
            page.goto(str(page.locator(link).first.evaluate("a => a.href")))

    return go


def corrections(page: Page, house: House) -> None:
    """Open the corrections of a demo article that has one."""
    page.goto(f"{house.portal.url}/staff/articles?q=recount+gives+northbank")
    for link in (".line-name", ".desk-trail a[href$=corrections]"):
        page.goto(str(page.locator(link).first.evaluate("a => a.href")))


def shared_draft(page: Page, house: House) -> None:
    """Follow a link to a text that is not published."""
    on_the_desk()(page, house)
    page.get_by_role("button", name="Make a link").click()
    page.goto(page.get_by_label("The link").input_value())


def checkout(page: Page, house: House) -> None:
    """Arrive at the hosted page with $8 a month."""
    page.goto(f"{house.portal.url}/support?cadence=monthly&amount=8")
    go_to_pay(page)


def thanked(choice: str) -> Callable[[Page, House], None]:
    """Pay as a guest and land on the thanks page."""

    def go(page: Page, house: House) -> None:
        page.goto(f"{house.portal.url}/support?{choice}")
        go_to_pay(page)
        pay(page, "guest@example.org")

    return go


def unpaid(page: Page, house: House) -> None:
    """Look at the thanks page of a checkout that nobody paid."""
    checkout(page, house)
    name = page.url.rpartition("/")[2]
    page.goto(f"{house.portal.url}/support/thanks?session_id={name}")


def ended(page: Page, house: House) -> None:
    """Look at the thanks page of a checkout that was closed."""
    checkout(page, house)
    name = page.url.rpartition("/")[2]
    house.portal.control.expire(name)
    page.goto(f"{house.portal.url}/support/thanks?session_id={name}")


def left(page: Page, house: House) -> None:
    """Leave the hosted page without paying."""
    checkout(page, house)
    page.get_by_role("link", name="Back without paying").click()
    page.wait_for_url("**/support?attempt=*")


def away(page: Page, house: House) -> None:
    """Choose while the payment company does not answer."""
    page.goto(f"{house.portal.url}/support?cadence=monthly&amount=8")
    house.portal.control.fault("drop_before", times=100)
    try:
        page.locator("form.choose button[type=submit]").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Support is briefly unavailable")
    finally:
        house.portal.control.calm()


def declined(page: Page, house: House) -> None:
    """Be declined on the hosted page."""
    checkout(page, house)
    fill_card(page, "guest@example.org", CARDS["declined"])
    expect(page.get_by_role("alert")).to_be_visible()


def at_the_bank(page: Page, house: House) -> None:
    """Be asked by the bank."""
    checkout(page, house)
    fill_card(page, "guest@example.org", CARDS["asks_bank"])
    page.wait_for_url("**/bank")


def control(page: Page, house: House) -> None:
    """The sandbox's control page."""
    page.goto(house.portal.sandbox_url)


def welcomed(page: Page, house: House) -> None:
    """Join and prove the address, without a password yet."""
    sent("/join", email="greta@example.org")(page, house)
    page.goto(mailed_link(house.portal, "greta@example.org", "/prove/"))
    page.get_by_role("button", name="Confirm and sign in").click()
    page.wait_for_url("**/account/welcome**")


def forged(page: Page, house: House) -> None:
    """Send a form whose token was lost."""
    page.goto(f"{house.portal.url}/join")
    page.locator('[name="csrf_token"]').evaluate("field => field.remove()")
    page.get_by_role("button", name="Join").click()
    page.wait_for_load_state()


def why(page: Page, house: House) -> None:
    """Ask why a reader would see what."""
    page.goto(f"{house.portal.url}/staff/prompts/why")
    page.get_by_role("button", name="Decide").click()
    page.wait_for_load_state()


VISITS = [
    Visit("articles.feed", "front", at("/")),
    Visit("articles.feed", "earlier news", from_front("a[data-more]")),
    Visit("articles.section", "section", from_front(".sections a")),
    Visit("articles.article", "article", from_front(".card-lead h2 a")),
    Visit("articles.article", "brief", from_front(".card-brief h3 a")),
    Visit("articles.article", "whole article", unfolded),
    Visit(
        "articles.article", "prompt in the text",
        remembering(WHOLE, ".ask-inline", asks={"asked": [LONG_AGO]}),
    ),
    Visit(
        "articles.article", "prompt for former members",
        remembering(WHOLE, '[data-prompt="welcome-back"]', member_until=f"{LONG_AGO}T00:00:00Z"),
    ),
    Visit(
        "articles.article", "article of a member",
        remembering(WHOLE, "[data-thanks]", member_until="2999-01-01T00:00:00Z"),
    ),
    Visit(
        "articles.feed", "front with a banner",
        remembering("/", ".prompt-banner", asks={"asked": [LONG_AGO]}),
    ),
    Visit("articles.author", "author", from_front(".card-lead h2 a", ".author-name a")),
    Visit("articles.tag", "subject", from_front(".card-lead h2 a", ".tags a")),
    Visit("articles.page", "privacy", at("/privacy")),
    Visit("articles.page", "how we are funded", at("/how-we-are-funded")),
    Visit("articles.page", "about", at("/about")),
    Visit("articles.page", "contact", at("/contact")),
    Visit("articles.page", "terms", at("/terms")),
    Visit("articles.page", "cancelling and refunds", at("/cancelling-and-refunds")),
    Visit("articles.pictures", "pictures", at("/staff/pictures"), "editor"),
    Visit("articles.pictures", "no such picture", at("/staff/pictures?q=xyz"), "editor"),
    Visit("articles.picture", "picture", at("/staff/pictures/1"), "editor"),
    Visit("articles.owed_pages", "own pages", at("/staff/pages"), "editor"),
    Visit("articles.edit_page", "own page", at("/staff/pages/contact"), "editor"),
    Visit(
        "articles.edit_page", "own page without a title",
        sent("/staff/pages/contact", markdown="Ring twice.", title=""), "editor", 422,
    ),
    Visit("articles.desk", "desk", at("/staff/articles"), "editor"),
    Visit("articles.desk", "no such article", at("/staff/articles?q=xyz"), "editor"),
    Visit("articles.new_article", "new article", at("/staff/articles/new"), "editor"),
    Visit("articles.edit_article", "writing", on_the_desk(), "editor"),
    Visit("articles.revisions", "revisions", on_the_desk("a[href$=revisions]"), "editor"),
    Visit(
        "articles.revision", "revision", on_the_desk("a[href$=revisions]", "tbody a"), "editor"
    ),
    Visit("articles.corrections", "corrections", corrections, "editor"),
    Visit("articles.page_revisions", "texts before", at("/staff/pages/terms/revisions"), "editor"),
    Visit("articles.page_revision", "text before", at("/staff/pages/terms/revisions/1"), "editor"),
    Visit("articles.edit_tag", "tag", at("/staff/articles/tags/1"), "editor"),
    Visit("articles.shelf_sections", "sections", at("/staff/articles/sections"), "editor"),
    Visit("articles.shelf_tags", "tags", at("/staff/articles/tags"), "editor"),
    Visit("articles.shelf_authors", "authors", at("/staff/articles/authors"), "editor"),
    Visit("articles.edit_author", "an author", at("/staff/articles/authors/1"), "editor"),
    Visit("articles.new_author", "new author", at("/staff/articles/authors/new"), "editor"),
    Visit("articles.draft", "draft", shared_draft, "editor"),
    Visit("articles.draft", "ended draft", at("/drafts/nothing"), status=410),
    Visit("campaign.method", "how we count", at("/campaigns/current")),
    Visit("campaign.embed", "embed", at("/embed/campaigns/current")),
    Visit("support.choose", "support", at("/support")),
    Visit("support.choose", "own amount", at("/support?cadence=yearly&amount=33")),
    Visit("support.choose", "once", at("/support?cadence=once")),
    Visit("support.choose", "support from a card", from_card),
    Visit("support.choose", "support of a member", at("/support"), "reader"),
    Visit("support.choose", "left checkout", left),
    Visit(
        "support.choose", "wrong amount",
        sent("/support?cadence=monthly&amount=own", own_monthly="0.10"),
        status=422,
    ),
    Visit("support.choose", "unavailable", away, status=503),
    Visit("support.thanks", "thanks of a member", thanked("cadence=monthly&amount=8")),
    Visit("support.thanks", "thanks of a donor", thanked("cadence=once&amount=25")),
    Visit("support.thanks", "unpaid", unpaid),
    Visit("support.thanks", "ended", ended),
    Visit("support.thanks", "unknown", at("/support/thanks?session_id=nothing"), status=404),
    Visit("prompts.memory_page", "memory", at("/prompts/memory")),
    Visit(
        "prompts.memory_page", "filled memory",
        remembering(
            "/prompts/memory", "[data-memory-forget]",
            asks={"asked": [LONG_AGO], "closed": LONG_AGO}, reading={"bucket": 417, "articles": 3},
        ),
    ),
    Visit("prompts.remind", "reminder form", at("/prompts/remind")),
    Visit(
        "prompts.remind", "wrong reminder", sent("/prompts/remind", email="no"), status=422
    ),
    Visit("prompts.reminder", "reminder", sent("/prompts/remind", email="hana@example.org")),
    Visit("prompts.reminder", "stopped reminder", stopped_reminder),
    Visit("accounts.join", "join", at("/join")),
    Visit(
        "accounts.join", "wrong join",
        sent("/join", email="nonsense", password="short"), status=422,
    ),
    Visit("accounts.join", "lost token", forged, status=400),
    Visit("accounts.join_sent", "join sent", at("/join/sent")),
    Visit("accounts.sign_in", "sign in", at("/sign-in")),
    Visit(
        "accounts.sign_in", "wrong password",
        sent("/sign-in", email=MEMBER, password="not this one"), status=422,
    ),
    Visit("accounts.sign_in_code", "code", at("/sign-in/code")),
    Visit(
        "accounts.sign_in_code", "wrong code",
        sent("/sign-in/code", code="123456"), status=422,
    ),
    Visit("accounts.sign_in_link", "sign-in link", mailed("/sign-in/link/")),
    Visit("accounts.prove", "proving link", mailed("/prove/")),
    Visit("accounts.welcome", "welcome", welcomed),
    Visit("accounts.prove", "spent link", at("/prove/nothing"), status=410),
    Visit("accounts.reset", "reset", at("/reset")),
    Visit("accounts.reset", "wrong reset", sent("/reset", email="no"), status=422),
    Visit("accounts.reset_sent", "reset sent", at("/reset/sent")),
    Visit("accounts.new_password", "new password", mailed("/reset/")),
    Visit("accounts.signed_out", "signed out", at("/signed-out")),
    Visit("accounts.sign_out", "sign out", at("/sign-out"), "reader"),
    Visit("accounts.own_sign_ins", "sign-ins", at("/account/sessions"), "reader"),
    Visit("accounts.password", "password", at("/account/password"), "reader"),
    Visit("selfservice.overview", "account", at("/account"), "reader"),
    Visit("selfservice.overview", "account without support", at("/account"), "editor"),
    Visit("selfservice.leave", "leave", at("/account/membership/cancel"), "reader"),
    Visit("selfservice.leave", "nothing to leave", at("/account/membership/cancel"), "editor", 404),
    Visit("staff.prompts", "prompts", at("/staff/prompts"), "editor"),
    Visit("staff.prompts", "prompts for staff", at("/staff/prompts"), "staff"),
    Visit("staff.new_prompt", "new prompt", at("/staff/prompts/new"), "editor"),
    Visit(
        "staff.new_prompt", "prompt without a name",
        sent("/staff/prompts/new", name=""), "editor", 422,
    ),
    Visit("staff.edit_prompt", "prompt", at("/staff/prompts/year-goal"), "editor"),
    Visit("staff.preview_prompt", "preview", at("/staff/prompts/year-goal/preview"), "editor"),
    Visit(
        "staff.previewed_page", "previewed page",
        at("/staff/prompts/front-banner/preview/page"), "editor",
    ),
    Visit("staff.prompt_results", "results", at("/staff/prompts/year-goal/results"), "staff"),
    Visit("staff.stories_page", "stories", at("/staff/stories"), "editor"),
    Visit("staff.stories_page", "wordings", at("/staff/stories?by=variant"), "staff"),
    Visit("staff.replay", "replay", at("/staff/prompts/why"), "editor"),
    Visit("staff.replay", "replayed", why, "staff"),
    Visit("staff.dashboard", "dashboard", at("/staff/"), "staff"),
    Visit("staff.dashboard", "not allowed", at("/staff/"), "reader", status=403),
    Visit("staff.inbox", "inbox", at("/staff/inbox"), "staff"),
    Visit("staff.inbox", "inbox for finance", at("/staff/inbox"), "finance"),
    Visit("staff.inbox", "no such event", at("/staff/inbox?state=parked"), "staff"),
    Visit("staff.event", "event", followed("/staff/inbox"), "staff"),
    Visit("staff.event", "event for finance", followed("/staff/inbox"), "finance"),
    Visit("staff.event", "worked on again", worked_again, "staff"),
    Visit("staff.orders", "orders", at("/staff/orders"), "staff"),
    Visit("staff.order", "order", followed("/staff/orders"), "staff"),
    Visit("staff.notices_page", "notices", at("/staff/notices"), "staff"),
    Visit("finance.payments", "months", at("/finance/"), "finance"),
    Visit("finance.month", "month", this_month, "finance"),
    Visit("finance.month", "empty month", at("/finance/2020-02"), "finance"),
    Visit("accounts.demo", "demo", at("/demo")),
    Visit("mail.demo_mail", "mail", at("/demo/mail")),
    Visit("web.styleguide", "style guide", at("/demo/styleguide")),
    Visit("articles.search", "search", at("/search")),
    Visit("articles.search", "found", at("/search?q=flood+gate")),
    Visit("articles.search", "not found", at("/search?q=zebra+crossing")),
    Visit("articles.search", "too short to search", at("/search?q=a")),
    Visit("articles.search", "too long to find", at(f"/search?q={'w' * 400}")),
    Visit("articles.search", "sought in Cyrillic", at("/search?q=%D0%BC%D1%96%D1%81%D1%82%D0%BE")),
    Visit("articles.search", "further found", further_found),
    Visit("404", "nothing here", at("/news/nothing-here"), status=404),
    Visit("sandbox", "checkout", checkout),
    Visit("sandbox", "declined", declined, status=422),
    Visit("sandbox", "bank", at_the_bank),
    Visit("sandbox", "control", control),
]  # fmt: skip

# What answers no page: files, data, streams, operations.
NO_PAGES = {
    "articles.atom", "articles.sitemap", "articles.news_sitemap", "articles.robots",
    "articles.media", "articles.share_picture", "articles.sitemap_chunk",
    "articles.share_picture_of_newsroom", "articles.share_picture_of_section",
    "articles.compare_revisions",
    "campaign.live", "campaign.progress_json", "finance.month_file", "staff.stories_file",
    "web.healthz", "web.readyz", "web.metrics",
}  # fmt: skip
