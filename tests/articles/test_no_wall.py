"""No wall: every reader gets the same whole text, in full view, whatever they are or have."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from portal import clock
from portal.articles.body import render
from tests.accounts.people import ALISA, PASSWORD, proved
from tests.articles.newspaper import publish
from tests.flows.conftest import NewPage
from tests.prompts.board import one, put_up
from tests.prompts.conftest import Served
from tests.prompts.conftest import newspaper as newspaper

BODY = "\n\n".join(
    [f"Paragraph {number} of what the auditor wrote down." for number in range(1, 30)]
    + [
        "> Nobody asked.",
        "- first\n- second",
        "| a | b |\n| - | - |\n| 1 | 2 |",
        "The end[^1].",
        "",
    ]
    + ["[^1]: Not quite."]
)
PLACEMENTS = ("end", "inline", "banner", "header")
# Each part of the article's own text, and whether it can be seen where it stands.
PARTS = """() => {
  const own = (element) => !element.closest("[data-ask], [data-place]");
  const parts = document.querySelectorAll(
    ".article-head h1, .standfirst, .prose :is(p, h2, h3, li, th, td)");
  return [...parts].filter(own).map((part) => {
    part.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = part.getBoundingClientRect();
    const hit = document.elementFromPoint(left + Math.min(5, width / 2), top + height / 2);
    const { opacity, filter } = getComputedStyle(part);
    const seen = part.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && opacity === "1" && filter === "none"
      && (part === hit || part.contains(hit) || hit?.contains(part));
    return [part.innerText, seen];
  });
}"""


@pytest.fixture(scope="module")
def house(newspaper: Served) -> Iterator[Served]:
    """The newspaper with one long article, a member, and no prompt yet."""
    with newspaper.app.app_context():
        publish("whole", body=BODY, with_picture=False)
        proved()
    yield newspaper


def read(page: Page, house: Served) -> list[list[Any]]:
    page.goto(f"{house.url}/news/whole", wait_until="load")
    found: list[list[Any]] = page.evaluate(PARTS)
    return found


def as_guest(_page: Page, _house: Served) -> None:
    """Comes for the first time."""


def as_member(page: Page, house: Served) -> None:
    """Signed in, on a browser that knows of the membership."""
    page.goto(f"{house.url}/sign-in")
    door = page.get_by_role("region", name="With your password")
    door.get_by_role("textbox", name="E-mail address").fill(ALISA)
    door.get_by_role("textbox", name="Password").fill(PASSWORD)
    door.get_by_role("button").click()
    page.wait_for_url("**/account*")
    page.evaluate("localStorage.setItem('member_until', '2999-01-01T00:00:00.000Z')")


def as_one_who_closed(page: Page, house: Served) -> None:
    """Has read a hundred articles and closed every ask."""
    page.goto(f"{house.url}/news/whole")
    today = clock.now().date().isoformat()
    page.evaluate(
        "(asks) => localStorage.setItem('asks', JSON.stringify(asks))",
        {"closed": today, "asked": [today] * 4, "articles": 100, "bucket": 5},
    )


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("who", [as_guest, as_member, as_one_who_closed])
def test_the_whole_text_stands_in_view_for_everyone(
    house: Served, new_page: NewPage, who: Any, width: int
) -> None:
    house.empty()
    screen = {"width": width, "height": 800}
    bare = new_page(java_script_enabled=False, viewport=screen)
    bare.goto(f"{house.url}/news/whole")
    expected = [text for text, _ in bare.evaluate(PARTS)]
    assert len(expected) == 41
    for placement in (None, *PLACEMENTS):
        house.empty()
        if placement:
            with house.app.app_context():
                put_up(one(placement))
        page = new_page(viewport=screen)
        who(page, house)
        found = read(page, house)
        assert [text for text, _ in found] == expected, placement
        assert [text for text, seen in found if not seen] == [], placement
        page.context.close()


def test_without_scripts_and_cookies_the_page_is_the_text_that_was_written(
    house: Served, new_page: NewPage
) -> None:
    house.empty()
    page = new_page(java_script_enabled=False)
    page.goto(f"{house.url}/news/whole")
    assert page.context.cookies() == []
    assert page.locator(".prose").inner_html().strip() == _as_chromium(page, render(BODY).html)
    assert page.locator(".prose").evaluate("e => getComputedStyle(e).overflow") == "visible"


def _as_chromium(page: Page, html: str) -> str:
    written: str = page.evaluate(
        "(html) => { const e = document.createElement('div'); e.innerHTML = html;"
        " return e.innerHTML.trim() }",
        html,
    )
    return written
