"""Every page: usable by everyone in light and dark, on a telephone and a desk, by keyboard."""

from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask, render_template
from PIL import Image
from playwright.sync_api import Browser, Page, Response, expect

from tests.flows.conftest import NewPage
from tests.flows.desk_pages import DESK_VISITS
from tests.flows.pages import NO_PAGES, PASSWORDS, VISITS, House, Visit, lived_in, token_in
from tests.flows.portal import RunningPortal

AXE = Axe().axe_script
# What only the demo has, beside the newspaper.
FOR_TRYING = ("accounts.demo", "web.styleguide", "sandbox")

# Every rule of axe that the page breaks, with the elements that break it.
BROKEN = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html)]);
}"""
ON_MAIN_ACTION = """() => {
  const main = document.querySelector("main");
  const seen = (element) => element.checkVisibility();
  const action = [...main.querySelectorAll(".button-main")].find(seen);
  const any = "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']";
  const first = (element) => seen(element) && element.tabIndex >= 0;
  const wanted = action ?? [...main.querySelectorAll(any)].find(first);
  return !wanted || document.activeElement === wanted;
}"""


@pytest.fixture(scope="module")
def house(portal: RunningPortal) -> House:
    return lived_in(portal)


@pytest.fixture(scope="module")
def signed_in(house: House, browser: Browser) -> dict[str, Any]:
    """The cookies of a browser that is signed in, by role."""
    states: dict[str, Any] = {}
    door = f"{house.portal.url}/sign-in"
    for role, password in PASSWORDS.items():
        context = browser.new_context()
        token = token_in(context.request.get(door).text())
        typed: dict[str, str | float | bool] = {
            "csrf_token": token,
            "email": f"{role}@example.org",
            "password": password,
        }
        assert context.request.post(door, form=typed).ok
        states[role] = context.storage_state()
        context.close()
    return states


@pytest.mark.parametrize("visit", [*VISITS, *DESK_VISITS], ids=str)
def test_the_page_is_for_everyone(
    visit: Visit, house: House, signed_in: dict[str, Any], new_page: NewPage
) -> None:
    page = new_page(storage_state=signed_in[visit.role]) if visit.role else new_page()
    answers: list[Response] = []
    page.on("response", lambda r: answers.append(r) if is_document(r) else None)
    visit.go(page, house)
    assert answers[-1].status == visit.status
    expect(page.locator("h1")).to_have_count(1)
    assert page.title().strip()
    assert (page.locator("html").get_attribute("lang") or "") == "en"
    for_everyone(page)
    if not visit.role and visit.endpoint not in FOR_TRYING:
        at_twice_the_text_size(page)
    by_keyboard(page)


def for_everyone(page: Page) -> None:
    """Axe finds nothing on a desk and a telephone, in light and dark; nothing overflows."""
    page.evaluate(AXE)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(BROKEN) == [], f"{width} {scheme}"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def at_twice_the_text_size(page: Page) -> None:
    """Nothing of a page for readers is pushed out of a telephone's window."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.evaluate("document.documentElement.style.fontSize = ''")


def by_keyboard(page: Page) -> None:
    """Tab meets the skip link first; from there the main action is a few presses away."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.activeElement.blur()")
    skip = page.get_by_role("link", name="Skip to the page")
    if skip.count():
        page.keyboard.press("Tab")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
    for _ in range(25):
        if page.evaluate(ON_MAIN_ACTION):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the main action is out of reach of the keyboard")


def is_document(response: Response) -> bool:
    return response.request.is_navigation_request() and response.status not in (302, 303)


def test_no_page_is_missing_from_the_visits(app: Flask) -> None:
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert shown - NO_PAGES - {visit.endpoint for visit in VISITS} == set()


def test_the_error_of_our_own_stands_without_database_and_account(
    app: Flask, house: House, new_page: NewPage
) -> None:
    with app.test_request_context("/"):
        html = render_template("errors/500.html")
    page = new_page()
    broken = f"{house.portal.url}/broken"
    page.route(broken, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(broken)
    expect(page.locator("h1")).to_have_count(1)
    for_everyone(page)


def test_the_bar_is_seen_in_colours_of_the_readers_own(house: House, new_page: NewPage) -> None:
    page = new_page(forced_colors="active")
    page.goto(house.portal.url)
    track = Image.open(BytesIO(page.locator(".bar-track").screenshot())).convert("L")
    darkest = track.histogram()[:64]
    # Its outline twice along, at least; without it there are the ticks alone.
    assert sum(darkest) > 2 * (track.width - 2)
