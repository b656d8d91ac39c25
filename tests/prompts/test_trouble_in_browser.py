"""Prompts in Chromium where something is missing, broken or made up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.flows.conftest import NewPage
from tests.prompts.browsing import CHOSEN, DEFAULT, memory, open_article, prompt, put, until_told
from tests.prompts.conftest import Served


def test_bad_memory_is_no_memory(served: Served, new_page: NewPage) -> None:
    put(served, prompt("end"))
    page = new_page()
    page.goto(f"{served.url}/prompts/memory")
    for junk in ("{", "null", "7", '"x"', '{"asked": {"a": 1}, "closed": []}', "[]"):
        page.evaluate("junk => { localStorage.asks = junk; localStorage.reading = junk }", junk)
        open_article(page, served)
        expect(page.locator(CHOSEN)).to_have_count(1)
        with until_told(page, "shown"):
            page.locator(CHOSEN).scroll_into_view_if_needed()
        page.goto(f"{served.url}/prompts/memory")
        expect(page.get_by_role("button", name="Erase all of it")).to_be_visible()


@pytest.mark.parametrize("broken", ["away", "error", "blocked", "garbage"])
def test_the_default_stands_when_the_service_does_not(
    served: Served, new_page: NewPage, broken: str
) -> None:
    put(served, prompt("end"), replace(prompt("banner"), slug="banner"))
    page = new_page(java_script_enabled=broken != "blocked")
    if broken == "garbage":
        page.route("**/prompts/choose", lambda route: route.fulfill(status=200, body="<html>"))
    elif broken == "away":
        # Refused without a word in the console, as when the reader has gone offline meanwhile.
        page.add_init_script("window.fetch = () => Promise.reject(new TypeError('away'))")
    elif broken == "error":
        page.add_init_script(
            "window.fetch = () => Promise.resolve(new Response('', {status: 503}))"
        )
    page.goto(f"{served.url}/news/long-0")
    page.wait_for_load_state("networkidle")
    page.locator(DEFAULT).scroll_into_view_if_needed()
    expect(page.locator(DEFAULT)).to_be_in_viewport()
    expect(page.locator("[data-ask]:visible")).to_have_count(1)
    assert page.locator(DEFAULT).get_by_role("button", name="Not now").count() == (
        broken != "blocked"
    )
    text = page.locator(".prose > p").all_inner_texts()
    assert len(text) == 24


def test_where_telling_is_blocked_an_ask_can_be_closed_and_is_remembered(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("end"))
    page = new_page()
    page.add_init_script("delete Navigator.prototype.sendBeacon")
    open_article(page, served)
    chosen = page.locator(CHOSEN)
    chosen.scroll_into_view_if_needed()
    chosen.get_by_role("button", name="Not now").click()
    expect(chosen).to_have_count(0)
    assert len(memory(page)["asked"]) == 1
    assert memory(page)["closed"] == memory(page)["asked"][0]


CLOSED = (
    "Object.defineProperty(window, 'localStorage',"
    " { get() { throw new DOMException('closed', 'SecurityError') } })"
)


def test_where_storage_is_closed_one_ask_stands_and_can_be_closed(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("end"))
    page = new_page()
    page.add_init_script(CLOSED)
    open_article(page, served)
    expect(page.locator("[data-ask]:visible")).to_have_count(1)
    with until_told(page, "closed"):
        page.locator(CHOSEN).get_by_role("button", name="Not now").click()
    expect(page.locator("[data-ask]:visible")).to_have_count(0)


def test_a_member_who_is_signed_in_is_spared_where_storage_is_closed_too(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("end"))
    page = new_page()
    page.add_init_script(CLOSED)
    answer = '{"reason": "member", "member_until": "2999-01-01T00:00:00+00:00"}'
    page.route("**/prompts/choose", lambda route: route.fulfill(body=answer))
    open_article(page, served)
    expect(page.locator("[data-thanks]")).to_be_visible()
    expect(page.locator("[data-ask]:visible")).to_have_count(0)


def test_a_member_is_spared_whatever_else_the_storage_holds(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script("localStorage.member_until = '2999-01-01'; localStorage.asks = '{'")
    page.goto(f"{served.url}/news/long-0")
    expect(page.locator("[data-thanks]")).to_be_visible()
    expect(page.locator("[data-ask]:visible")).to_have_count(0)


@pytest.mark.parametrize(("ahead", "asks"), [(1, 0), (300, 1)])
def test_what_was_remembered_while_the_clock_was_wrong_silences_nobody_for_long(
    served: Served, new_page: NewPage, ahead: int, asks: int
) -> None:
    page = new_page()
    page.add_init_script(
        f"const day = new Date(Date.now() + {ahead} * 864e5).toISOString().slice(0, 10);"
        "localStorage.asks = JSON.stringify({closed: day, gave: day, asked: Array(9).fill(day)})"
    )
    page.goto(f"{served.url}/news/long-0")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-ask]:visible")).to_have_count(asks)


def test_closing_is_remembered_where_the_clock_is_years_ahead(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("end"))
    page = new_page()
    page.clock.set_system_time(datetime.now(UTC) + timedelta(days=900))
    open_article(page, served)
    chosen = page.locator(CHOSEN)
    chosen.scroll_into_view_if_needed()
    chosen.get_by_role("button", name="Not now").click()
    open_article(page, served, "long-1")
    expect(page.locator("[data-ask]:visible")).to_have_count(0)
