"""Subscriptions through the API with a card on file, and previews of what they would bill."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from portal.sandbox.app import world_of
from portal.sandbox.due import tick
from tests.sandbox.driver import CARDS, pay
from tests.sandbox.fixtures import Running
from tests.sandbox.shop import event_kinds, invoices_of, item_of, subscribe, subscription
from tests.sandbox.test_changes import other_price


def member(sandbox: Running, token: str = "pm_card_visa") -> tuple[str, str]:
    """A customer with a kept card, and the card."""
    v1 = sandbox.client.v1
    customer = v1.customers.create({"email": "alisa@example.org"})
    kept = v1.setup_intents.create(
        {"customer": customer.id, "payment_method": token, "confirm": True}
    )
    return customer.id, str(kept.payment_method)


def priced(sandbox: Running, amount: int = 800, **more: Any) -> Any:
    """Items at that amount, monthly unless told otherwise."""
    product = sandbox.client.v1.products.create({"name": "Membership"}).id
    data = {
        "currency": "usd",
        "unit_amount": amount,
        "product": product,
        "recurring": {"interval": "month"},
    }
    return [{"price_data": {**data, **more}}]


def test_a_kept_card_pays_the_first_period_and_the_next(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    customer, card = member(sandbox)
    before = len(event_kinds(sandbox))
    made = v1.subscriptions.create(
        {
            "customer": customer,
            "items": priced(sandbox),
            "default_payment_method": card,
            "metadata": {"app": "portal"},
            "billing_mode": {"type": "flexible"},
        }
    )
    assert (made.status, made.default_payment_method) == ("active", card)
    assert made.metadata.to_dict() == {"app": "portal"}
    kinds = event_kinds(sandbox)[before + 1 :]
    assert kinds[:3] == ["invoice.created", "invoice.finalized", "payment_intent.created"]
    assert {"customer.subscription.created", "invoice.paid", "charge.succeeded"} <= set(kinds)
    sandbox.control.advance(months=1)
    sandbox.control.advance(days=1)
    assert [row.status for row in invoices_of(sandbox, made.id)] == ["paid", "paid"]


def test_a_card_that_attaches_and_fails_leaves_it_incomplete_until_it_is_paid_or_void(
    sandbox: Running,
) -> None:
    v1 = sandbox.client.v1
    customer, card = member(sandbox, "pm_card_chargeCustomerFail")
    wish: Any = {"customer": customer, "items": priced(sandbox), "default_payment_method": card}
    paid_later, given_up = v1.subscriptions.create(wish), v1.subscriptions.create(wish)
    for made in (paid_later, given_up):
        assert made.status == "incomplete"
        assert [row.status for row in invoices_of(sandbox, made.id)] == ["open"]
    invoice = invoices_of(sandbox, paid_later.id)[0]
    assert invoice.hosted_invoice_url and invoice.next_payment_attempt is None
    pay(invoice.hosted_invoice_url)
    assert subscription(sandbox, paid_later.id).status == "active"
    sandbox.control.advance(days=1)
    assert subscription(sandbox, paid_later.id).status == "active"
    assert subscription(sandbox, given_up.id).status == "incomplete_expired"
    assert [row.status for row in invoices_of(sandbox, given_up.id)] == ["void"]


def test_an_error_may_be_asked_for_instead_and_leaves_nothing(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    customer, card = member(sandbox, "pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError) as declined:
        v1.subscriptions.create(
            {
                "customer": customer,
                "items": priced(sandbox),
                "default_payment_method": card,
                "payment_behavior": "error_if_incomplete",
            }
        )
    assert declined.value.code == "card_declined"
    assert v1.subscriptions.list({"status": "all"}).data == []


def test_the_first_payment_may_be_left_for_later(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    customer, card = member(sandbox)
    made = v1.subscriptions.create(
        {
            "customer": customer,
            "items": priced(sandbox),
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice"],
        }
    )
    assert made.status == "incomplete" and isinstance(made.latest_invoice, stripe.Invoice)
    v1.invoices.pay(made.latest_invoice.id, {"payment_method": card})
    assert subscription(sandbox, made.id).status == "active"


def test_without_a_card_or_with_anothers_it_is_refused(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    customer, card = member(sandbox)
    stranger = v1.customers.create().id
    for more, code in (
        ({}, "resource_missing"),
        ({"default_payment_method": card}, "resource_missing"),
    ):
        params: Any = {"customer": stranger, "items": priced(sandbox), **more}
        with pytest.raises(stripe.InvalidRequestError) as refused:
            v1.subscriptions.create(params)
        assert refused.value.code == code
    with pytest.raises(stripe.InvalidRequestError, match="combine currencies"):
        v1.subscriptions.create(
            {"customer": customer, "items": priced(sandbox), "default_payment_method": card}
        )
        v1.subscriptions.create(
            {
                "customer": customer,
                "items": priced(sandbox, currency="eur"),
                "default_payment_method": card,
            }
        )


def test_a_declined_invoice_keeps_its_failed_try(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = subscribe(sandbox, CARDS["fails_later"])
    sandbox.control.advance(months=1)
    sandbox.control.advance(days=1)
    invoice = invoices_of(sandbox, made.id)[-1]
    with pytest.raises(stripe.CardError):
        v1.invoices.pay(invoice.id)
    assert invoices_of(sandbox, made.id)[-1].attempt_count == 2


def test_a_preview_tells_the_next_invoice_and_keeps_nothing(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = subscribe(sandbox)
    sandbox.control.settle()
    before = sandbox.control.state()["objects"]
    seen = v1.invoices.create_preview({"subscription": made.id})
    assert (seen.amount_due, seen.billing_reason, seen.status) == (
        800,
        "subscription_cycle",
        "draft",
    )
    assert seen.lines.data[0].period.start == item_of(made).current_period_end
    assert sandbox.control.state()["objects"] == before
    assert subscription(sandbox, made.id).to_dict() == made.to_dict()


def test_a_look_ahead_moves_nobody_elses_time(sandbox: Running) -> None:
    made = subscribe(sandbox)
    sandbox.control.settle()
    before = sandbox.control.state()["objects"]
    world = world_of(sandbox.server.app)
    ahead = item_of(made).current_period_end + 9 * 86400
    with world.clock.standing_at(ahead), ThreadPoolExecutor(1) as other:
        other.submit(tick, world).result()
    assert sandbox.control.state()["objects"] == before


@pytest.mark.parametrize("behaviour", ["none", "create_prorations", "always_invoice"])
@pytest.mark.parametrize("interval", ["month", "year"])
def test_a_preview_of_a_change_is_what_the_change_then_bills(
    sandbox: Running, behaviour: str, interval: str
) -> None:
    v1 = sandbox.client.v1
    made = subscribe(sandbox)
    sandbox.control.advance(days=10)
    items = other_price(sandbox, made, unit_amount=3000, recurring={"interval": interval})
    wish: Any = {"items": items, "proration_behavior": behaviour}
    seen = v1.invoices.create_preview({"subscription": made.id, "subscription_details": wish})
    assert len(invoices_of(sandbox, made.id)) == 1
    v1.subscriptions.update(made.id, wish)
    if len(invoices_of(sandbox, made.id)) == 1:
        sandbox.control.advance(days=31)
    billed = invoices_of(sandbox, made.id)[1]
    assert seen.total == pytest.approx(billed.total, abs=1)
    assert [line.description for line in seen.lines.data] == [
        line.description for line in billed.lines.data
    ]


def test_a_preview_of_a_new_subscription_needs_no_card(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    customer = v1.customers.create().id
    seen = v1.invoices.create_preview(
        {"customer": customer, "subscription_details": {"items": priced(sandbox, 1500)}}
    )
    assert (seen.amount_due, seen.billing_reason) == (1500, "subscription_create")
    assert v1.subscriptions.list({"status": "all"}).data == []


def test_nothing_comes_after_a_planned_end(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = subscribe(sandbox)
    v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.invoices.create_preview({"subscription": made.id})
    assert refused.value.code == "invoice_upcoming_none"
    kept: Any = {"cancel_at_period_end": False}
    again = v1.invoices.create_preview({"subscription": made.id, "subscription_details": kept})
    assert again.amount_due == 800
