"""Prompts in Chromium: each placement, closing, sparing, remembering, and nothing that shifts."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.extensions import db
from portal.prompts.models import Tally
from portal.prompts.prompt import Audience, Caps, Prompt, Variant
from tests.flows.conftest import NewPage
from tests.flows.test_budgets import WATCH_SHIFTS
from tests.prompts.board import one, put_up
from tests.prompts.conftest import Served

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
PLACEMENTS = ["end", "inline", "banner", "header"]
CHOSEN = "[data-ask][data-fits]"
DEFAULT = '[data-ask][data-prompt="default"]'


def prompt(placement: str, **changes: Any) -> Prompt:
    """One that says what it is, with a long text where there is room."""
    text = ("Somebody you do not know paid for this page. You can do the same.",) * 3
    variant = Variant("a", "{remaining} to go until {deadline}", text, signatory="Ruth Ansgard")
    small = replace(variant, paragraphs=text[:1], signatory="")
    return one(placement, variants=(variant if placement == "end" else small,), **changes)


def put(served: Served, *prompts: Prompt, **house: Any) -> None:
    with served.app.app_context():
        put_up(*prompts, **house)


def open_article(page: Page, served: Served, slug: str = "long-0") -> None:
    """Open an article and wait until its prompt was decided upon."""
    with page.expect_response("**/prompts/choose") as answer:
        page.goto(f"{served.url}/news/{slug}")
    answer.value.finished()
    page.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done)))")


def memory(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate("localStorage.asks ?? '{}'"))
    return found


def tally(served: Served, slug: str) -> tuple[int, int, int]:
    """Shown, clicked, closed."""
    with served.app.app_context():
        rows = db.session.scalars(select(Tally).where(Tally.prompt_slug == slug)).all()
        return (
            sum(row.shown for row in rows),
            sum(row.clicked for row in rows),
            sum(row.closed for row in rows),
        )


def until_told(page: Page, what: str) -> Any:
    """Expect that the page tells the act."""
    return page.expect_request(
        lambda r: r.url.endswith("/prompts/seen") and f'"{what}"' in (r.post_data or "")
    )


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


@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("way", ["button", "Escape"])
def test_not_now_is_remembered_and_the_focus_goes_on(
    served: Served, new_page: NewPage, placement: str, way: str
) -> None:
    put(served, prompt(placement, after_paragraph=12))
    page = new_page()
    open_article(page, served)
    chosen = page.locator(CHOSEN)
    chosen.scroll_into_view_if_needed()
    button = chosen.get_by_role("button", name="Not now")
    button.focus()
    with until_told(page, "closed"):
        page.keyboard.press("Enter" if way == "button" else "Escape")
    expect(chosen).to_have_count(0)
    expect(page.locator("[data-ask]:visible")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")
    assert memory(page)["closed"] == memory(page)["asked"][-1]
    page.goto(f"{served.url}/news/long-1")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-ask]:visible")).to_have_count(0)
    assert tally(served, "winter") == (1, 0, 1)


@pytest.mark.parametrize("answer", ["[data-ask-dismiss]", "a[href*='/support']"])
def test_who_answers_before_the_ask_was_seen_to_be_in_view_was_asked(
    served: Served, new_page: NewPage, answer: str
) -> None:
    put(served, prompt("banner"))
    page = new_page()
    page.add_init_script("IntersectionObserver = class { observe() {} disconnect() {} }")
    open_article(page, served)
    chosen = page.locator(CHOSEN)
    with until_told(page, "shown"):
        chosen.locator(answer).first.click()
    if "dismiss" in answer:
        assert memory(page)["asked"] == [memory(page)["closed"]]
    else:
        page.wait_for_url(re.compile(r"/support\?.*prompt=winter"))


def test_escape_closes_the_banner_wherever_the_focus_is(served: Served, new_page: NewPage) -> None:
    put(served, prompt("banner"))
    page = new_page()
    open_article(page, served)
    expect(page.locator(CHOSEN)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(CHOSEN)).to_have_count(0)


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


def test_a_choice_leads_on_with_amount_prompt_and_article(
    served: Served, new_page: NewPage
) -> None:
    put(served, prompt("end"))
    page = new_page()
    open_article(page, served)
    chosen = page.locator(CHOSEN)
    chosen.scroll_into_view_if_needed()
    chosen.get_by_role("radio", name="Yearly").check()
    with until_told(page, "clicked"):
        chosen.get_by_role("link", name="$80", exact=True).click()
    page.wait_for_url("**/support?*")
    for name, value in {"prompt": "winter", "variant": "a", "article": "long-0"}.items():
        expect(page.locator(f'input[name="{name}"]')).to_have_value(value)
    expect(page.get_by_label("Yearly")).to_be_checked()
    assert tally(served, "winter") == (1, 1, 0)


def test_other_ways_to_support_say_what_asked(served: Served, new_page: NewPage) -> None:
    put(served, prompt("end"))
    page = new_page()
    open_article(page, served)
    button = page.locator(".masthead").get_by_role("link", name="Support us")
    assert "prompt" not in (button.get_attribute("href") or "")
    with until_told(page, "shown"):
        page.locator(CHOSEN).scroll_into_view_if_needed()
    expect(button).to_have_attribute("href", re.compile("prompt=winter&variant=a&article=long-0"))


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_holdout_sees_no_ask_and_is_counted_once_its_place_is_in_view(
    served: Served, new_page: NewPage, placement: str
) -> None:
    put(served, prompt(placement, holdout_permille=1000, after_paragraph=12))
    page = new_page()
    if placement in ("banner", "header"):
        with until_told(page, "held"):
            open_article(page, served)
    else:
        open_article(page, served)
        assert memory(page) == {}
        with until_told(page, "held"):
            for _ in range(12):
                page.mouse.wheel(0, 900)
    expect(page.locator("[data-ask]:visible")).to_have_count(0)
    assert len(memory(page)["asked"]) == 1
    button = page.locator(".masthead").get_by_role("link", name="Support us")
    expect(button).to_have_attribute("href", re.compile("prompt=winter&variant=held"))


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


def test_nobody_is_asked_on_a_page_about_a_loss(served: Served, new_page: NewPage) -> None:
    prompts = [replace(prompt(placement), slug=placement) for placement in PLACEMENTS]
    put(served, *prompts, quiet_tags=frozenset({"tragedy"}))
    page = new_page()
    page.goto(f"{served.url}/news/a-loss")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-ask]")).to_have_count(0)


def test_a_reminder_without_scripts_and_with_them(served: Served, new_page: NewPage) -> None:
    put(served, prompt("end"))
    plain = new_page(java_script_enabled=False)
    plain.goto(f"{served.url}/news/long-0")
    plain.get_by_role("link", name=re.compile("Remind me in")).click()
    plain.get_by_label("E-mail address").fill("nonsense")
    plain.get_by_role("button", name="Remind me").click()
    expect(plain.locator("#email-error")).to_be_visible()
    expect(plain.get_by_label("E-mail address")).to_have_value("nonsense")
    plain.get_by_label("E-mail address").fill("faith@example.org")
    plain.get_by_role("button", name="Remind me").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("We write at the beginning of")
    plain.get_by_role("button", name="Send no reminder").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("No reminder will come")
    page = new_page()
    open_article(page, served)
    page.locator(CHOSEN).get_by_role("link", name=re.compile("Remind me in")).click()
    page.get_by_label("E-mail address").fill("gita@example.org")
    page.get_by_role("button", name="Remind me").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("We write at the beginning of")
    assert re.fullmatch(r"\d{4}-\d\d-01", memory(page)["reminded"])
    open_article(page, served, "long-1")
    expect(page.locator("[data-ask]:visible")).to_have_count(0)


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
