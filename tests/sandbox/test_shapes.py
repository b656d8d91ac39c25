"""Every object and event that the sandbox makes has the SDK's current shape."""

import json
from typing import Any

import pytest

from portal.sandbox.app import world_of
from tests.contract.stored import mismatches
from tests.sandbox.driver import CARDS, NotPaid, pay
from tests.sandbox.fixtures import Running
from tests.sandbox.shop import donate, item_of, open_session, subscribe, subscription, url_of

KINDS = {
    "balance_transaction",
    "billing_portal.configuration",
    "billing_portal.session",
    "charge",
    "checkout.session",
    "customer",
    "dispute",
    "event",
    "invoice",
    "invoice_payment",
    "payment_intent",
    "payment_method",
    "payout",
    "price",
    "product",
    "refund",
    "setup_intent",
    "subscription",
    "test_helpers.test_clock",
    "webhook_endpoint",
}


@pytest.fixture
def everything(sandbox: Running) -> list[dict[str, Any]]:
    """All objects after a story in which everything happens once."""
    v1 = sandbox.client.v1
    kept = subscribe(sandbox)
    subscribe(sandbox, CARDS["fails_later"])
    donation = open_session(sandbox, "payment", customer_creation="always")
    with pytest.raises(NotPaid):
        pay(url_of(donation), card=CARDS["declined"])
    with pytest.raises(NotPaid):
        pay(url_of(donation), card=CARDS["asks_bank"], bank="fail")
    pay(url_of(donation), card=CARDS["asks_bank"])
    disputed = donate(sandbox, CARDS["disputed"])
    sandbox.control.advance(months=2)
    product = v1.products.create({"name": "Larger membership"})
    item: Any = {
        "id": item_of(subscription(sandbox, kept.id)).id,
        "price_data": {
            "currency": "usd",
            "unit_amount": 1200,
            "product": product.id,
            "recurring": {"interval": "month"},
        },
    }
    v1.subscriptions.update(kept.id, {"items": [item]})
    v1.subscriptions.pause(kept.id)
    v1.subscriptions.resume(kept.id)
    intent = str(v1.checkout.sessions.retrieve(donation.id).payment_intent)
    v1.refunds.create({"payment_intent": intent, "amount": 300})
    v1.billing_portal.sessions.create(
        {"customer": str(kept.customer), "flow_data": {"type": "payment_method_update"}}
    )
    v1.setup_intents.create({"customer": str(kept.customer)})
    v1.test_helpers.test_clocks.create({"frozen_time": 1_769_860_800})
    v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["charge.failed"]})
    v1.subscriptions.update(kept.id, {"cancel_at_period_end": True})
    sandbox.control.advance(months=1)
    sandbox.control.decide(v1.disputes.list({"charge": disputed.id}).data[0].id, "won")
    rows = world_of(sandbox.server.app).store.rows("SELECT body FROM objects")
    return [json.loads(body) for (body,) in rows]


def test_every_object_and_event_fits_its_type(everything: list[dict[str, Any]]) -> None:
    assert {row["object"] for row in everything} == KINDS
    wrong = [problem for row in everything for problem in mismatches(row)]
    assert wrong == []


def test_events_of_many_types_are_among_them(everything: list[dict[str, Any]]) -> None:
    events = [row for row in everything if row["object"] == "event"]
    assert len({row["type"] for row in events}) >= 28
    assert all(row["api_version"] == "2026-10-28.endive" for row in events)
