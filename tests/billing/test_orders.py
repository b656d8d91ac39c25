"""What we ask of Stripe: cancel, undo, change, pause, close, undo a duplicate; each once."""

from datetime import timedelta

import pytest

from portal.accounts.models import Account
from portal.billing import orders
from portal.billing.models import StripeOrder
from portal.errors import Missing, Refused, Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.finance.models import LedgerEntry
from portal.mail.models import Mail
from portal.money import Money
from portal.support.models import Payment
from portal.support.payment_desk import payment_desk
from portal.support.standing import Cadence, Standing
from tests.billing.story import Story, member
from tests.sandbox.driver import NotPaid, pay

MINUTE = timedelta(minutes=1)


def test_cancelling_counts_until_the_period_ends_and_can_be_undone(story: Story) -> None:
    membership_id = member(story)
    payment_desk().cancel(membership_id)
    (membership,) = story.memberships()
    assert membership.ends_at == membership.paid_through
    assert (membership.standing, story.members()) == (Standing.ACTIVE, 1)
    payment_desk().undo_cancel(membership_id)
    assert story.memberships()[0].ends_at is None
    payment_desk().cancel(membership_id)
    assert story.memberships()[0].ends_at is not None
    story.sandbox.control.advance(months=1)
    story.deliver()
    (membership,) = story.memberships()
    assert (membership.standing, membership.end_reason) == (Standing.ENDED, "cancelled")
    assert story.how_many(Payment) == 1


def test_cancelling_twice_is_harmless(story: Story) -> None:
    membership_id = member(story)
    payment_desk().cancel(membership_id)
    payment_desk().cancel(membership_id)
    assert story.memberships()[0].ends_at is not None


def test_a_cancellation_that_timed_out_is_carried_out_by_the_sweep(story: Story) -> None:
    membership_id = member(story)
    story.sandbox.control.fault("error_500", method="POST", path="/v1/subscriptions", times=3)
    with pytest.raises(Unavailable):
        payment_desk().cancel(membership_id)
    assert story.memberships()[0].ends_at is None
    assert story.how_many(StripeOrder, StripeOrder.kind == "cancel") == 1
    story.sweep(MINUTE)
    assert story.memberships()[0].ends_at is not None
    assert story.how_many(StripeOrder, StripeOrder.state == "waiting") == 0


def test_an_undo_never_overtakes_the_cancellation_before_it(story: Story) -> None:
    membership_id = member(story)
    for wish in (payment_desk().cancel, payment_desk().undo_cancel):
        story.sandbox.control.fault("error_500", method="POST", path="/v1/subscriptions", times=3)
        with pytest.raises(Unavailable):
            wish(membership_id)
    story.sweep(MINUTE)
    assert story.memberships()[0].ends_at is None
    kinds = db.session.query(StripeOrder.kind).order_by(StripeOrder.finished_at).all()
    assert [k for (k,) in kinds if k != "product"] == ["cancel", "undo_cancel"]


def test_what_has_ended_cannot_be_cancelled(story: Story) -> None:
    membership_id = member(story)
    story.sandbox.control.cancel(story.memberships()[0].provider_ref)
    story.deliver()
    with pytest.raises(Refused, match="has ended"):
        payment_desk().cancel(membership_id)
    with pytest.raises(Missing):
        payment_desk().cancel(membership_id + 1)


def test_two_tabs_paying_at_once_leave_one_membership_and_one_payment(
    story_on_both: Story,
) -> None:
    story = story_on_both
    alisa = story.account("alisa@example.org")
    first = story.open(story.choose(account_id=alisa))
    second = story.open(story.choose(account_id=alisa))
    pay(first.url, email="alisa@example.org")
    pay(second.url, email="alisa@example.org")
    story.deliver()
    story.sweep(MINUTE)
    story.deliver()
    assert story.members() == 1
    kept, undone = sorted(story.memberships(), key=lambda m: m.duplicate_of_id is not None)
    assert kept.standing is Standing.ACTIVE
    assert (undone.standing, undone.duplicate_of_id) == (Standing.ENDED, kept.id)
    live = story.sandbox.client.v1.subscriptions.list().data
    assert [s.id for s in live] == [kept.provider_ref]
    refunds = story.sandbox.client.v1.refunds.list().data
    assert [r.amount for r in refunds] == [800]
    assert sum(e.gross_minor for e in db.session.query(LedgerEntry)) == 800
    assert story.how_many(Mail, Mail.kind == "duplicate-membership") == 1


def test_two_guests_with_one_address_are_one_member(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.subscribe("Alisa@Example.org")
    story.deliver()
    story.sweep(MINUTE)
    story.deliver()
    assert story.members() == 1
    assert story.how_many(Account) == 1
    assert len(story.sandbox.client.v1.refunds.list().data) == 1


def test_undoing_a_duplicate_survives_a_silent_stripe(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.deliver()
    story.subscribe("alisa@example.org", cadence=Cadence.YEARLY, amount=Money(8000, "usd"))
    story.sandbox.control.fault("error_500", method="DELETE", times=3)
    story.sandbox.control.fault("error_500", method="POST", path="/v1/refunds", times=3)
    story.deliver()
    for minutes in range(1, 5):
        story.sweep(timedelta(minutes=minutes))
    assert len(story.sandbox.client.v1.refunds.list().data) == 1
    assert len(story.sandbox.client.v1.subscriptions.list().data) == 1
    assert story.members() == 1


def test_a_new_attempt_closes_the_open_checkouts_of_the_account(story: Story) -> None:
    alisa = story.account("alisa@example.org")
    old = story.choose(account_id=alisa)
    old_checkout = story.open(old)
    new = story.choose(account_id=alisa)
    payment_desk().close_checkouts(alisa, keep_attempt_id=new)
    checkout = story.open(new)
    assert story.attempt(old).state == "expired"
    with pytest.raises(NotPaid):
        pay(old_checkout.url)
    pay(checkout.url, email="alisa@example.org")
    story.deliver()
    assert story.members() == 1


def test_closing_a_checkout_that_was_paid_meanwhile_finds_the_payment(story: Story) -> None:
    alisa = story.account("alisa@example.org")
    story.subscribe("alisa@example.org", account_id=alisa)
    payment_desk().close_checkouts(alisa, keep_attempt_id="")
    assert story.members() == 1


def test_a_checkout_that_is_not_ours_is_not_synced(story: Story) -> None:
    with pytest.raises(Missing):
        payment_desk().sync_checkout("cs_test_somebody_elses")


def test_a_change_takes_effect_with_the_next_period(story: Story) -> None:
    membership_id = member(story)
    payment_desk().change(membership_id, Money(1500, "usd"), Cadence.MONTHLY)
    (membership,) = story.memberships()
    assert membership.amount_minor == 1500
    assert story.how_many(Payment) == 1
    story.advance_a_month()
    story.deliver()
    end_read()
    assert [p.amount_minor for p in db.session.query(Payment).order_by(Payment.id)] == [800, 1500]
    with pytest.raises(Refused, match="currency"):
        payment_desk().change(membership_id, Money(1500, "eur"), Cadence.MONTHLY)


def test_pausing_counts_until_what_is_paid_is_over(story: Story) -> None:
    membership_id = member(story)
    payment_desk().pause(membership_id)
    (membership,) = story.memberships()
    assert (membership.standing, story.members()) == (Standing.PAUSED, 1)
    payment_desk().resume(membership_id)
    assert story.memberships()[0].standing is Standing.ACTIVE


def test_the_card_page_is_that_of_the_membership_that_is_paid(story: Story) -> None:
    member(story)
    account_id = story.memberships()[0].account_id
    link = payment_desk().card_link(account_id, "http://127.0.0.1:8000/account")
    assert link.startswith(story.sandbox.url)


def test_what_stands_behind_a_refused_order_is_carried_out_all_the_same(story: Story) -> None:
    membership_id = member(story)
    ref = story.memberships()[0].provider_ref
    with unit_of_work() as session:
        unknown = {"items": [{"id": "si_unknown", "quantity": 2}]}
        orders.want(session, "change", ref, unknown, story.moment())
    payment_desk().cancel(membership_id)
    assert story.memberships()[0].ends_at is not None
    assert story.how_many(StripeOrder, StripeOrder.state == "refused") == 1
