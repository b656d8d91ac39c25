"""What a test clock refuses, hides and takes along when it goes."""

from typing import cast

import pytest
import stripe

from portal.sandbox.periods import step
from tests.sandbox.clocks import (
    DAY,
    START,
    advance,
    begin,
    clock_at,
    customer_on,
    held,
    subscribed,
)
from tests.sandbox.driver import NotPaid, pay
from tests.sandbox.fixtures import Running
from tests.sandbox.listener import Listener
from tests.sandbox.shop import open_session, subscription, url_of


def test_it_answers_at_once_and_refuses_changes_until_it_is_ready(
    sandbox: Running, listener: Listener
) -> None:
    v1 = sandbox.client.v1
    clock = clock_at(sandbox)
    customer = customer_on(sandbox, clock)
    made = subscribed(sandbox, customer)
    target = START + 40 * DAY
    with held(sandbox):
        told = begin(sandbox, clock, target)
        assert (told.status, told.frozen_time) == ("advancing", START)
        assert told.status_details.advancing
        assert told.status_details.advancing.target_frozen_time == target
        assert subscription(sandbox, made.id).status == "active"
        for change in (
            lambda: v1.customers.update(customer, {"name": "Chidi"}),
            lambda: v1.customers.create({"test_clock": clock}),
            lambda: v1.subscriptions.update(made.id, {"cancel_at_period_end": True}),
            lambda: v1.subscriptions.cancel(made.id),
            lambda: v1.payment_methods.attach("pm_card_visa", {"customer": customer}),
            lambda: v1.test_helpers.test_clocks.delete(clock),
            lambda: begin(sandbox, clock, target + 1),
        ):
            with pytest.raises(stripe.RateLimitError, match="advancement underway") as refused:
                change()
            assert refused.value.http_status == 429
        v1.customers.create({"name": "Somebody else"})
    listener.wait_for("test_helpers.test_clock.ready")
    assert v1.customers.update(customer, {"name": "Chidi"}).name == "Chidi"


def test_a_page_says_that_time_passes_and_charges_nothing(
    sandbox: Running, listener: Listener
) -> None:
    clock = clock_at(sandbox)
    customer = sandbox.client.v1.customers.create({"test_clock": clock}).id
    session = open_session(sandbox, customer=customer)
    with held(sandbox):
        begin(sandbox, clock, START + DAY)
        with pytest.raises(NotPaid) as kept:
            pay(url_of(session))
        assert kept.value.status == 429
        assert "advancement underway" in kept.value.page
    listener.wait_for("test_helpers.test_clock.ready")
    pay(url_of(session))
    (made,) = sandbox.client.v1.subscriptions.list({"customer": customer}).data
    assert made.start_date == START + DAY


def test_a_refused_change_may_be_sent_again_under_its_key(
    sandbox: Running, listener: Listener
) -> None:
    clock = clock_at(sandbox)
    customer = customer_on(sandbox, clock)
    sent: stripe.params.CustomerUpdateParams = {"name": "Chidi"}
    with held(sandbox):
        begin(sandbox, clock, START + DAY)
        with pytest.raises(stripe.RateLimitError):
            sandbox.client.v1.customers.update(customer, sent, {"idempotency_key": "again"})
    listener.wait_for("test_helpers.test_clock.ready")
    after = sandbox.client.v1.customers.update(customer, sent, {"idempotency_key": "again"})
    assert after.name == "Chidi"


@pytest.mark.parametrize(
    ("every", "farthest"),
    [
        ("month", step(START, "month", 1, 2)),
        ("year", step(START, "year", 1, 2)),
        (None, step(START, "year", 1, 2)),
    ],
)
def test_it_goes_forward_only_and_two_intervals_at_most(
    sandbox: Running, listener: Listener, every: str | None, farthest: int
) -> None:
    clock = clock_at(sandbox)
    customer = customer_on(sandbox, clock)
    if every:
        subscribed(sandbox, customer, "year")
        subscribed(sandbox, customer, every)
    for wrong in (START - DAY, START, farthest + 1):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            begin(sandbox, clock, wrong)
        assert refused.value.param == "frozen_time"
    advance(sandbox, listener, clock, farthest)


def test_three_customers_with_three_subscriptions_each_have_room(sandbox: Running) -> None:
    clock = clock_at(sandbox)
    first, _, _ = (customer_on(sandbox, clock) for _ in range(3))
    with pytest.raises(stripe.InvalidRequestError) as refused:
        customer_on(sandbox, clock)
    assert refused.value.param == "test_clock"
    for _ in range(3):
        subscribed(sandbox, first)
    with pytest.raises(stripe.InvalidRequestError, match="at most 3 subscriptions"):
        subscribed(sandbox, first)
    sandbox.client.v1.customers.delete(first)
    customer_on(sandbox, clock)


def test_lists_hide_what_lives_on_a_clock_unless_asked(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    clock = clock_at(sandbox)
    customer = customer_on(sandbox, clock)
    made = subscribed(sandbox, customer)
    other = v1.customers.create({"email": "chidi@example.org"})
    assert [row.id for row in v1.customers.list({"email": "chidi@example.org"}).data] == [other.id]
    assert [row.id for row in v1.customers.list({"test_clock": clock}).data] == [customer]
    assert v1.subscriptions.list().data == []
    assert [row.id for row in v1.subscriptions.list({"test_clock": clock}).data] == [made.id]
    assert [row.id for row in v1.subscriptions.list({"customer": customer}).data] == [made.id]
    shown = v1.subscriptions.retrieve(made.id, {"expand": ["test_clock"]})
    assert cast(stripe.test_helpers.TestClock, shown.test_clock).frozen_time == START
    assert [row.id for row in v1.test_helpers.test_clocks.list().data] == [clock]


def test_deleting_it_deletes_its_customers_and_ends_what_they_pay_for(
    sandbox: Running, listener: Listener
) -> None:
    v1 = sandbox.client.v1
    clock = clock_at(sandbox)
    customer = customer_on(sandbox, clock)
    made = subscribed(sandbox, customer)
    advance(sandbox, listener, clock, START + DAY)
    gone = v1.test_helpers.test_clocks.delete(clock)
    assert gone.deleted is True
    listener.wait_for("test_helpers.test_clock.deleted")
    assert v1.customers.retrieve(customer).deleted is True
    ended = subscription(sandbox, made.id)
    assert (ended.status, ended.ended_at) == ("canceled", START + DAY)
    assert v1.test_helpers.test_clocks.list().data == []
    with pytest.raises(stripe.InvalidRequestError) as missing:
        v1.test_helpers.test_clocks.retrieve(clock)
    assert missing.value.http_status == 404
    with pytest.raises(stripe.InvalidRequestError):
        v1.customers.create({"test_clock": clock})


def test_after_thirty_days_it_deletes_itself(sandbox: Running) -> None:
    clock = clock_at(sandbox)
    customer = customer_on(sandbox, clock)
    subscribed(sandbox, customer)
    made = sandbox.client.v1.test_helpers.test_clocks.retrieve(clock)
    assert made.deletes_after - made.created == 30 * DAY
    sandbox.control.advance(days=31)
    assert sandbox.client.v1.test_helpers.test_clocks.list().data == []
    assert sandbox.client.v1.customers.retrieve(customer).deleted is True
