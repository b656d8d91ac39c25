"""Opening the checkout of an attempt: parameters kept in its row, one call under its id."""

from datetime import datetime
from typing import Any, cast

from portal.billing import customers, products
from portal.billing.gateway import CheckoutSession, Declined, Gateway
from portal.billing.owners import metadata_of
from portal.billing.words import INTERVAL
from portal.config import Settings
from portal.errors import Missing, Refused, Unavailable
from portal.extensions import unit_of_work
from portal.support.models import Attempt
from portal.support.payment_desk import OpenCheckout

SETTLED = {"paid", "processing", "expired", "refused"}


def open_checkout(
    gateway: Gateway, settings: Settings, attempt_id: str, now: datetime
) -> OpenCheckout:
    """The attempt's checkout; the same one however often it is asked for.

    Raises: Missing without such an attempt; Refused when it is over, or Stripe declines it;
    Unavailable when Stripe does not answer: the attempt is then unknown until the sweep.
    """
    opened, parameters = _prepared(gateway, settings, attempt_id, now)
    if opened is not None:
        return opened
    try:
        session = gateway.ask(
            lambda v1: v1.checkout.sessions.create(
                cast(Any, parameters), {"idempotency_key": attempt_id}
            )
        )
    except Unavailable:
        _note(attempt_id, state="unknown")
        raise
    except Declined as error:
        _note(attempt_id, state="refused")
        _forget(error, parameters, now)
        raise
    return _opened(attempt_id, session)


def _prepared(
    gateway: Gateway, settings: Settings, attempt_id: str, now: datetime
) -> tuple[OpenCheckout | None, dict[str, object]]:
    """The checkout if it is open already, and the parameters of the call, committed once."""
    with unit_of_work() as session:
        attempt = _attempt(session, attempt_id)
        if attempt.checkout_ref and attempt.checkout_url and attempt.state == "open":
            return OpenCheckout(attempt.checkout_ref, attempt.checkout_url), {}
        if attempt.state in SETTLED:
            raise Refused("This attempt to pay is over. Nothing was charged by it again.")
        if attempt.parameters is not None:
            return None, dict(attempt.parameters)
        account_id = attempt.account_id
        kind = "membership" if attempt.cadence else "donation"
    customer = customers.customer_of(gateway, account_id, now) if account_id else None
    product = products.product_of(gateway, kind, now)
    with unit_of_work() as session:
        attempt = _attempt(session, attempt_id)
        if attempt.parameters is None:
            attempt.parameters = _parameters(attempt, settings.base_url, customer, product)
        return None, dict(attempt.parameters)


def _parameters(
    attempt: Attempt, base_url: str, customer: str | None, product: str
) -> dict[str, object]:
    metadata = metadata_of(attempt.id, attempt.account_id)
    price: dict[str, object] = {
        "currency": attempt.currency,
        "unit_amount": attempt.amount_minor,
        "product": product,
    }
    found: dict[str, object] = {
        "client_reference_id": attempt.id,
        "metadata": metadata,
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(attempt.expires_at.timestamp()),
        "success_url": f"{base_url}/support/thanks?session_id={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{base_url}/support?attempt={attempt.id}",
        "line_items": [{"quantity": 1, "price_data": price}],
    }
    if customer is not None:
        found["customer"] = customer
    if attempt.cadence is not None:
        price["recurring"] = {"interval": INTERVAL[attempt.cadence]}
        data = {"metadata": metadata, "billing_mode": {"type": "flexible"}}
        return {**found, "mode": "subscription", "subscription_data": data}
    if customer is None:
        found["customer_creation"] = "always"
    data = {"metadata": metadata}
    return {**found, "mode": "payment", "submit_type": "donate", "payment_intent_data": data}


def _opened(attempt_id: str, made: CheckoutSession) -> OpenCheckout:
    if made.url is None:  # a replay, hours later, of a checkout that is over
        _note(attempt_id, ref=made.id)
        raise Unavailable("We are still checking what became of this payment.")
    _note(attempt_id, state="open", ref=made.id, url=made.url)
    return OpenCheckout(made.id, made.url)


def _note(
    attempt_id: str, *, state: str | None = None, ref: str | None = None, url: str | None = None
) -> None:
    with unit_of_work() as session:
        attempt = _attempt(session, attempt_id)
        attempt.checkout_ref = attempt.checkout_ref or ref
        attempt.checkout_url = attempt.checkout_url or url
        if state is not None and attempt.state in ("made", "unknown"):
            attempt.state = state


def _attempt(session: Any, attempt_id: str) -> Attempt:
    found = session.get(Attempt, attempt_id, with_for_update=True)
    if not isinstance(found, Attempt):
        raise Missing("There is no such attempt to pay.")
    return found


def _forget(error: Declined, parameters: dict[str, object], now: datetime) -> None:
    """What Stripe no longer has is made anew by the next attempt."""
    if error.code != "resource_missing":
        return
    metadata = cast(dict[str, str], parameters["metadata"])
    if error.param == "customer":
        customers.forget(int(metadata["account_id"]))
    elif "product" in error.param:
        is_donation = parameters["mode"] == "payment"
        products.forget("donation" if is_donation else "membership", now)
