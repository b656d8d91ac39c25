"""What Checkout is told: the parameters of an attempt's call, built once from its row."""

from typing import Any

from portal.billing.words import INTERVAL
from portal.support.models import Attempt


def of_checkout(
    attempt: Attempt, metadata: dict[str, str], base_url: str, customer: str | None, product: str
) -> dict[str, Any]:
    """The parameters of `checkout.sessions.create`; `customer` is that of a proved account."""
    price: dict[str, Any] = {
        "currency": attempt.currency,
        "unit_amount": attempt.amount_minor,
        "product": product,
    }
    found: dict[str, Any] = {
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
        data: dict[str, Any] = {"metadata": metadata, "billing_mode": {"type": "flexible"}}
        return {**found, "mode": "subscription", "subscription_data": data}
    if customer is None:
        found["customer_creation"] = "always"
    data = {"metadata": metadata}
    return {**found, "mode": "payment", "submit_type": "donate", "payment_intent_data": data}
