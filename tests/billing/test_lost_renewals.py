"""Renewals and ends whose every event was lost: the sweep asks, and the count is right."""

from datetime import timedelta

from portal.extensions import db, end_read
from portal.support.models import Payment
from portal.support.payment_desk import payment_desk
from portal.support.standing import Standing
from tests.billing.story import Story, member

MONTH = timedelta(days=31)


def test_a_renewal_whose_every_event_was_lost_is_found_once_it_is_due(story: Story) -> None:
    member(story)
    (paid_through,) = [row.paid_through for row in story.memberships()]
    story.advance_a_month()
    assert story.sweep(timedelta(days=20))["lapsing"] == 0
    assert story.sweep(MONTH + timedelta(hours=3))["lapsing"] == 1
    end_read()
    assert [p.is_renewal for p in db.session.query(Payment).order_by(Payment.id)] == [False, True]
    assert story.memberships()[0].paid_through > paid_through
    assert story.sweep(MONTH + timedelta(hours=4))["lapsing"] == 0


def test_an_end_whose_every_event_was_lost_is_found(story: Story) -> None:
    payment_desk().cancel(member(story))
    story.sandbox.control.advance(months=1)
    story.sweep(MONTH + timedelta(hours=3))
    assert story.memberships()[0].standing is Standing.ENDED


def test_one_that_is_late_is_asked_about_a_few_times_a_day_only(story: Story) -> None:
    member(story)
    later = MONTH + timedelta(hours=3)  # Stripe's own clock stands still
    found = [story.sweep(later + timedelta(hours=hour))["lapsing"] for hour in range(8)]
    assert found == [1, 0, 0, 0, 0, 0, 1, 0]
