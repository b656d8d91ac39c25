"""A prompt from its writing to its result: an editor writes it, a reader follows it and joins."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Request, expect

from tests.flows.conftest import NewPage
from tests.flows.pages import PASSWORDS
from tests.flows.portal import RunningPortal
from tests.flows.reader import go_to_pay, pay

PHONE = {"width": 360, "height": 740}


def enter(page: Page, portal: RunningPortal, role: str, path: str) -> None:
    """Sign in by the demo's password and arrive at `path`."""
    page.goto(f"{portal.url}/sign-in?next={path}")
    door = page.get_by_role("region", name="With your password")
    door.get_by_role("textbox", name="E-mail address").fill(f"{role}@example.org")
    door.get_by_role("textbox", name="Password").fill(PASSWORDS[role])
    door.get_by_role("button").click()
    page.wait_for_url(f"**{path}")


def test_a_prompt_is_written_shown_followed_and_counted(
    portal: RunningPortal, new_page: NewPage
) -> None:
    editor = new_page(java_script_enabled=False)
    enter(editor, portal, "editor", "/staff/prompts")
    editor.get_by_role("link", name="Write a new one").click()
    editor.get_by_role("textbox", name="Name", exact=True).fill("The winter appeal")
    editor.get_by_role("textbox", name="Short name").fill("winter")
    editor.get_by_label("Priority").fill("1")
    editor.get_by_label("Show this prompt").check()
    wording = editor.get_by_role("group", name="Another wording")
    wording.get_by_label("Heading").fill("It is {total} cold in here")
    wording.get_by_label("Text").fill("Somebody has to pay for the coal.")
    editor.get_by_role("button", name="Save").first.click()
    expect(editor.get_by_role("alert")).to_contain_text("{total} is not known.")
    editor.get_by_label("Heading").first.fill("It is {remaining} degrees too cold")
    editor.get_by_role("button", name="Save").first.click()
    expect(editor.get_by_role("status")).to_have_text("Saved, and shown from now on.")
    editor.get_by_role("link", name="Preview", exact=True).click()
    frame = editor.frame_locator("iframe")
    expect(frame.get_by_text("degrees too cold")).to_be_attached()

    reader = new_page(viewport=PHONE)
    reader.goto(portal.url)
    headline = reader.locator(".card-lead h2 a").inner_text()
    with reader.expect_response("**/prompts/choose"):
        reader.locator(".card-lead h2 a").click()
    ask = reader.locator('[data-ask][data-prompt="winter"]')
    with reader.expect_request(seen("shown")):
        ask.scroll_into_view_if_needed()
    expect(ask).to_contain_text(re.compile(r"It is 2\d,\d{3} degrees too cold"))
    with reader.expect_request(seen("clicked")):
        ask.get_by_role("link", name="$15", exact=True).click()
    go_to_pay(reader)
    pay(reader, "hana@example.org")

    staff = new_page()
    enter(staff, portal, "staff", "/staff/prompts")
    staff.get_by_role("link", name="Results of The winter appeal").click()
    row = staff.get_by_role("row", name=re.compile("^a "))
    figures = row.get_by_role("cell")
    # Tallies are written every few seconds, and by then the payment is known.
    for _ in range(120):
        if figures.nth(0).inner_text() == "1" and figures.nth(2).inner_text() == "1":
            break
        staff.wait_for_timeout(500)
        staff.reload()
    assert [figures.nth(place).inner_text() for place in (0, 2, 6)] == ["1", "1", "1"]
    expect(staff.get_by_text("No sample is fixed")).to_be_visible()
    staff.goto(f"{portal.url}/staff/stories")
    told = staff.get_by_role("row", name=re.compile(re.escape(headline)))
    expect(told.get_by_role("cell").nth(1)).to_have_accessible_name("1")

    staff.goto(f"{portal.url}/staff/prompts")
    staff.get_by_role("button", name="Pause all prompts").click()
    expect(staff.get_by_role("button", name="Let prompts go on")).to_be_visible()
    other = new_page()
    other.goto(portal.url)
    other.locator(".card-lead h2 a").click()
    expect(other.locator(".prose")).to_be_visible()
    expect(other.locator("[data-ask]")).to_have_count(0)
    staff.get_by_role("button", name="Let prompts go on").click()


def seen(what: str) -> Callable[[Request], bool]:
    """A request that tells of an act."""
    return lambda request: (
        request.url.endswith("/seen") and f'"{what}"' in (request.post_data or "")
    )
