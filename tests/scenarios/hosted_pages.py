"""Stripe's hosted checkout, paid by a headless browser as a person would.

Confirm with keys: the names of the fields are those the page had when this was written.
"""

from collections.abc import Callable
from typing import Literal

from playwright.sync_api import BrowserType, Frame, Locator, Page

from tests.flows.conftest import CHROMIUM
from tests.sandbox.driver import NotPaid

# Stripe's own pages take seconds, and the bank's more.
PATIENCE_SECONDS, LOOK_MS = 60, 250
THANKS = "**/support/thanks?**"
FIELDS = {"#cardExpiry": "12 / 40", "#cardCvc": "123", "#billingName": "A Reader"}
# What the page asks besides, depending on the account and on where the payer seems to be.
MAYBE = {"input#email": "", "#billingPostalCode": "10001"}
# Stripe's own wallet, which would ask for a telephone number.
WALLET = "#enableStripePass"
SUBMIT = "[data-testid=hosted-payment-submit-button]"
REFUSAL = ".FieldError, [role=alert]"
BANK = {"complete": "#test-source-authorize-3ds", "fail": "#test-source-fail-3ds"}

Bank = Literal["complete", "fail"]
Pay = Callable[[str, str, str, Bank], str]


def payer(chromium: BrowserType, executable: str = "/usr/bin/chromium") -> Pay:
    """Somebody who pays: `(url, number, email, bank)` gives the address they are sent back to.

    Raises: NotPaid when the page keeps them; AssertionError when nothing happens for a minute.
    """

    def pay(url: str, number: str, email: str, bank: Bank) -> str:
        browser = chromium.launch(executable_path=executable, args=CHROMIUM)
        try:
            page = browser.new_page()
            page.set_default_timeout(PATIENCE_SECONDS * 1000)
            page.route(THANKS, lambda route: route.fulfill(body="paid", content_type="text/plain"))
            page.goto(url)
            _fill(page, number, email)
            page.click(SUBMIT)
            return _sent_back(page, bank)
        finally:
            browser.close()

    return pay


def _fill(page: Page, number: str, email: str) -> None:
    page.fill("#cardNumber", number)
    for field, value in FIELDS.items():
        page.fill(field, value)
    for field, value in MAYBE.items():
        if page.locator(field).is_editable() if page.locator(field).count() else False:
            page.fill(field, value or email)
    if page.locator(WALLET).count() and page.locator(WALLET).is_checked():
        page.uncheck(WALLET)


def _sent_back(page: Page, bank: Bank) -> str:
    for _ in range(PATIENCE_SECONDS * 1000 // LOOK_MS):
        if "/support/thanks?" in page.url:
            return page.url
        if (question := _asked(page.frames, BANK[bank])) is not None:
            question.click()
        elif page.locator(REFUSAL).first.is_visible():
            raise NotPaid(402, page.content())
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError("the checkout neither went on nor refused")


def _asked(frames: list[Frame], button: str) -> Locator | None:
    """The button of the bank's page, which stands in a frame within frames."""
    for frame in frames:
        found = frame.locator(button)
        if found.count() and found.first.is_visible():
            return found.first
    return None
