"""Prompts in Chromium: each in its place, and nothing that shifts, covers or overflows."""

import re
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.flows.conftest import NewPage
from tests.flows.test_budgets import WATCH_SHIFTS
from tests.prompts.browsing import (
    CHOSEN,
    DEFAULT,
    PHONE,
    PLACEMENTS,
    open_article,
    prompt,
    put,
    until_told,
)
from tests.prompts.conftest import Served


@pytest.mark.parametrize("screen", [PHONE, {}], ids=["phone", "desk"])
@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_prompt_comes_into_its_place_and_nothing_shifts(
    served: Served, new_page: NewPage, placement: str, screen: dict[str, Any]
) -> None:
    put(served, prompt(placement, after_paragraph=12))
    page = new_page(**screen)
    page.add_init_script(WATCH_SHIFTS)
    open_article(page, served)
    chosen = page.locator(CHOSEN)
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text(re.compile(r"25,000 to go until 31 December \d{4}"))
    expect(page.locator("[data-ask]:visible")).to_have_count(1)
    chosen.scroll_into_view_if_needed()
    expect(chosen).to_be_in_viewport()
    for _ in range(12):
        page.mouse.wheel(0, 900)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("shifts") == []
    if placement == "inline":
        before = chosen.evaluate("ask => ask.previousElementSibling.textContent")
        assert before.startswith("Paragraph 12.")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize("placement", ["banner", "header"])
def test_beside_lists_too(served: Served, new_page: NewPage, placement: str) -> None:
    put(served, prompt(placement))
    page = new_page(**PHONE)
    page.add_init_script(WATCH_SHIFTS)
    page.goto(served.url)
    expect(page.locator(CHOSEN)).to_be_in_viewport()
    assert page.evaluate("shifts") == []


def test_what_is_in_view_already_stays(served: Served, new_page: NewPage) -> None:
    put(served, prompt("end"), replace(prompt("banner"), slug="banner"))
    page = new_page(viewport={"width": 1280, "height": 3000})
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "choose" in r.url else None)
    with until_told(page, "shown") as told:
        page.goto(f"{served.url}/news/short")
    assert '"default"' in (told.value.post_data or "")
    expect(page.locator(DEFAULT)).to_be_visible()
    expect(page.locator(CHOSEN)).to_have_count(0)
    assert asked == []


def test_between_paragraphs_that_are_in_view_nothing_is_put(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("inline", after_paragraph=2))
    page = new_page(viewport={"width": 1280, "height": 1100})
    page.add_init_script(WATCH_SHIFTS)
    open_article(page, served)
    expect(page.locator(CHOSEN)).to_have_count(0)
    with until_told(page, "shown") as told:
        page.locator(DEFAULT).scroll_into_view_if_needed()
    assert '"default"' in (told.value.post_data or "")
    assert page.evaluate("shifts") == []


def test_the_banner_never_lies_over_what_has_the_focus(served: Served, new_page: NewPage) -> None:
    put(served, prompt("banner"))
    page = new_page(**PHONE)
    open_article(page, served)
    banner = page.locator(CHOSEN)
    expect(banner).to_be_visible()
    top = banner.bounding_box()["y"]  # type: ignore[index]
    assert top > 740 / 2, "it is small"
    for _ in range(60):
        page.keyboard.press("Tab")
        bottom, is_inside = page.evaluate(
            "[document.activeElement.getBoundingClientRect().bottom,"
            " !!document.activeElement.closest('.prompt-banner')]"
        )
        assert is_inside or bottom <= top, page.evaluate("document.activeElement.outerHTML")
        if is_inside:
            break
    assert is_inside, "by keyboard one comes to it"
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.locator(".footer").bounding_box()["y"] < top  # type: ignore[index]
    last = page.locator(".footer :is(a, p)").last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= top


def test_nobody_is_asked_on_a_page_about_a_loss(served: Served, new_page: NewPage) -> None:
    prompts = [replace(prompt(placement), slug=placement) for placement in PLACEMENTS]
    put(served, *prompts, quiet_tags=frozenset({"tragedy"}))
    page = new_page()
    page.goto(f"{served.url}/news/a-loss")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-ask]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("placement", PLACEMENTS)
def test_axe_finds_nothing_and_nothing_overflows_a_small_phone(
    served: Served, new_page: NewPage, placement: str, scheme: str
) -> None:
    put(served, prompt(placement, after_paragraph=12))
    page = new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    open_article(page, served)
    page.locator(CHOSEN).scroll_into_view_if_needed()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_axe_finds_nothing_where_the_line_waits_for_others(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("header", sections=frozenset({"elsewhere"})))
    page = new_page(viewport={"width": 320, "height": 640})
    open_article(page, served)
    expect(page.get_by_role("complementary", name="How this is paid for")).to_be_visible()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("address", ["/prompts/memory", "/prompts/remind"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desks_own_pages(
    served: Served, new_page: NewPage, address: str, scheme: str
) -> None:
    page = new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.goto(f"{served.url}{address}")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_page_is_the_same_to_the_byte_for_everyone(served: Served, new_page: NewPage) -> None:
    put(served, prompt("end"), replace(prompt("header"), slug="line"))
    client = served.app.test_client()
    first = client.get("/news/long-0").data
    tokens = ["portal_session=anything", "portal_session=else; consent=1"]
    assert {client.get("/news/long-0", headers={"Cookie": t}).data for t in tokens} == {first}
