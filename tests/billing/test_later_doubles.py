"""A membership that comes back beside a newer one: what was paid twice is given back, no more."""

from datetime import datetime, timedelta

from portal import clock
from portal.billing.sync import sync
from portal.extensions import db, end_read
from portal.support.models import Payment, Reversal
from portal.support.payment_desk import payment_desk
from portal.support.standing import Cadence, Standing
from tests.billing.story import Story, member


def seen_at(story: Story, moment: datetime) -> None:
    """The newest subscription at Stripe is taken in as of that moment."""
    newest = story.sandbox.client.v1.subscriptions.list({"limit": 1}).data[0]
    sync(story.gateway, "subscription", newest.id, moment)


def given_back(story: Story) -> list[bool]:
    """Of each payment of the second membership, the oldest first, whether it was given back."""
    end_read()
    newer = story.memberships()[1]
    paid = db.session.query(Payment).filter_by(membership_id=newer.id).order_by(Payment.paid_at)
    back = {row.payment_ref for row in db.session.query(Reversal)}
    return [row.provider_ref in back for row in paid]


def test_months_that_only_the_newer_one_paid_for_are_kept(story: Story) -> None:
    paused = member(story)
    payment_desk().pause(paused)
    later = clock.now() + timedelta(days=40)
    story.sandbox.control.advance(days=40)
    story.subscribe("alisa@example.org")
    seen_at(story, later)
    for months in range(1, 4):
        story.advance_a_month()
        seen_at(story, later + timedelta(days=31 * months))
    assert [row.duplicate_of_id for row in story.memberships()] == [None, None]
    payment_desk().resume(paused)
    story.sweep(timedelta(minutes=1))
    assert [row.standing for row in story.memberships()] == [Standing.ACTIVE, Standing.ENDED]
    assert given_back(story) == [False, False, False, True]
    assert story.members() == 1


def test_months_that_both_paid_for_are_given_back(story: Story) -> None:
    story.subscribe("alisa@example.org", cadence=Cadence.YEARLY)
    story.deliver()
    (yearly,) = story.memberships()
    payment_desk().cancel(yearly.id)
    member(story)
    for _ in range(2):
        story.advance_a_month()
        story.deliver()
    payment_desk().undo_cancel(yearly.id)
    story.sweep(timedelta(minutes=1))
    assert given_back(story) == [True, True, True]
    assert story.members() == 1
