"""What is typed and not saved stays in the browser until it is, in every form where one writes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.articles.conftest import Served, browser_type_launch_args, new_page, served
from tests.articles.editing.test_in_browser import Door, draft, keys, newsroom, signed_in

__all__ = ["browser_type_launch_args", "keys", "new_page", "newsroom", "served", "signed_in"]

KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('typed:'))"


def test_what_a_crash_took_is_offered_again(newsroom: Served, signed_in: Door) -> None:
    with newsroom.app.app_context():
        number = draft("Before the crash")
    page = signed_in()
    page.goto(f"{newsroom.url}/staff/articles/{number}")
    text = page.get_by_label("Text", exact=True)
    text.fill("An hour's work.")
    again = crashed(page)
    expect(again.locator("[data-typed]")).to_contain_text("typed here in this browser")
    again.get_by_role("button", name="Take it up again").click()
    expect(again.get_by_label("Text", exact=True)).to_have_value("An hour's work.")
    expect(again.locator("[data-typed]")).to_be_hidden()
    again.keyboard.press("Control+s")
    expect(again.locator("[data-said]")).to_have_text(re.compile("Saved at"))
    assert again.evaluate(KEPT) == []
    again.reload()
    expect(again.get_by_label("Text", exact=True)).to_have_value("An hour's work.")
    expect(again.locator("[data-typed]")).to_be_hidden()


def test_what_was_taken_up_again_overwrites_nobody(newsroom: Served, signed_in: Door) -> None:
    with newsroom.app.app_context():
        number = draft("Overnight")
    page = signed_in()
    page.goto(f"{newsroom.url}/staff/articles/{number}")
    page.get_by_label("Text", exact=True).fill("Typed before the crash.")
    again = crashed(page, at=f"{newsroom.url}/staff/articles")
    other = signed_in("dorota")
    other.goto(f"{newsroom.url}/staff/articles/{number}")
    other.get_by_label("Text", exact=True).fill("Saved by somebody else.")
    other.keyboard.press("Control+s")
    expect(other.locator("[data-said]")).to_have_text(re.compile("Saved at"))
    again.goto(f"{newsroom.url}/staff/articles/{number}")
    again.get_by_role("button", name="Take it up again").click()
    again.keyboard.press("Control+s")
    expect(again.get_by_role("alert")).to_contain_text("saved this article while")
    expect(again.get_by_label("Text", exact=True)).to_have_value("Typed before the crash.")


def test_it_is_forgotten_once_it_is_saved_or_thrown_away(newsroom: Served, signed_in: Door) -> None:
    page = signed_in()
    page.goto(f"{newsroom.url}/staff/articles/new")
    page.get_by_label("Headline").fill("  Two bridges,  one river")
    page.get_by_label("Text", exact=True).fill("Both stand.")
    again = crashed(page)
    expect(again.locator("[data-typed]")).to_be_visible()
    again.get_by_role("button", name="Throw it away").click()
    assert again.evaluate(KEPT) == []
    again.get_by_label("Headline").fill("Three bridges , one river ")
    again.get_by_label("Text", exact=True).fill("All stand.")
    again.get_by_role("button", name="Publish now").click()
    expect(again.get_by_role("status").first).to_have_text("Published. Readers see it now.")
    assert again.evaluate(KEPT) == []
    again.goto(f"{newsroom.url}/staff/articles/new")
    expect(again.locator("[data-typed]")).to_be_hidden()


def test_what_was_refused_is_kept_until_it_is_taken(newsroom: Served, signed_in: Door) -> None:
    page = signed_in()
    page.goto(f"{newsroom.url}/staff/articles/new")
    page.get_by_label("Headline").fill("Nothing below")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no text yet")
    again = crashed(page)
    again.get_by_role("button", name="Take it up again").click()
    expect(again.get_by_label("Headline")).to_have_value("Nothing below")
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.locator("[data-said]")).to_have_text(re.compile("Saved at"))
    assert again.evaluate(KEPT) == []


def test_a_portal_that_does_not_answer_takes_no_word(
    newsroom: Served, keys: dict[str, Any], browser: Browser
) -> None:
    with newsroom.app.app_context():
        number = draft("Cut off")
    page = browser.new_context(storage_state=keys["bohdan"]).new_page()
    page.goto(f"{newsroom.url}/staff/articles/{number}")
    page.get_by_label("Text", exact=True).fill("Written in a train.")
    page.context.set_offline(True)
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_contain_text("Not saved: the portal did not answer")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Written in a train.")
    page.context.set_offline(False)
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_have_text(re.compile("Saved at"))
    page.context.close()


@pytest.mark.parametrize(
    ("path", "label"),
    [("/staff/pages/contact", "Text"), ("/staff/articles/authors/1", "Bio")],
)
def test_every_form_of_words_keeps_them(
    newsroom: Served, signed_in: Door, path: str, label: str
) -> None:
    page = signed_in()
    page.goto(f"{newsroom.url}{path}")
    page.get_by_label(label, exact=True).fill("Ring twice.")
    again = crashed(page)
    again.get_by_role("button", name="Take it up again").click()
    expect(again.get_by_label(label, exact=True)).to_have_value("Ring twice.")
    again.keyboard.press("Control+s")
    expect(again.get_by_role("status").first).to_contain_text("aved")
    assert again.evaluate(KEPT) == []


def test_a_new_author_is_kept_until_they_are_there(newsroom: Served, signed_in: Door) -> None:
    page = signed_in()
    page.goto(f"{newsroom.url}/staff/articles/authors/new")
    page.get_by_label("Name", exact=True).fill("Greta Solvane")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Greta Solvane")
    assert page.evaluate(KEPT) == []


def crashed(page: Page, at: str = "") -> Page:
    """A new page of the same browser at the same address, the old one gone without a word."""
    again = page.context.new_page()
    expect_kept(page)
    address = page.url
    page.close(run_before_unload=False)
    again.goto(at or address)
    return again


def expect_kept(page: Page) -> None:
    """Wait until what was typed lies in the browser's storage."""
    for _ in range(1500):
        if page.evaluate(KEPT):
            return
        page.wait_for_timeout(20)
    raise AssertionError("nothing was kept")
