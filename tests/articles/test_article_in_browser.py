"""An article in Chromium: passing it on, the bio that unfolds, footnotes, and what is printed."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.articles.conftest import Served
from tests.articles.newspaper import publish
from tests.flows.conftest import NewPage

BODY = """\
First of all.[^1]

[The other one](/news/piece-3)

| what | cost |
| --- | ---: |
| bolts | $1,200 |

Last of all.

[^1]: Not quite.
"""


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    """An article with all its parts."""
    with served.app.app_context():
        publish(
            "all-parts", body=BODY, tags=("flood wall", "tide"), hours_ago=500,
            corrections=[["2026-11-22T13:30:00+00:00", "It is the fourth gate."]],
        )  # fmt: skip
    return f"{served.url}/news/all-parts"


def test_the_link_is_copied_at_a_button(address: str, new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.get_by_role("button", name="Copy link").press("Enter")
    expect(page.locator("[data-copied]")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/news/all-parts")


def test_without_scripts_there_is_no_dead_button(address: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)
    expect(page.get_by_role("link", name="By mail")).to_be_visible()
    page.get_by_text("About Chidi Okafor").click()
    expect(page.get_by_text("Reads tide tables.")).to_be_visible()
    page.get_by_role("link", name="[1]").click()
    assert page.url.endswith("#fn1")


def test_a_footnote_has_its_number_and_a_figure_stands_to_the_right(
    address: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(address)
    style = "(e, name) => getComputedStyle(e)[name]"
    assert page.locator(".footnotes-list").evaluate(style, "listStyleType") == "decimal"
    assert page.get_by_role("cell", name="$1,200").evaluate(style, "textAlign") == "end"


def test_the_print_holds_the_article_and_nothing_around_it(
    address: str, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    kept = (
        "h1",
        ".standfirst",
        ".byline",
        ".prose p",
        ".corrections",
        ".author-name",
        ".footnotes",
        ".printed",
    )
    for part in kept:
        expect(page.locator(part).first).to_be_visible()
    left_out = (
        ".masthead-bar", ".sections", "[data-ask]", ".related", ".goes-on", ".after-text",
        ".read-also", ".author-latest", ".footer nav", ".feed",
    )  # fmt: skip
    for part in left_out:
        for place in page.locator(part).all():
            expect(place).to_be_hidden()
    ink = page.locator(".prose p").first.evaluate("e => getComputedStyle(e).color")
    assert sum(int(part) for part in ink[4:-1].split(",")) < 200
    assert page.pdf(path=tmp_path / "article.pdf").startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/news/all-parts", "/tags/tide", "/privacy", "/about", "/nope"])
def test_axe_finds_nothing(
    served: Served, address: str, new_page: NewPage, path: str, scheme: str
) -> None:
    page = new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.goto(f"{served.url}{path}")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_show_more_in_a_section_repeats_nothing_of_its_top(
    served: Served, new_page: NewPage
) -> None:
    page: Page = new_page()
    page.goto(f"{served.url}/sections/city")
    links = ".card :is(h2, h3) a"
    count = page.locator(links).count()
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(links).nth(count)).to_be_focused()
    shown = page.eval_on_selector_all(links, "all => all.map(a => a.pathname)")
    assert len(shown) == len(set(shown)) == 40
