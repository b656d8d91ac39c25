"""What a page may cost its reader: bytes, cookies, strangers' servers, and no jumping about."""

import gzip
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, Response, expect

from tests.flows.conftest import NewPage
from tests.flows.guest import pay_as_guest
from tests.flows.pages import VISITS, House, Visit
from tests.flows.portal import RunningPortal
from tests.flows.reader import count_of
from tests.house.plan import PROJECT

PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 3, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}

SENDING = {"fetch", "xhr", "ping"}

# Every shift of what stands on the page, with what moved, from the first paint on.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries())
    window.shifts.push([value, ...sources.map(({ node }) => node?.outerHTML ?? "gone")]);
}).observe({ type: "layout-shift", buffered: true });
"""


def articles(page: Page, portal: RunningPortal) -> list[str]:
    """The addresses of the long articles on the front page."""
    page.goto(portal.url)
    found: list[str] = page.locator(".card:not(.card-brief) :is(h2, h3) a").evaluate_all(
        "links => links.map((link) => link.href)"
    )
    assert len(found) >= 10
    return found


def settle(page: Page) -> None:
    """Wait until fonts and the pictures in sight are shown, and two frames were painted."""
    page.wait_for_load_state("load")
    page.evaluate("""async () => {
      await document.fonts.ready;
      const seen = [...document.images].filter(
        (image) => image.getBoundingClientRect().top < innerHeight && image.loading !== "lazy");
      await Promise.all(seen.map((image) => image.decode()));
      for (let frame = 0; frame < 2; frame++)
        await new Promise((done) => requestAnimationFrame(done));
    }""")


def test_an_article_costs_a_telephone_at_most_120_kb_before_scrolling(
    portal: RunningPortal, new_page: NewPage
) -> None:
    for address in articles(new_page(), portal)[:6]:
        page = new_page(**PHONE)
        received: list[float] = []
        wire = page.context.new_cdp_session(page)
        wire.on("Network.loadingFinished", lambda e, to=received: to.append(e["encodedDataLength"]))
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(address)
        settle(page)
        expect(page.locator(".article-picture img")).to_be_visible()
        assert len(received) >= 10
        assert 30_000 < sum(received) <= 120_000, address


def test_the_scripts_of_prompt_and_bar_are_at_most_8_kb_compressed(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page()
    asked: set[str] = set()
    page.on("request", lambda r: asked.add(r.url) if r.resource_type == "script" else None)
    page.goto(articles(page, portal)[0])
    settle(page)
    files = {"/".join(urlsplit(url).path.split("/")[3:]) for url in asked}
    ours = {name for name in files if name.startswith(("campaign/", "prompts/", "js/"))}
    assert {"campaign/bar.js", "prompts/ask.js", "js/spare.js"} <= ours
    weight = sum(len(gzip.compress((PROJECT / "static" / name).read_bytes())) for name in ours)
    assert 500 < weight <= 8_000


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_shifts_on_load_nor_when_the_bar_moves(
    portal: RunningPortal, new_page: NewPage, screen: dict[str, Any]
) -> None:
    page = new_page(**screen)
    page.add_init_script(WATCH_SHIFTS)
    page.goto(articles(page, portal)[1])
    settle(page)
    page.locator("[data-ask]").scroll_into_view_if_needed()
    expect(page.locator("[data-ask]")).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    before = int(count_of(page).inner_text())
    pay_as_guest(portal.url, f"{'phone' if screen is PHONE else 'desk'}@example.org")
    expect(count_of(page)).to_have_text(str(before + 1))
    expect(page.locator("[data-bar-delta]").first).to_have_text("+1")
    expect(page.locator("[data-bar-delta]").first).to_have_text("")
    assert page.evaluate("shifts") == []


def test_a_member_is_spared_the_ask_before_the_first_paint(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page(**PHONE)
    page.add_init_script("localStorage.setItem('member_until', '2999-01-01T00:00:00Z');")
    page.add_init_script(WATCH_SHIFTS)
    page.goto(articles(page, portal)[1])
    settle(page)
    expect(page.locator("[data-ask]")).to_be_hidden()
    page.locator("[data-thanks]").scroll_into_view_if_needed()
    expect(page.locator("[data-thanks]")).to_be_in_viewport()
    assert page.evaluate("shifts") == []


def test_not_now_spares_this_browser_the_ask_and_tells_of_nobody(
    portal: RunningPortal, new_page: NewPage
) -> None:
    page = new_page()
    first, second = articles(page, portal)[:2]
    with page.expect_response("**/prompts/choose") as chosen:
        page.goto(first)
    chosen.value.finished()
    with page.expect_request("**/prompts/seen"):
        page.locator(".ask-place").evaluate("place => place.scrollIntoView({block: 'center'})")
    sent: list[Request] = []
    page.on("request", lambda r: sent.append(r) if r.resource_type in SENDING else None)
    with page.expect_request("**/prompts/seen"):
        page.get_by_role("button", name="Not now").click()
    expect(page.locator("[data-ask]:visible")).to_have_count(0)
    assert [request.url for request in sent] == [f"{portal.url}/prompts/seen"]
    assert set(sent[0].post_data_json) == {"prompt", "variant", "what"}
    page.goto(second)
    expect(page.locator(".prose")).to_be_visible()
    expect(page.locator("[data-ask]:visible")).to_have_count(0)


@pytest.fixture
def public(app: Flask) -> list[Visit]:
    """The visits of pages that are one and the same for everyone."""
    views: dict[str, Any] = dict(app.view_functions)
    names = {name for name, view in views.items() if view.cache_class.kind == "public"}
    return [visit for visit in VISITS if visit.endpoint in names]


def test_public_pages_set_no_cookie_and_ask_nobody_else(
    portal: RunningPortal, new_page: NewPage, public: list[Visit]
) -> None:
    assert len(public) >= 7
    elsewhere: list[str] = []
    with_cookie: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(f"{portal.url}/"):
            elsewhere.append(request.url)

    def hear(response: Response) -> None:
        if "set-cookie" in response.all_headers():
            with_cookie.append(response.url)

    for visit in public:
        page = new_page()  # its own memory of asks: a browser is asked once, not on every page
        page.on("request", note)
        page.on("response", hear)
        visit.go(page, House(portal))
        settle(page)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        settle(page)
        assert page.context.cookies() == []
        page.context.close()
    assert elsewhere == []
    assert with_cookie == []
