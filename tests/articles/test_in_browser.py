"""The newspaper in Chromium: "Show more" in place and without scripts, safe texts, no barrier."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, Request, Route, expect
from sqlalchemy import update

from portal.articles.body import render
from portal.articles.models import Article
from portal.extensions import unit_of_work
from tests.articles.conftest import Served
from tests.articles.newspaper import publish
from tests.articles.test_body import PAYLOADS
from tests.flows.conftest import NewPage

CARDS = ".card :is(h2, h3) a"
MORE = re.compile("Show more")


def shown(page: Page) -> list[str]:
    return [
        str(href) for href in page.eval_on_selector_all(CARDS, "all => all.map(a => a.pathname)")
    ]


def more(page: Page) -> None:
    before = len(shown(page))
    page.get_by_role("link", name=MORE).click()
    expect(page.locator(CARDS).nth(before)).to_be_focused()


def test_show_more_appends_in_place_and_the_address_follows(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{served.url}/")
    assert len(shown(page)) == 24
    more(page)
    assert len(shown(page)) == 44
    assert urlsplit(page.url).query.startswith("before=")
    expect(page.locator("[data-feed-status]")).to_have_text("Earlier news follows.")
    address = page.url
    more(page)
    assert sorted(shown(page)) == sorted(f"/news/piece-{number}" for number in range(50))
    expect(page.get_by_role("link", name=MORE)).to_have_count(0)
    days = page.eval_on_selector_all("[data-day]", "all => all.map(h => h.dataset.day)")
    assert days == sorted(set(days), reverse=True)
    page.reload()
    assert page.url != address
    assert shown(page)[-1] == "/news/piece-49"


@pytest.mark.parametrize("place", [1, 30, 47])
def test_back_from_a_piece_is_at_that_piece(served: Served, new_page: NewPage, place: int) -> None:
    page = new_page()
    page.goto(f"{served.url}/")
    more(page)
    more(page)
    name = page.locator(CARDS).nth(place).inner_text()
    link = page.get_by_role("link", name=name, exact=True)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()
    expect(link).to_be_in_viewport()
    expect(link).to_be_focused()
    assert page.url == f"{served.url}/" if place == 1 else "before=" in page.url


def test_back_to_where_nothing_was_added_is_the_browsers_own_matter(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{served.url}/")
    page.get_by_role("link", name="Piece 20", exact=True).click()
    page.go_back()
    assert page.evaluate("[history.state, history.scrollRestoration]") == [None, "auto"]


def test_without_scripts_it_is_a_link_to_the_next_page(served: Served, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{served.url}/")
    page.get_by_role("link", name=MORE).click()
    expect(page.get_by_role("heading", name="Earlier news")).to_be_visible()
    expect(page.get_by_role("link", name="Piece 24", exact=True)).to_be_visible()


def test_below_an_article_the_feed_goes_on_and_the_address_stays(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{served.url}/news/piece-11")
    more(page)
    more(page)
    assert page.url == f"{served.url}/news/piece-11"
    listed = shown(page)
    assert len(listed) == len(set(listed))
    assert "/news/piece-11" not in listed


def test_when_more_cannot_be_fetched_the_browser_goes_there(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()

    def refuse(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/?before=*", refuse)
    page.goto(f"{served.url}/")
    page.get_by_role("link", name=MORE).click()
    expect(page.get_by_role("heading", name="Earlier news")).to_be_visible()


def test_no_payload_runs_and_nothing_is_fetched_from_elsewhere(
    served: Served, new_page: NewPage
) -> None:
    with served.app.app_context():
        number = publish("payloads", hours_ago=900)
        html = "\n".join(render(payload).html for payload in PAYLOADS)
        with unit_of_work() as session:
            session.execute(update(Article).where(Article.id == number).values(body_html=html))
    page = new_page()
    asked: list[str] = []
    ran: list[str] = []

    def heard(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    def noted(request: Request) -> None:
        asked.append(request.url)

    page.on("dialog", heard)
    page.on("request", noted)
    page.route("**/media/**", lambda route: route.fulfill(status=200, body=""))
    page.goto(f"{served.url}/news/payloads", wait_until="load")
    for link in page.locator(".prose a").all():
        assert not (link.get_attribute("href") or "").lower().startswith(("javascript", "data"))
    assert ran == []
    assert [url for url in asked if not url.startswith(served.url)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["/", "/news/piece-0", "/news/piece-4", "/sections/city", "/authors/chidi-okafor"]
)
def test_axe_finds_nothing_and_nothing_overflows_a_small_phone(
    served: Served, new_page: NewPage, address: str, scheme: str
) -> None:
    page = new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.goto(f"{served.url}{address}")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
