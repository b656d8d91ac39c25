"""Writes whose answer was lost: what became of them is looked up, never concluded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.audit.models import StaffNotice
from portal.billing import orders
from portal.billing.models import StripeOrder
from portal.errors import Refused, Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.money import Money
from portal.sandbox.app import world_of
from portal.support.models import Payment, Reversal
from portal.support.payment_desk import payment_desk
from portal.support.standing import Cadence, Standing
from tests.billing.story import Story, member

MINUTE = timedelta(minutes=1)
SUBSCRIPTIONS = {"method": "POST", "path": "/v1/subscriptions"}


def unanswered(story: Story, wish: Callable[[int], None], membership_id: int, fault: str) -> None:
    """The wish is ordered, and Stripe breaks down under it, before or after it was executed."""
    story.sandbox.control.fault(fault, **SUBSCRIPTIONS, times=3)
    with pytest.raises(Unavailable):
        wish(membership_id)


def order(story: Story, kind: str) -> StripeOrder:
    end_read()
    return db.session.query(StripeOrder).filter_by(kind=kind).one()


@pytest.mark.parametrize("kind", ["pause", "resume"])
def test_what_was_executed_without_an_answer_is_found_to_be_so(story: Story, kind: str) -> None:
    membership_id = member(story)
    if kind == "resume":
        payment_desk().pause(membership_id)
    unanswered(story, getattr(payment_desk(), kind), membership_id, "error_500_after")
    story.sweep(MINUTE)
    assert order(story, kind).state == "done"
    wished = {"pause": Standing.PAUSED, "resume": Standing.ACTIVE}[kind]
    assert story.memberships()[0].standing is wished
    assert story.how_many(StaffNotice, StaffNotice.kind == "order-refused") == 0


def test_what_went_another_way_meanwhile_is_refused_and_staff_are_told(story: Story) -> None:
    membership_id = member(story)
    unanswered(story, payment_desk().pause, membership_id, "error_500")
    story.sandbox.control.cancel(story.memberships()[0].provider_ref)
    story.sweep(MINUTE)
    assert order(story, "pause").state == "refused"
    assert story.how_many(StaffNotice, StaffNotice.kind == "order-refused") == 1
    story.deliver()
    assert story.memberships()[0].standing is Standing.ENDED


def test_a_wish_that_is_refused_at_once_is_the_askers_to_hear(story: Story) -> None:
    membership_id = member(story)
    story.sandbox.control.cancel(story.memberships()[0].provider_ref)
    with pytest.raises(Refused):
        payment_desk().pause(membership_id)
    assert order(story, "pause").state == "refused"
    assert story.how_many(StaffNotice, StaffNotice.kind == "order-refused") == 0


def test_that_it_is_not_known_yet_is_no_refusal(story: Story) -> None:
    membership_id = member(story)
    unanswered(story, payment_desk().pause, membership_id, "error_500_after")
    story.sandbox.control.fault("error_500", method="GET", path="/v1/subscriptions", times=3)
    story.sweep(MINUTE)
    assert order(story, "pause").state == "waiting"
    story.sweep(5 * MINUTE)
    assert order(story, "pause").state == "done"


def test_a_time_out_after_the_write_changes_nothing_twice(story: Story) -> None:
    membership_id = member(story)
    story.sandbox.control.fault("timeout_after", **SUBSCRIPTIONS, seconds=0.2, times=3)
    with pytest.raises(Unavailable):
        payment_desk().pause(membership_id)
    assert order(story, "pause").state == "waiting"
    story.sweep(MINUTE)
    assert order(story, "pause").state == "done"
    paused = story.events("customer.subscription.paused")
    assert len(paused) == 1


def test_a_refund_made_by_a_process_that_was_killed_is_found_when_its_key_is_forgotten(
    story: Story,
) -> None:
    member(story)
    ref = db.session.query(Payment).one().provider_ref
    parameters = {"payment_intent": ref, "reason": "requested_by_customer", "amount": 200}
    with unit_of_work() as session:
        row = orders.want(session, "refund", ref, parameters, clock.now())
        natural_key = row.natural_key
    given: Any = {**parameters, "metadata": {"order": natural_key}}
    story.sandbox.client.v1.refunds.create(given)
    story.sweep(timedelta(days=3))
    assert order(story, "refund").state == "done"
    assert len(story.sandbox.client.v1.refunds.list().data) == 1
    assert story.how_many(Reversal) == 1


def test_a_duplicates_refund_that_fails_later_is_told_once(story: Story) -> None:
    member(story)
    story.subscribe("alisa@example.org", cadence=Cadence.YEARLY, amount=Money(8000, "usd"))
    story.deliver()
    story.sweep(MINUTE)
    story.deliver()
    (refund,) = story.sandbox.client.v1.refunds.list().data
    world = world_of(story.sandbox.server.app)
    with world.unit():
        made = world.get("refund", refund.id)
        world.change(made, "refund.failed", status="failed", failure_reason="lost_or_stolen_card")
    assert story.how_many(StaffNotice, StaffNotice.kind == "refund-failed") == 0
    for _ in range(2):
        story.deliver(story.events("refund.failed"))
    assert story.how_many(Reversal, Reversal.state == "failed") == 1
    (told,) = db.session.query(StaffNotice).filter_by(kind="refund-failed")
    assert refund.id in told.message
    story.sweep(timedelta(hours=1))
    assert story.how_many(StaffNotice, StaffNotice.kind == "refund-failed") == 1
