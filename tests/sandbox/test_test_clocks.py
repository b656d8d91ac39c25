"""Test clocks: a customer's own time, which stands still until it is told to advance."""

from pathlib import Path

import pytest
import stripe

from portal.sandbox.app import world_of
from portal.sandbox.due import ACTIONS
from portal.sandbox.periods import step
from portal.sandbox.world import World
from tests.sandbox.clocks import (
    DAY,
    HOUR,
    START,
    advance,
    begin,
    clock_at,
    customer_on,
    held,
    subscribed,
)
from tests.sandbox.driver import pay
from tests.sandbox.fixtures import SECRET, Running, running
from tests.sandbox.listener import Listener, listening
from tests.sandbox.shop import (
    event_kinds,
    invoices_of,
    item_of,
    open_session,
    subscription,
    url_of,
)


def test_a_renewal_happens_on_the_clock_and_nowhere_else(
    sandbox: Running, listener: Listener
) -> None:
    clock = clock_at(sandbox)
    customer = customer_on(sandbox, clock)
    made = subscribed(sandbox, customer)
    assert (made.status, made.created, made.test_clock) == ("active", START, clock)
    end = item_of(made).current_period_end
    assert end == step(START, "month", 1, 1)
    (first,) = invoices_of(sandbox, made.id)
    assert (first.created, first.test_clock) == (START, clock)

    sandbox.control.advance(years=2)
    assert len(invoices_of(sandbox, made.id)) == 1
    fresh = clock_at(sandbox)
    renewing = subscribed(sandbox, customer_on(sandbox, fresh))
    sandbox.control.settle()
    known = len(event_kinds(sandbox))
    advance(sandbox, listener, fresh, end + HOUR + 10)
    assert [row.status for row in invoices_of(sandbox, renewing.id)] == ["paid", "paid"]
    sandbox.control.settle()
    told = event_kinds(sandbox)[known:]
    told.remove("charge.updated")  # comes a moment later, in the account's own time
    assert told == [
        "test_helpers.test_clock.advancing",
        "invoice.created",
        "customer.subscription.updated",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
        "test_helpers.test_clock.ready",
    ]
    renewed = invoices_of(sandbox, renewing.id)[-1]
    assert (renewed.created, renewed.status_transitions.paid_at) == (end, end + HOUR)
    assert item_of(subscription(sandbox, renewing.id)).current_period_end == step(
        START, "month", 1, 2
    )


def test_two_periods_at_once_come_one_after_the_other(sandbox: Running, listener: Listener) -> None:
    clock = clock_at(sandbox)
    made = subscribed(sandbox, customer_on(sandbox, clock))
    known = len(event_kinds(sandbox))
    advance(sandbox, listener, clock, step(START, "month", 1, 2))
    told = [kind for kind in event_kinds(sandbox)[known:] if kind.startswith("invoice.")]
    paid = ["invoice.finalized", "invoice.paid", "invoice.payment_succeeded"]
    assert told == ["invoice.created", *paid, "invoice.created"]
    assert [row.status for row in invoices_of(sandbox, made.id)] == ["paid", "paid", "draft"]


def test_a_card_that_fails_is_tried_again_and_given_up(
    sandbox: Running, listener: Listener
) -> None:
    clock = clock_at(sandbox)
    made = subscribed(sandbox, customer_on(sandbox, clock))
    v1 = sandbox.client.v1
    failing = v1.payment_methods.attach(
        "pm_card_chargeCustomerFail", {"customer": str(made.customer)}
    )
    v1.subscriptions.update(made.id, {"default_payment_method": failing.id})
    end = item_of(made).current_period_end
    advance(sandbox, listener, clock, end + HOUR + 1)
    late = subscription(sandbox, made.id)
    failed = invoices_of(sandbox, made.id)[-1]
    assert (late.status, failed.attempt_count) == ("past_due", 1)
    assert failed.next_payment_attempt == end + HOUR + 3 * DAY
    advance(sandbox, listener, clock, end + 20 * DAY)
    ended = subscription(sandbox, made.id)
    assert (ended.status, ended.ended_at) == ("canceled", end + HOUR + 15 * DAY)
    assert ended.cancellation_details and ended.cancellation_details.reason == "payment_failed"


def test_a_checkout_of_its_customer_begins_on_the_clock(sandbox: Running) -> None:
    clock = clock_at(sandbox)
    customer = sandbox.client.v1.customers.create({"test_clock": clock}).id
    session = open_session(sandbox, customer=customer)
    pay(url_of(session))
    (made,) = sandbox.client.v1.subscriptions.list({"customer": customer}).data
    assert (made.start_date, made.test_clock) == (START, clock)


def test_the_money_moves_in_the_accounts_own_time(sandbox: Running) -> None:
    clock = clock_at(sandbox)
    before = sandbox.control.state()["clock"]["now"]
    subscribed(sandbox, customer_on(sandbox, clock))
    sandbox.control.settle()
    (moved,) = sandbox.client.v1.balance_transactions.list({"type": "charge"}).data
    assert moved.created >= before
    assert moved.status == "pending"


def test_a_restart_finds_it_on_its_way_and_lets_it_arrive(tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    with listening(SECRET) as listener:
        with running(tmp_path / "sandbox.sqlite3") as first:
            clock = clock_at(first)
            made = subscribed(first, customer_on(first, clock))
            first.control.listen(listener.url, SECRET)
            with held(first):
                begin(first, clock, START + 40 * DAY)
                world_of(first.server.app).store.run("VACUUM INTO ?", (str(kept),))
                first.control.call("PUT", "/listener", url="http://127.0.0.1:9/", secret=SECRET)
        with running(kept) as second:
            listener.wait_for("test_helpers.test_clock.ready")
            assert len(invoices_of(second, made.id)) == 2


def test_a_mistake_of_the_sandbox_stops_it_and_is_told(
    sandbox: Running, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = clock_at(sandbox)
    subscribed(sandbox, customer_on(sandbox, clock))

    def mistaken(world: World, name: str) -> None:
        raise RuntimeError("planted")

    monkeypatch.setitem(ACTIONS, "subscription", mistaken)
    begin(sandbox, clock, START + 40 * DAY)
    listener.wait_for("test_helpers.test_clock.internal_failure")
    stopped = sandbox.client.v1.test_helpers.test_clocks.retrieve(clock)
    assert (stopped.status, stopped.frozen_time) == ("internal_failure", START)


def test_in_one_process_it_has_arrived_when_it_is_asked_for(tmp_path: Path) -> None:
    with running(tmp_path / "sandbox.sqlite3", deliver=False) as sandbox:
        clock = clock_at(sandbox)
        made = subscribed(sandbox, customer_on(sandbox, clock))
        assert begin(sandbox, clock, START + 40 * DAY).status == "advancing"
        assert sandbox.client.v1.test_helpers.test_clocks.retrieve(clock).status == "ready"
        assert len(invoices_of(sandbox, made.id)) == 2


def test_a_customer_who_was_there_before_comes_to_live_on_a_clock(
    sandbox: Running, listener: Listener
) -> None:
    v1 = sandbox.client.v1
    chidi = v1.customers.create({"email": "chidi@example.org"}).id
    made: stripe.params.test_helpers.TestClockCreateParams = {
        "frozen_time": START,
        "customer": chidi,
    }
    clock = v1.test_helpers.test_clocks.create(made).id
    assert v1.customers.retrieve(chidi).test_clock == clock
    session = open_session(sandbox, customer=chidi)
    pay(url_of(session), email="chidi@example.org")
    paid = v1.checkout.sessions.retrieve(session.id)
    advance(sandbox, listener, clock, step(START, "month", 1, 1) + 2 * HOUR)
    assert len(invoices_of(sandbox, str(paid.subscription))) == 2
    with pytest.raises(stripe.InvalidRequestError, match="attached to a test clock already"):
        v1.test_helpers.test_clocks.create(made)
    payer = v1.customers.create({"email": "dorota@example.org"}).id
    pay(url_of(open_session(sandbox, customer=payer)), email="dorota@example.org")
    with pytest.raises(stripe.InvalidRequestError, match="not play"):
        v1.test_helpers.test_clocks.create({"frozen_time": START, "customer": payer})
