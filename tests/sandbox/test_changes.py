"""Changing, pausing and resuming a subscription, through the API and on the billing portal."""

from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.driver import CARDS, NotPaid, pay
from tests.sandbox.fixtures import Running
from tests.sandbox.shop import (
    event_kinds,
    invoices_of,
    item_of,
    price_data,
    subscribe,
    subscription,
)


def other_price(sandbox: Running, made: stripe.Subscription, **price: Any) -> Any:
    """The parameter that gives the subscription's one item another price."""
    item = item_of(made)
    data = {
        "currency": "usd",
        "unit_amount": 1200,
        "product": str(item.price.product),
        "recurring": {"interval": "month"},
        **price,
    }
    return [{"id": item.id, "price_data": data}]


def test_without_proration_another_amount_is_charged_from_the_next_period(
    sandbox: Running,
) -> None:
    made = subscribe(sandbox)
    changed = sandbox.client.v1.subscriptions.update(
        made.id, {"items": other_price(sandbox, made), "proration_behavior": "none"}
    )
    assert len(changed["items"].data) == 1
    assert item_of(changed).price.unit_amount == 1200
    assert item_of(changed).current_period_end == item_of(made).current_period_end
    assert len(invoices_of(sandbox, made.id)) == 1
    event = sandbox.client.v1.events.list({"type": "customer.subscription.updated"}).data[0]
    before = event.data.previous_attributes
    assert before and before["items"]["data"][0]["price"]["unit_amount"] == 800
    sandbox.control.advance(months=1)
    sandbox.control.advance(days=1)
    assert [row.amount_paid for row in invoices_of(sandbox, made.id)] == [800, 1200]


def test_prorations_are_told_apart_from_periods(sandbox: Running) -> None:
    made = subscribe(sandbox)
    sandbox.control.advance(days=15)
    sandbox.client.v1.subscriptions.update(made.id, {"items": other_price(sandbox, made)})
    assert len(invoices_of(sandbox, made.id)) == 1
    sandbox.control.advance(days=20)
    lines = invoices_of(sandbox, made.id)[-1].lines.data
    details = [line.parent.subscription_item_details for line in lines if line.parent]
    assert [row.proration for row in details if row] == [False, True, True]
    assert lines[0].amount == 1200
    assert lines[1].amount < 0 < lines[2].amount
    assert lines[1].amount * 3 == pytest.approx(-lines[2].amount * 2, abs=3)


def test_another_interval_bills_at_once_from_a_new_anchor(sandbox: Running) -> None:
    made = subscribe(sandbox)
    sandbox.control.advance(days=10)
    yearly = other_price(sandbox, made, unit_amount=9000, recurring={"interval": "year"})
    changed = sandbox.client.v1.subscriptions.update(
        made.id, {"items": yearly, "proration_behavior": "none"}
    )
    invoice = invoices_of(sandbox, made.id)[-1]
    assert (invoice.billing_reason, invoice.status) == ("subscription_update", "paid")
    assert invoice.amount_paid == 9000
    assert item_of(changed).current_period_start > item_of(made).current_period_start
    assert item_of(changed).current_period_end - item_of(changed).current_period_start > 364 * 86400


def test_a_smaller_amount_leaves_a_credit_that_is_used_up_first(sandbox: Running) -> None:
    made = subscribe(sandbox, amount=6000)
    smaller = other_price(sandbox, made, unit_amount=1000)
    sandbox.client.v1.subscriptions.update(
        made.id, {"items": smaller, "proration_behavior": "always_invoice"}
    )
    credit = sandbox.client.v1.customers.retrieve(str(made.customer)).balance
    assert credit and -5001 <= credit <= -4999
    sandbox.control.advance(months=1)
    sandbox.control.advance(days=1)
    renewed = invoices_of(sandbox, made.id)[-1]
    assert (renewed.status, renewed.amount_due, renewed.total) == ("paid", 0, 1000)
    after = sandbox.client.v1.customers.retrieve(str(made.customer)).balance
    assert after == credit + 1000


def test_paused_it_bills_nothing_and_resumed_it_starts_a_new_period(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = subscribe(sandbox)
    paused = v1.subscriptions.pause(made.id, {"bill_for": {"unused_time_from": {"type": "none"}}})
    assert paused.status == "paused" and paused.status_details
    assert paused.status_details.paused.subscription.type == "pause_requested"
    sandbox.control.advance(months=3)
    assert len(invoices_of(sandbox, made.id)) == 1
    resumed = v1.subscriptions.resume(
        made.id,
        {
            "billing_cycle_anchor": {"type": "now"},
            "payment_behavior": "resume_on_payment_success",
        },
    )
    assert (resumed.status, resumed.status_details) == ("active", None)
    assert [row.amount_paid for row in invoices_of(sandbox, made.id)] == [800, 800]
    assert item_of(resumed).current_period_start > item_of(made).current_period_end
    kinds = event_kinds(sandbox)
    assert "customer.subscription.paused" in kinds and "customer.subscription.resumed" in kinds
    with pytest.raises(stripe.InvalidRequestError, match="Only paused"):
        v1.subscriptions.resume(made.id)


def test_a_failed_resumption_stays_paused_until_its_invoice_is_paid(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = subscribe(sandbox, CARDS["fails_later"])
    v1.subscriptions.pause(made.id, {"bill_for": {"unused_time_from": {"type": "none"}}})
    waiting = v1.subscriptions.resume(made.id, {"payment_behavior": "resume_on_payment_success"})
    assert waiting.status == "paused"
    invoice = invoices_of(sandbox, made.id)[-1]
    assert invoice.hosted_invoice_url
    pay(invoice.hosted_invoice_url)
    assert subscription(sandbox, made.id).status == "active"


def test_an_ended_subscription_changes_no_more(sandbox: Running) -> None:
    made = subscribe(sandbox)
    sandbox.client.v1.subscriptions.cancel(made.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription can only"):
        sandbox.client.v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        sandbox.client.v1.subscriptions.cancel(made.id)


def test_an_item_is_named_once_in_one_update(sandbox: Running) -> None:
    made = subscribe(sandbox)
    twice = other_price(sandbox, made) + other_price(sandbox, made, unit_amount=1300)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.v1.subscriptions.update(made.id, {"items": twice})
    assert refused.value.param == "items[1][id]"
    assert item_of(subscription(sandbox, made.id)).price.unit_amount == 800


def test_a_price_in_another_currency_is_refused(sandbox: Running) -> None:
    made = subscribe(sandbox)
    with pytest.raises(stripe.InvalidRequestError, match="expected currency: `usd`") as refused:
        sandbox.client.v1.subscriptions.update(
            made.id, {"items": other_price(sandbox, made, currency="eur")}
        )
    assert refused.value.param == "items[0][price_data][currency]"
    euros: Any = price_data(currency="eur")
    kept = sandbox.client.v1.prices.create(euros)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.v1.subscriptions.update(
            made.id, {"items": [{"id": item_of(made).id, "price": kept.id}]}
        )
    assert refused.value.param == "items[0][price]"
    assert item_of(subscription(sandbox, made.id)).price.unit_amount == 800


def test_the_portal_cancels_by_time_only_and_takes_it_back(sandbox: Running) -> None:
    made = subscribe(sandbox)
    portal = sandbox.client.v1.billing_portal.sessions.create(
        {"customer": str(made.customer), "return_url": "http://127.0.0.1:9/account"}
    )
    for act, cancel_at in (("cancel", item_of(made).current_period_end), ("keep", None)):
        requests.post(portal.url, data={"subscription": made.id, "act": act}, timeout=30)
        after = subscription(sandbox, made.id)
        assert (after.cancel_at, after.cancel_at_period_end) == (cancel_at, False)


def test_another_card_on_the_portal_pays_from_now_on(sandbox: Running) -> None:
    made = subscribe(sandbox, CARDS["fails_later"])
    portal = sandbox.client.v1.billing_portal.sessions.create(
        {
            "customer": str(made.customer),
            "flow_data": {
                "type": "payment_method_update",
                "after_completion": {
                    "type": "redirect",
                    "redirect": {"return_url": "http://127.0.0.1:9/account"},
                },
            },
        }
    )
    with pytest.raises(NotPaid):
        pay(f"{portal.url}/card", card=CARDS["declined"])
    assert pay(f"{portal.url}/card") == "http://127.0.0.1:9/account"
    assert "payment_method.attached" in event_kinds(sandbox)[-3:]
    sandbox.control.advance(months=1)
    sandbox.control.advance(days=1)
    assert [row.status for row in invoices_of(sandbox, made.id)] == ["paid", "paid"]


def test_an_open_invoice_is_paid_on_its_own_page(sandbox: Running) -> None:
    made = subscribe(sandbox, CARDS["fails_later"])
    sandbox.control.advance(months=1)
    sandbox.control.advance(days=1)
    assert subscription(sandbox, made.id).status == "past_due"
    invoice = invoices_of(sandbox, made.id)[-1]
    assert invoice.hosted_invoice_url
    with pytest.raises(NotPaid):
        pay(invoice.hosted_invoice_url, card=CARDS["declined"])
    landed = pay(invoice.hosted_invoice_url)
    assert ", paid, of" in requests.get(f"{sandbox.url}{landed}", timeout=30).text
    assert subscription(sandbox, made.id).status == "active"
    sandbox.control.advance(months=1)
    sandbox.control.advance(days=1)
    assert [row.status for row in invoices_of(sandbox, made.id)] == ["paid"] * 3
