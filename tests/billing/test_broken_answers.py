"""Stripe executes a call and then answers 500, and repeats that under the same key for a day."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar, cast

import pytest

from portal import clock
from portal.billing.customers import customer_of
from portal.billing.gateway import V1, Broken, Gateway
from portal.billing.models import StripeCustomer, StripeOrder
from portal.errors import Unavailable
from portal.extensions import db, end_read
from portal.money import Money
from portal.support.models import Payment, Reversal
from portal.support.payment_desk import payment_desk
from tests.billing.story import Story

MINUTE = timedelta(minutes=1)
T = TypeVar("T")


def test_a_checkout_that_was_made_all_the_same_is_found(story: Story) -> None:
    attempt_id = story.choose()
    story.sandbox.control.fault("error_500_after", method="POST", path="/v1/checkout/sessions")
    with pytest.raises(Unavailable):
        story.open(attempt_id)
    assert story.attempt(attempt_id).state == "unknown"
    assert story.sweep(MINUTE)["attempts"] == 1
    (made,) = story.sessions()
    assert (story.attempt(attempt_id).state, story.attempt(attempt_id).checkout_ref) == (
        "open",
        made.id,
    )


def test_a_customer_who_was_made_all_the_same_is_found(story: Story) -> None:
    alisa = story.account("alisa@example.org")
    attempt_id = story.choose(account_id=alisa)
    story.sandbox.control.fault("error_500_after", method="POST", path="/v1/customers")
    with pytest.raises(Unavailable):
        story.open(attempt_id)
    story.open(attempt_id)
    (made,) = story.sandbox.client.v1.customers.list().data
    assert story.sessions()[0].customer == made.id
    assert story.how_many(StripeCustomer) == 1


class Line:
    """A line to Stripe on which something happens before each call, or instead of it."""

    def __init__(self, gateway: Gateway, first: Callable[[], object]) -> None:
        self._gateway, self._first = gateway, first

    def ask(self, call: Callable[[V1], T]) -> T:
        self._first()
        return self._gateway.ask(call)


def test_of_two_customers_made_under_two_keys_the_unused_one_is_deleted(story: Story) -> None:
    alisa, gateway = story.account("alisa@example.org"), story.app.extensions["stripe_gateway"]
    used: list[str | None] = []

    def edge_answers_503() -> None:  # what never reached Stripe is not repeated under its key
        raise Broken

    def others_break_down_and_go_on() -> None:
        if used:
            return
        with pytest.raises(Broken):
            customer_of(cast(Gateway, Line(gateway, edge_answers_503)), alisa, clock.now())
        used.append(customer_of(gateway, alisa, clock.now()))

    slow = cast(Gateway, Line(gateway, others_break_down_and_go_on))
    assert [customer_of(slow, alisa, clock.now())] == used
    assert [one.id for one in story.sandbox.client.v1.customers.list().data] == used


def test_a_refund_that_was_made_all_the_same_is_found(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.deliver()
    payment_id = db.session.query(Payment).one().id
    story.sandbox.control.fault("error_500_after", method="POST", path="/v1/refunds")
    with pytest.raises(Unavailable):
        payment_desk().refund(payment_id, Money(300, "usd"), "requested_by_customer")
    story.sweep(MINUTE)
    assert len(story.sandbox.client.v1.refunds.list().data) == 1
    assert story.how_many(Reversal) == 1
    assert story.how_many(StripeOrder, StripeOrder.state == "waiting") == 0


def test_a_key_stays_while_only_the_look_for_a_checkout_breaks(story: Story) -> None:
    attempt_id = story.choose()
    story.sandbox.control.fault("error_500", method="POST", path="/v1/checkout/sessions", times=3)
    with pytest.raises(Unavailable):
        story.open(attempt_id)
    fresh = key_of_attempt(story, attempt_id)
    assert fresh != attempt_id
    story.sandbox.control.fault("error_500", method="GET", path="/v1/checkout/sessions", times=3)
    story.sweep(MINUTE)
    assert key_of_attempt(story, attempt_id) == fresh
    story.sweep(2 * MINUTE)
    assert len(story.sessions()) == 1


def test_a_key_stays_while_only_the_look_for_a_refund_breaks(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.deliver()
    payment_id = db.session.query(Payment).one().id
    story.sandbox.control.fault("error_500", method="POST", path="/v1/refunds", times=3)
    with pytest.raises(Unavailable):
        payment_desk().refund(payment_id, Money(300, "usd"), "requested_by_customer")
    end_read()
    fresh = db.session.query(StripeOrder).filter_by(kind="refund").one().key
    story.sandbox.control.fault("error_500", method="GET", path="/v1/refunds", times=3)
    story.sweep(MINUTE)
    end_read()
    order = db.session.query(StripeOrder).filter_by(kind="refund").one()
    assert (order.state, order.key, order.last_error) == ("waiting", fresh, "Broken")
    story.sweep(timedelta(hours=1))
    assert len(story.sandbox.client.v1.refunds.list().data) == 1


def key_of_attempt(story: Story, attempt_id: str) -> str:
    end_read()
    return str((story.attempt(attempt_id).parameters or {})["key"])


def test_an_end_that_was_made_all_the_same_is_done(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.deliver()
    story.subscribe("alisa@example.org")
    story.sandbox.control.fault("error_500_after", method="DELETE")
    story.deliver()
    story.sweep(MINUTE)
    assert len(story.sandbox.client.v1.subscriptions.list().data) == 1
    assert story.how_many(StripeOrder, StripeOrder.state == "refused") == 0
    assert story.how_many(StripeOrder, StripeOrder.state == "waiting") == 0
