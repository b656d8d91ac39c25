"""What a reader does in a browser: chooses, pays on the hosted page, follows mailed links."""

import re
import threading
import time
from html import unescape

import requests
from playwright.sync_api import Locator, Page, expect

from tests.flows.portal import RunningPortal
from tests.sandbox.driver import CARDS

LETTER = re.compile(r'<article class="letter">.*?</article>', re.DOTALL)
LINK = re.compile(r'href="(http[^"]+)"')
# The jobs process writes mail within a second or two; a busy machine may take longer.
MAIL_SECONDS = 60
PAY = re.compile(r"^(Pay|Donate) ")


def count_of(page: Page) -> Locator:
    """The number on the page's first bar."""
    return page.locator("[data-bar-count]").first


def go_to_pay(page: Page) -> None:
    """Press the support page's one button and arrive at the hosted page."""
    page.locator("form.choose button[type=submit]").click()
    page.wait_for_url("**/c/pay/**")


def fill_card(page: Page, email: str | None, card: str = CARDS["ok"]) -> None:
    """Fill the hosted page and press its button; without `email` the page knows it already."""
    if email is not None:
        page.get_by_label("E-mail").fill(email)
    page.get_by_label("Card number").fill(card)
    page.get_by_label("Expires").fill("12 / 40")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on card").fill("Alisa Marchenko")
    page.get_by_role("button", name=PAY).click()


def pay(page: Page, email: str | None, card: str = CARDS["ok"]) -> None:
    """Pay on the hosted page and land on the thanks page, which knows of it."""
    fill_card(page, email, card)
    page.wait_for_url("**/support/thanks**")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Thank you for "))


def support(page: Page, portal: RunningPortal, choice: str, email: str | None) -> None:
    """Choose by an address such as `cadence=yearly&amount=33`, and pay."""
    page.goto(f"{portal.url}/support?{choice}")
    go_to_pay(page)
    pay(page, email)


def mailed_link(portal: RunningPortal, to: str, path: str, *, saying: str = "") -> str:
    """The link below `path` in the newest mail to an address, once it has been sent.

    `saying` names words that the mail holds.

    Raises: AssertionError when none comes in time.
    """
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        page = requests.get(f"{portal.url}/demo/mail", timeout=30).text
        for letter in LETTER.findall(page):
            found = [unescape(link) for link in LINK.findall(letter)]
            is_it = f"To {to} " in letter and saying in letter
            if is_it and any(path in link for link in found):
                return next(link for link in found if path in link)
        threading.Event().wait(0.1)
    raise AssertionError(f"no mail to {to} with a link below {path}")


def prove_by_mail(page: Page, portal: RunningPortal, email: str) -> None:
    """Follow the mailed link that proves the address, on the demo's mail page; signed in after."""
    mailed_link(portal, email, "/prove/")
    page.goto(f"{portal.url}/demo/mail")
    letter = page.locator("article.letter", has_text=f"To {email} ")
    letter.locator('a[href*="/prove/"]').first.click()
    page.get_by_role("button", name="Confirm and sign in").click()


def reload_until_visible(page: Page, wanted: Locator) -> None:
    """Look at the page anew until `wanted` is on it. Raises: AssertionError after ten looks."""
    for _ in range(9):
        try:
            expect(wanted).to_be_visible(timeout=1000)
        except AssertionError:
            page.reload()
        else:
            return
    expect(wanted).to_be_visible()


def sign_in(page: Page, portal: RunningPortal, email: str, password: str) -> None:
    """Sign in by password."""
    page.goto(f"{portal.url}/sign-in")
    door = page.locator("form", has=page.get_by_label("Password"))
    door.get_by_label("E-mail address").fill(email)
    door.get_by_label("Password").fill(password)
    door.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Account", exact=True)).to_be_visible()


def cancel(page: Page, portal: RunningPortal) -> None:
    """From the account page, cancel the membership in two clicks."""
    page.goto(f"{portal.url}/account")
    page.get_by_role("link", name="Cancel membership").click()
    page.get_by_role("button", name="Cancel membership").click()
    expect(page.get_by_text("Cancelled. You are a member until")).to_be_visible()
