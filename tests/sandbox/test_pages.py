"""The pages a person meets: by keyboard, without scripts, on a small phone, in both schemes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.sandbox.driver import CARDS, pay
from tests.sandbox.fixtures import Running, running
from tests.sandbox.shop import HOME, donate, open_session, subscribe, subscription, url_of

STRIP = "Test sandbox, not Stripe."


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, dict[str, str]]]:
    """A sandbox in which something of everything happened, and the addresses of its pages."""
    folder: Path = tmp_path_factory.mktemp("lived")
    with running(folder / "sandbox.sqlite3", portal_home=f"{HOME}/") as sandbox:
        v1 = sandbox.client.v1
        left, gone, bank = (open_session(sandbox) for _ in range(3))
        v1.checkout.sessions.expire(gone.id)
        requests.post(url_of(bank), data=typed(CARDS["asks_bank"]), timeout=30)
        subscribe(sandbox)
        failing = subscribe(sandbox, CARDS["fails_later"])
        donate(sandbox, CARDS["disputed"])
        sandbox.control.listen("http://127.0.0.1:1/", "whsec_nobody")
        donate(sandbox)
        sandbox.control.advance(months=1)
        sandbox.control.advance(days=1)
        portal = v1.billing_portal.sessions.create({"customer": str(failing.customer)})
        invoice = v1.invoices.list({"subscription": failing.id}).data[0]
        paid = v1.charges.list({"limit": 1}).data[0]
        assert invoice.hosted_invoice_url
        yield (
            sandbox,
            {
                "checkout": url_of(left),
                "expired": url_of(gone),
                "bank": f"{url_of(bank)}/bank",
                "missing": f"{sandbox.url}/c/pay/cs_test_0",
                "control": f"{sandbox.url}/",
                "portal": portal.url,
                "card": f"{portal.url}/card",
                "invoice": invoice.hosted_invoice_url,
                "receipt": f"{sandbox.url}/receipts/{paid.id}",
            },
        )


def typed(card: str) -> dict[str, str]:
    return {
        "email": "alisa@example.org",
        "number": card,
        "expiry": "12/40",
        "cvc": "123",
        "name": "Alisa",
    }


@pytest.fixture
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A small phone without scripts of pages; the scheme comes from the test."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, color_scheme=getattr(request, "param", "light")
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("phone", ["light", "dark"], indirect=True)
@pytest.mark.parametrize(
    "name",
    ["checkout", "expired", "bank", "missing", "control", "portal", "card", "invoice", "receipt"],
)
def test_axe_finds_nothing_and_every_page_says_what_it_is(
    lived: tuple[Running, dict[str, str]], phone: Page, name: str
) -> None:
    phone.goto(lived[1][name])
    expect(phone.get_by_text(STRIP)).to_be_visible()
    assert STRIP[:-1] in phone.title()
    found = Axe().run(phone).response["violations"]
    assert [(row["id"], [node["html"] for node in row["nodes"]]) for row in found] == []
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("phone", ["light", "dark"], indirect=True)
def test_a_refused_form_is_as_clean(lived: tuple[Running, dict[str, str]], phone: Page) -> None:
    phone.goto(lived[1]["checkout"])
    phone.get_by_role("button", name="Pay $8.00 every month").click()
    expect(phone.get_by_role("alert")).to_contain_text("Nothing was charged. See the fields below.")
    expect(phone.get_by_label("E-mail")).to_be_focused()
    expect(phone.get_by_label("Card number")).to_have_attribute("aria-invalid", "true")
    assert Axe().run(phone).response["violations"] == []
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


def test_a_keyboard_alone_pays_through_the_bank(sandbox: Running, browser: Browser) -> None:
    back = f"{sandbox.url}/receipts/none?paid={{CHECKOUT_SESSION_ID}}"
    session = open_session(sandbox, success_url=back)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url_of(session))
    page.get_by_label("E-mail").focus()
    for text in ("bohdan@example.org", CARDS["asks_bank"], "1240", "123"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("Bohdan")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Is this payment yours?").wait_for()
    page.get_by_role("button", name="Complete").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/receipts/none?paid={session.id}")
    context.close()


def test_the_forms_may_lead_to_the_shop_and_nowhere_else(sandbox: Running) -> None:
    page = requests.get(url_of(open_session(sandbox)), timeout=30)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith(f"form-action 'self' {HOME}")
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script" not in page.text


def test_buttons_move_time_and_money(sandbox: Running, browser: Browser) -> None:
    made = subscribe(sandbox)
    sandbox.control.settle()
    context = browser.new_context()
    page = context.new_page()
    page.goto(sandbox.url)
    page.get_by_role("button", name="Refund").click()
    expect(page.get_by_role("status")).to_have_text("$8.00 were refunded.")
    page.get_by_role("button", name="Advance a month").click()
    expect(page.get_by_role("status")).to_contain_text("2 things fell due on the way.")
    page.get_by_role("button", name="Advance a day").click()
    page.get_by_role("button", name="Dispute").click()
    page.get_by_role("button", name="Newsroom loses").click()
    expect(page.get_by_role("status")).to_have_text("The dispute is lost.")
    page.get_by_role("button", name="Double the next").click()
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("The subscription is cancelled.")
    assert subscription(sandbox, made.id).status == "canceled"
    page.get_by_text("Reset the sandbox").click()
    page.get_by_role("button", name="Forget everything").click()
    expect(page.get_by_text("Nobody has subscribed yet.")).to_be_visible()
    assert sandbox.client.v1.events.list().data == []
    context.close()


def test_no_foreign_site_presses_a_button(sandbox: Running) -> None:
    subscribe(sandbox)
    for headers in ({}, {"Origin": "http://evil.example.org"}, {"Origin": "null"}):
        answer = requests.post(
            f"{sandbox.url}/control", data={"act": "reset"}, headers=headers, timeout=30
        )
        assert answer.status_code == 403
    plain = requests.post(f"{sandbox.url}/_control/reset", data="{}", timeout=30)
    assert plain.status_code == 415
    assert len(sandbox.client.v1.subscriptions.list().data) == 1


def test_a_wrong_control_call_is_refused_with_a_sentence(sandbox: Running) -> None:
    for path, sent in (
        ("/clock", {"days": -1}),
        ("/clock", {"days": 1, "months": 1}),
        ("/clock", {"years": 6}),
        ("/deliveries", {"mode": "burn"}),
        ("/deliveries", {"mode": "delay"}),
        ("/deliveries", {"mode": "fail", "days": 1}),
        ("/deliveries", {"mode": "delay", "days": 1, "seconds": 1}),
        ("/deliveries", {"mode": "reorder", "times": -1}),
        ("/endpoints/listener/roll", {"seconds": -1}),
        ("/settlement", {"currency": "eur", "rates": {"usd": 0}}),
        ("/faults", {"kind": "flood"}),
        ("/listener", {"url": "file:///etc", "secret": "whsec_x"}),
        ("/disputes/du_0", {"outcome": "draw"}),
    ):
        method = "PUT" if path in ("/listener", "/settlement") else "POST"
        answer = requests.request(method, f"{sandbox.url}/_control{path}", json=sent, timeout=30)
        assert answer.status_code == 400, path
        assert answer.json()["error"]


def test_a_receipt_is_shown_for_what_was_paid(sandbox: Running) -> None:
    charge = donate(sandbox)
    assert charge.receipt_url
    assert "Receipt for $8.00" in requests.get(charge.receipt_url, timeout=30).text


def test_pages_of_other_cadences_say_so(sandbox: Running) -> None:
    yearly = requests.get(url_of(open_session(sandbox, every="year", amount=9050)), timeout=30).text
    assert "Pay $90.50 every year" in yearly
    once = open_session(sandbox, "payment", submit_type="donate", amount=1500, currency="jpy")
    page = requests.get(url_of(once), timeout=30).text
    assert "Donate ¥1,500" in page and "Charged again" not in page
    assert pay(url_of(once)).startswith(HOME)
