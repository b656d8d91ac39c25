"""What a browser remembers of asks, in Chromium, and what that spares its reader."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.prompts.prompt import Audience, Caps, Variant
from tests.flows.conftest import NewPage
from tests.prompts.board import one
from tests.prompts.browsing import CHOSEN, memory, open_article, prompt, put, until_told
from tests.prompts.conftest import Served


def test_a_reader_is_counted_once_a_day(served: Served, new_page: NewPage) -> None:
    put(served, prompt("end"))
    page = new_page()
    for number, is_first in enumerate([True, False, True]):
        if number == 2:
            page.evaluate("localStorage.asks = JSON.stringify({asked: ['2026-01-02']})")
        open_article(page, served, f"long-{number}")
        with until_told(page, "shown") as told:
            page.locator(CHOSEN).scroll_into_view_if_needed()
        assert json.loads(told.value.post_data or "")["first"] is is_first


def test_four_asks_in_thirty_days_and_no_fifth(served: Served, new_page: NewPage) -> None:
    put(served, prompt("end"))
    page = new_page()
    for number in range(4):
        open_article(page, served, f"long-{number}")
        with until_told(page, "shown"):
            page.locator(CHOSEN).scroll_into_view_if_needed()
    open_article(page, served, "long-4")
    expect(page.locator("[data-ask]:visible")).to_have_count(0)
    page.evaluate(
        "localStorage.asks = JSON.stringify({asked: Array(4).fill("
        "new Date(Date.now() - 30 * 864e5).toISOString().slice(0, 10))})"
    )
    open_article(page, served, "long-5")
    expect(page.locator(CHOSEN)).to_have_count(1)


def test_with_consent_nothing_on_the_first_two_articles_and_the_switch_erases(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("end"))
    page = new_page()
    page.goto(f"{served.url}/prompts/memory")
    expect(page.get_by_text("Nothing.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Stop counting"))).to_be_hidden()
    page.get_by_role("button", name=re.compile("Allow counting")).click()
    expect(page.get_by_role("status")).to_be_focused()
    for number in range(2):
        open_article(page, served, f"long-{number}")
        expect(page.locator("[data-ask]:visible")).to_have_count(0)
    open_article(page, served, "long-2")
    expect(page.locator(CHOSEN)).to_have_count(1)
    kept = json.loads(page.evaluate("localStorage.reading"))
    assert kept["articles"] == 3
    assert 0 <= kept["bucket"] <= 999
    page.locator(CHOSEN).get_by_role("link", name="What we remember here").click()
    expect(page.locator("[data-memory-list]")).to_contain_text("Articles read here")
    page.get_by_role("button", name=re.compile("Stop counting")).click()
    assert page.evaluate("localStorage.reading === undefined")
    open_article(page, served, "long-3")
    assert page.evaluate("localStorage.reading === undefined")
    page.goto(f"{served.url}/prompts/memory")
    page.get_by_role("button", name="Erase all of it").click()
    assert page.evaluate("localStorage.length") == 0


def test_without_consent_only_acts_and_days_are_kept_and_no_cookie(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("end"))
    page = new_page()
    open_article(page, served)
    with until_told(page, "shown"):
        page.locator(CHOSEN).scroll_into_view_if_needed()
    assert page.evaluate("Object.keys(localStorage)") == ["asks"]
    assert set(memory(page)) == {"asked"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", memory(page)["asked"][0])
    assert page.context.cookies() == []


def test_a_variant_is_sticky_by_bucket(served: Served, new_page: NewPage) -> None:
    variants = tuple(Variant(slug, f"Wording {slug}") for slug in ("a", "b", "c", "d"))
    put(served, one("end", variants=variants, caps=Caps(most_asks=0)))
    page = new_page()
    page.goto(f"{served.url}/prompts/memory")
    page.evaluate("localStorage.reading = JSON.stringify({bucket: 512, articles: 5})")
    seen = set()
    for number in range(5):
        open_article(page, served, f"long-{number}")
        seen.add(page.locator(CHOSEN).get_attribute("data-variant"))
    assert len(seen) == 1


def test_a_former_member_is_asked_as_one_and_a_member_not_at_all(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("end", audience=Audience.LAPSED))
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/prompts/" in r.url else None)
    page.goto(f"{served.url}/prompts/memory")
    page.evaluate("localStorage.member_until = '2999-01-01T00:00:00.000Z'")
    asked.clear()
    page.goto(f"{served.url}/news/long-0")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-ask]:visible")).to_have_count(0)
    expect(page.locator("[data-thanks]")).to_be_visible()
    assert [url for url in asked if not url.endswith(".js")] == []
    page.evaluate("localStorage.member_until = '2020-01-01T00:00:00.000Z'")
    open_article(page, served, "long-1")
    expect(page.locator(CHOSEN)).to_have_count(1)


def told(page: Page, **data: str) -> float:
    """Until when a browser takes its reader for a member whom a page told that; as a timestamp."""
    page.evaluate(
        """async (data) => {
          const place = document.createElement("div");
          Object.assign(place.dataset, data);
          document.body.append(place);
          const folder = document.querySelector("script[src*=prompts]").src.split("/prompts/")[0];
          await import(`${folder}/support/thanks.js?${Math.random()}`);
          place.remove();
        }""",
        data,
    )
    found: float = page.evaluate("Date.parse(localStorage.member_until) / 1000")
    return found


def test_who_paid_here_is_spared_for_a_year_and_who_left_is_no_member(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{served.url}/prompts/memory")
    now = datetime.now(UTC)
    month, years = now + timedelta(days=34), now + timedelta(days=800)
    year = (now + timedelta(days=365)).timestamp()
    assert told(page, memberUntil=month.isoformat()) == pytest.approx(month.timestamp(), abs=1)
    renewing = told(page, memberUntil=month.isoformat(), renews="")
    assert renewing == pytest.approx(year, abs=600)
    longer = told(page, memberUntil=years.isoformat(), renews="")
    assert longer == pytest.approx(years.timestamp(), abs=1)
    left = now - timedelta(days=3)
    assert told(page, ended=left.isoformat()) == pytest.approx(left.timestamp(), abs=1)
