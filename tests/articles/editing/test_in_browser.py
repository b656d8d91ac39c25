"""The writing desk in Chromium: with scripts it is quick, without them it does the same."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from portal.articles.editing.fields import Fields
from portal.articles.editing.models import Act
from tests.accounts.people import PASSWORD, proved
from tests.articles.conftest import Served, browser_type_launch_args, new_page, served
from tests.articles.editing.desk import acts, keep, row
from tests.flows.conftest import NewPage

__all__ = ["browser_type_launch_args", "new_page", "served"]

Door = Callable[..., Page]


@pytest.fixture(scope="module")
def newsroom(served: Served) -> Served:
    """The newspaper with two people who edit it."""
    with served.app.app_context():
        for name in ("bohdan", "dorota"):
            proved(f"{name}@example.org", role="editor")
    return served


@pytest.fixture(scope="module")
def keys(newsroom: Served, browser: Browser) -> dict[str, Any]:
    """The cookies of a browser in which somebody is signed in, by name."""
    found: dict[str, Any] = {}
    for name in ("bohdan", "dorota"):
        context = browser.new_context()
        sign_in(context.new_page(), newsroom.url, name)
        found[name] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def signed_in(keys: dict[str, Any], new_page: NewPage) -> Door:
    """A page of a browser in which somebody is signed in."""
    return lambda name="bohdan", **options: new_page(storage_state=keys[name], **options)


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/sign-in")
    form = page.locator("form", has=page.locator("[name=password]"))
    form.locator("[name=email]").fill(f"{name}@example.org")
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/staff/articles")


def draft(headline: str, body: str = "The council met at nine.") -> int:
    """A draft that stands on the desk; its id."""
    piece = row(1)
    fields = Fields(
        headline=headline, section_id=piece.section_id, author_id=piece.author_id,
        body_markdown=body,
    )  # fmt: skip
    return keep(fields)


def write(page: Page, newsroom: Served, headline: str) -> None:
    page.goto(f"{newsroom.url}/staff/articles")
    page.get_by_role("link", name="Write a new one").click()
    page.get_by_label("Headline").fill(headline)
    page.get_by_label("Text", exact=True).fill(
        "It **rains** on [the harbour](/news/piece-1).\n\n> So it does."
    )


def test_a_text_is_written_seen_saved_and_published(newsroom: Served, signed_in: Door) -> None:
    page = signed_in()
    write(page, newsroom, "Rain over the harbour")
    shown = page.locator("[data-shown]")
    expect(shown.locator("strong", has_text="rains")).to_be_visible()
    expect(shown.locator(".shown-headline")).to_have_text("Rain over the harbour")
    expect(page.locator("[data-count]")).to_have_text("8 words")
    expect(page.get_by_role("button", name="Preview")).to_be_hidden()
    page.get_by_label("Text", exact=True).press("Control+s")
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"Saved at \d\d:\d\d"))
    assert re.search(r"/staff/articles/\d+$", page.url)
    page.get_by_label("Text", exact=True).press("End")
    page.keyboard.type(" Still.")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_have_text(re.compile("Saved at"))
    expect(page.locator("[name=began_from]")).to_have_value("2")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("status").first).to_have_text("Published. Readers see it now.")
    page.get_by_role("link", name="As readers see it").click()
    expect(page.locator("h1")).to_have_text("Rain over the harbour")
    assert page.url.endswith("/news/rain-over-the-harbour")


def test_all_of_it_works_without_scripts(newsroom: Served, signed_in: Door) -> None:
    page = signed_in(java_script_enabled=False)
    write(page, newsroom, "Hail over the harbour")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-shown] .prose strong")).to_have_text("rains")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    page.get_by_role("button", name="Publish now").click()
    page.get_by_label("Text", exact=True).fill("It hailed.")
    page.get_by_label("Tell readers that it was updated").uncheck()
    page.get_by_role("button", name="Update", exact=True).click()
    page.get_by_text("Correct an error").click()
    page.get_by_label("Correction").fill("It was hail, not rain.")
    page.get_by_role("button", name="Publish the correction").click()
    page.get_by_role("link", name="As readers see it").click()
    expect(page.get_by_text("It was hail, not rain.")).to_be_visible()
    page.go_back()
    page.get_by_text("Take it back", exact=True).click()
    page.get_by_role("button", name="Take it back to the drafts").click()
    page.get_by_role("link", name="Revisions").click()
    expect(page.locator("tbody tr")).to_have_count(5)
    page.get_by_role("button", name="Compare the two chosen").click()
    expect(page.get_by_text("the text is the same")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_second_editor_sees_the_difference_and_keeps_their_words(
    newsroom: Served, signed_in: Door, has_scripts: bool
) -> None:
    with newsroom.app.app_context():
        number = draft(f"Two at once {has_scripts}")
    page = signed_in(java_script_enabled=has_scripts)
    page.goto(f"{newsroom.url}/staff/articles/{number}")
    other = signed_in("dorota", java_script_enabled=False)
    other.goto(f"{newsroom.url}/staff/articles/{number}")
    other.get_by_label("Text", exact=True).fill("The council met at noon.")
    other.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Text", exact=True).fill("The board met at nine.")
    page.get_by_role("button", name="Save", exact=True).click()
    conflict = page.get_by_role("alert")
    expect(conflict).to_contain_text("dorota@example.org saved this article")
    expect(conflict.locator("del")).to_have_text(["council", "noon"])
    expect(conflict.locator("ins")).to_have_text(["board", "nine"])
    expect(page.get_by_label("Text", exact=True)).to_have_value("The board met at nine.")
    if has_scripts:
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    page.get_by_role("button", name="Save mine").click()
    expect(page.locator("[name=began_from]")).to_have_value("3")
    with newsroom.app.app_context():
        assert acts(number) == [Act.SAVED] * 3
        assert row(number).body_markdown == "The board met at nine."


def test_leaving_with_unsaved_words_warns(newsroom: Served, signed_in: Door) -> None:
    with newsroom.app.app_context():
        number = draft("Half written")
    page = signed_in()
    page.goto(f"{newsroom.url}/staff/articles/{number}")
    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Text", exact=True).press_sequentially("More. ")
    page.evaluate("location.assign('/staff/articles')")
    expect(page.get_by_label("Headline")).to_be_visible()
    assert warned == ["beforeunload"]
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_have_text(re.compile("Saved at"))
    page.get_by_role("link", name="All articles").click()
    page.wait_for_url("**/staff/articles")
    assert warned == ["beforeunload"]


def test_a_sign_in_that_ended_loses_no_word(newsroom: Served, signed_in: Door) -> None:
    with newsroom.app.app_context():
        number = draft("A long night")
    page = signed_in()
    page.goto(f"{newsroom.url}/staff/articles/{number}")
    page.get_by_label("Text", exact=True).fill("An hour's work.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("your text is here")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens").click()
    sign_in(opened.value, newsroom.url, "bohdan")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("An hour's work.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-said]")).to_have_text(re.compile("Saved at"))
    with newsroom.app.app_context():
        assert row(number).body_markdown == "An hour's work."


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["", "/new", "/1", "/1/revisions", "/sections", "/authors", "/authors/1", "/tags"]
)
def test_every_page_is_for_everyone_on_a_small_phone(
    newsroom: Served, signed_in: Door, path: str, scheme: str
) -> None:
    page = signed_in(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.goto(f"{newsroom.url}/staff/articles{path}")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
