"""What readers answer to a prompt, in Chromium: yes, not now, later, or nothing at all."""

import re

import pytest
from playwright.sync_api import expect

from tests.flows.conftest import NewPage
from tests.prompts.browsing import (
    CHOSEN,
    PLACEMENTS,
    memory,
    open_article,
    prompt,
    put,
    tally,
    until_told,
)
from tests.prompts.conftest import Served


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
