"""An editor writes a page: looks at it, saves it, meets another editor; without scripts too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from portal.articles.pages import saving, shelf
from portal.extensions import db, unit_of_work
from tests.accounts.people import PASSWORD, proved
from tests.articles.conftest import Served, browser_type_launch_args, new_page, served
from tests.articles.newspaper import NOON
from tests.flows.conftest import NewPage

__all__ = ["browser_type_launch_args", "new_page", "served"]
EDITOR = "editor@example.org"


@pytest.fixture(scope="module")
def desk(served: Served) -> str:
    """An editor has an account; where the portal listens."""
    with served.app.app_context():
        proved(EDITOR, role="editor")
    return served.url


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/sign-in?next=/staff/pages")
    door = page.get_by_role("region", name="With your password")
    door.get_by_role("textbox", name="E-mail address").fill(EDITOR)
    door.get_by_role("textbox", name="Password").fill(PASSWORD)
    door.get_by_role("button").click()
    page.wait_for_url("**/staff/pages")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_an_editor_writes_a_page(
    served: Served, desk: str, new_page: NewPage, has_scripts: bool
) -> None:
    slug = "terms" if has_scripts else "contact"
    page = new_page(java_script_enabled=has_scripts)
    sign_in(page, desk)
    expect(page.get_by_role("link", name="Pages")).to_have_attribute("aria-current", "page")
    page.locator(f'a[href$="/staff/pages/{slug}"]').click()
    expect(page.get_by_text("This is the text that comes with the portal.")).to_be_visible()
    page.get_by_label("Title").fill("Ring twice")
    page.get_by_label("Text").fill("The bell *works*.\n\n<script>alert(1)</script>")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".preview em")).to_have_text("works")
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Write a title")
    expect(page.get_by_label("Text")).to_have_value(
        "The bell *works*.\n\n<script>alert(1)</script>"
    )
    page.get_by_label("Title").fill("Ring twice")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("The page is saved, and readers see it.")
    reader = new_page()
    reader.goto(f"{desk}/{slug}")
    expect(reader.get_by_role("heading", name="Ring twice")).to_be_visible()
    expect(reader.locator(".prose em")).to_have_text("works")


def test_the_second_of_two_editors_loses_nothing(
    served: Served, desk: str, new_page: NewPage
) -> None:
    page = new_page()
    sign_in(page, desk)
    page.goto(f"{desk}/staff/pages/about")
    with served.app.app_context(), unit_of_work() as unit:
        saving.save(unit, "about", title="Us", markdown="Theirs.", began_from=0, by=None, now=NOON)
    page.get_by_label("Text").fill("Mine.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else saved this page")
    expect(page.get_by_label("Text")).to_have_value("Mine.")
    expect(page.locator(".as-typed")).to_have_text("Theirs.")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    with served.app.app_context():
        assert shelf.find(db.session(), "about", "").markdown == "Theirs."
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()
    with served.app.app_context():
        assert shelf.find(db.session(), "about", "").markdown == "Mine."
