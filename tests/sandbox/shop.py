"""Builders for the sandbox's tests: sessions to pay, and what stands after paying one."""

from typing import Any, cast

import stripe

from tests.sandbox.driver import CARDS, pay
from tests.sandbox.fixtures import Running

HOME = "http://127.0.0.1:9"


def price_data(amount: int = 800, currency: str = "usd", every: str | None = "month") -> Any:
    """An inline price; once when `every` is None."""
    data: dict[str, Any] = {
        "currency": currency,
        "unit_amount": amount,
        "product_data": {"name": "Membership of the Riverside Ledger"},
    }
    if every:
        data["recurring"] = {"interval": every}
    return data


def session_params(mode: str = "subscription", **more: Any) -> Any:
    """Parameters of a session that is fit to be paid; `amount`, `currency`, `every` shape it."""
    every = more.pop("every", "month") if mode == "subscription" else None
    data = price_data(more.pop("amount", 800), more.pop("currency", "usd"), every)
    return {
        "mode": mode,
        "success_url": f"{HOME}/support/thanks?session_id={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{HOME}/support",
        "line_items": [{"quantity": 1, "price_data": data}],
        **more,
    }


def open_session(
    sandbox: Running, mode: str = "subscription", **more: Any
) -> stripe.checkout.Session:
    """An open session."""
    return sandbox.client.v1.checkout.sessions.create(session_params(mode, **more))


def url_of(session: stripe.checkout.Session) -> str:
    """Where the session is paid."""
    assert session.url
    return session.url


def subscribe(sandbox: Running, card: str = CARDS["ok"], **more: Any) -> stripe.Subscription:
    """A paid subscription."""
    session = open_session(sandbox, **more)
    pay(url_of(session), card=card)
    paid = sandbox.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    return cast(stripe.Subscription, paid.subscription)


def donate(sandbox: Running, card: str = CARDS["ok"], **more: Any) -> stripe.Charge:
    """The settled charge of a paid donation."""
    session = open_session(sandbox, "payment", submit_type="donate", **more)
    pay(url_of(session), card=card)
    sandbox.control.settle()
    paid = sandbox.client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    )
    intent = cast(stripe.PaymentIntent, paid.payment_intent)
    return cast(stripe.Charge, intent.latest_charge)


def subscription(sandbox: Running, name: str) -> stripe.Subscription:
    """The subscription as it stands."""
    return sandbox.client.v1.subscriptions.retrieve(name)


def item_of(found: stripe.Subscription) -> stripe.SubscriptionItem:
    """The one item; `items` is hidden by the SDK's dict heritage."""
    items = cast(stripe.ListObject[stripe.SubscriptionItem], found["items"])
    return items.data[0]


def invoices_of(sandbox: Running, name: str) -> list[stripe.Invoice]:
    """A subscription's invoices, oldest first."""
    found = sandbox.client.v1.invoices.list({"subscription": name, "limit": 100}).data
    return found[::-1]


def event_kinds(sandbox: Running) -> list[str]:
    """The types of all events, oldest first."""
    found = sandbox.client.v1.events.list({"limit": 100}).auto_paging_iter()
    return [str(event.type) for event in found][::-1]
