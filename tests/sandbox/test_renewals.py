"""Time passes: renewals, failures and their end, cancellation at the period's end, month ends."""

from datetime import UTC, datetime

import pytest

from portal.sandbox.periods import next_end, step
from tests.sandbox.driver import CARDS
from tests.sandbox.fixtures import Running
from tests.sandbox.shop import event_kinds, invoices_of, item_of, subscribe, subscription


def on(year: int, month: int, day: int) -> int:
    """Noon of that day."""
    return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp())


def test_a_month_later_the_next_period_is_paid(sandbox: Running) -> None:
    made = subscribe(sandbox)
    first_end = item_of(made).current_period_end
    sandbox.control.advance(to=first_end + 10)
    renewed = subscription(sandbox, made.id)
    assert item_of(renewed).current_period_start == first_end
    draft = invoices_of(sandbox, made.id)[-1]
    assert (draft.status, draft.billing_reason) == ("draft", "subscription_cycle")
    assert renewed.latest_invoice == draft.id

    before = event_kinds(sandbox)
    sandbox.control.advance(seconds=3700)
    paid = invoices_of(sandbox, made.id)[-1]
    assert (paid.id, paid.status, paid.amount_paid) == (draft.id, "paid", 800)
    assert paid.lines.data[0].period.end == item_of(renewed).current_period_end
    assert event_kinds(sandbox)[len(before) :] == [
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
        "charge.updated",
    ]
    settled = sandbox.client.v1.balance_transactions.list({"type": "charge"}).data
    assert len(settled) == 2
    assert settled[-1].status == "available"


def test_a_year_holds_twelve_renewals_of_a_month_and_one_of_a_year(sandbox: Running) -> None:
    monthly, yearly = subscribe(sandbox), subscribe(sandbox, every="year", amount=9000)
    sandbox.control.advance(years=1)
    sandbox.control.advance(days=1)
    assert [row.status for row in invoices_of(sandbox, monthly.id)] == ["paid"] * 13
    assert [row.amount_paid for row in invoices_of(sandbox, yearly.id)] == [9000, 9000]


def test_a_failing_card_is_tried_four_times_then_the_subscription_ends(sandbox: Running) -> None:
    made = subscribe(sandbox, CARDS["fails_later"])
    sandbox.control.advance(months=1)
    sandbox.control.advance(seconds=4000)
    failed = invoices_of(sandbox, made.id)[-1]
    assert subscription(sandbox, made.id).status == "past_due"
    assert (failed.status, failed.attempt_count) == ("open", 1)
    assert failed.next_payment_attempt and failed.hosted_invoice_url
    assert event_kinds(sandbox)[-4:] == [
        "charge.failed",
        "payment_intent.payment_failed",
        "invoice.payment_failed",
        "customer.subscription.updated",
    ]
    sandbox.control.advance(days=16)
    ended = subscription(sandbox, made.id)
    assert ended.status == "canceled"
    assert ended.cancellation_details and ended.cancellation_details.reason == "payment_failed"
    assert invoices_of(sandbox, made.id)[-1].attempt_count == 4
    assert event_kinds(sandbox)[-1] == "customer.subscription.deleted"
    sandbox.control.advance(years=1)
    assert len(invoices_of(sandbox, made.id)) == 2


def test_a_card_that_asks_the_bank_cannot_renew_alone(sandbox: Running) -> None:
    made = subscribe(sandbox, CARDS["asks_bank"])
    sandbox.control.advance(months=1)
    sandbox.control.advance(seconds=4000)
    assert subscription(sandbox, made.id).status == "past_due"
    assert "invoice.payment_action_required" in event_kinds(sandbox)


def test_another_card_recovers_at_the_next_try(sandbox: Running) -> None:
    made = subscribe(sandbox, CARDS["fails_later"])
    sandbox.control.advance(months=1)
    sandbox.control.advance(seconds=4000)
    method = sandbox.client.v1.payment_methods.attach(
        "pm_card_visa", {"customer": str(made.customer)}
    )
    sandbox.client.v1.subscriptions.update(made.id, {"default_payment_method": method.id})
    assert subscription(sandbox, made.id).status == "past_due"
    sandbox.control.advance(days=4)
    assert subscription(sandbox, made.id).status == "active"
    assert invoices_of(sandbox, made.id)[-1].status == "paid"


def test_cancelled_at_the_end_it_runs_until_then_and_can_be_kept(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    kept, left = subscribe(sandbox), subscribe(sandbox)
    for made in (kept, left):
        planned = v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
        assert planned.status == "active"
        assert planned.cancel_at == item_of(made).current_period_end
    undone = v1.subscriptions.update(kept.id, {"cancel_at_period_end": False, "cancel_at": ""})
    assert (undone.cancel_at, undone.canceled_at, undone.cancel_at_period_end) == (
        None,
        None,
        False,
    )

    sandbox.control.advance(months=1)
    sandbox.control.advance(days=1)
    assert subscription(sandbox, kept.id).status == "active"
    ended = subscription(sandbox, left.id)
    assert ended.status == "canceled"
    assert ended.cancellation_details
    assert ended.cancellation_details.reason == "cancellation_requested"
    assert len(invoices_of(sandbox, left.id)) == 1


def test_a_time_of_its_own_ends_it_even_before_the_period_and_while_paused(
    sandbox: Running,
) -> None:
    v1 = sandbox.client.v1
    running, paused = subscribe(sandbox), subscribe(sandbox)
    at = running.start_date + 10 * 86400
    for made in (running, paused):
        v1.subscriptions.update(made.id, {"cancel_at": at})
    v1.subscriptions.pause(paused.id)
    sandbox.control.advance(days=9)
    assert subscription(sandbox, running.id).status == "active"
    sandbox.control.advance(days=2)
    for made in (running, paused):
        ended = subscription(sandbox, made.id)
        assert (ended.status, ended.ended_at) == ("canceled", at)


def test_cancelled_at_once_nothing_is_charged_again(sandbox: Running) -> None:
    made = subscribe(sandbox)
    ended = sandbox.client.v1.subscriptions.cancel(
        made.id, {"cancellation_details": {"feedback": "too_expensive"}}
    )
    assert ended.status == "canceled" and ended.ended_at
    assert ended.cancellation_details and ended.cancellation_details.feedback == "too_expensive"
    sandbox.control.advance(years=1)
    assert len(sandbox.client.v1.charges.list().data) == 1


@pytest.mark.parametrize(
    ("start", "interval", "ends"),
    [
        ((2027, 1, 31), "month", [(2027, 2, 28), (2027, 3, 31), (2027, 4, 30)]),
        ((2028, 1, 30), "month", [(2028, 2, 29), (2028, 3, 30)]),
        ((2028, 2, 29), "year", [(2029, 2, 28), (2030, 2, 28), (2031, 2, 28), (2032, 2, 29)]),
        ((2026, 12, 31), "month", [(2027, 1, 31), (2027, 2, 28)]),
        ((2027, 3, 1), "week", [(2027, 3, 8), (2027, 3, 15)]),
    ],
)
def test_month_ends_are_counted_from_the_anchor(
    start: tuple[int, int, int], interval: str, ends: list[tuple[int, int, int]]
) -> None:
    anchor = at = on(*start)
    for times, end in enumerate(ends, 1):
        at = next_end(anchor, interval, 1, at)
        assert at == on(*end) == step(anchor, interval, 1, times)
