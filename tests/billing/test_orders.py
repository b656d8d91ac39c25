"""What we ask of Stripe: cancel, undo, change, refund, close, undo a duplicate; each once."""

from datetime import timedelta

import pytest

from portal.accounts.models import Account
from portal.billing.models import StripeOrder
from portal.errors import Missing, Refused, Unavailable
from portal.extensions import db, end_read
from portal.finance.models import LedgerEntry
from portal.mail.models import Mail
from portal.money import Money
from portal.support.models import Payment, Reversal
from portal.support.payment_desk import payment_desk
from portal.support.standing import Cadence, Standing
from tests.billing.story import Story
from tests.sandbox.driver import NotPaid, pay

MINUTE = timedelta(minutes=1)


def member(story: Story, email: str = "alisa@example.org") -> int:
    """Somebody who pays monthly; the membership's id."""
    story.subscribe(email)
    story.deliver()
    return story.memberships()[-1].id


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


def test_a_refund_in_full_ends_the_counting(story_on_both: Story) -> None:
    story = story_on_both
    member(story)
    assert story.members() == 1
    payment = db.session.query(Payment).one()
    payment_desk().refund(payment.id, None, "requested_by_customer")
    assert story.members() == 0
    end_read()
    assert db.session.query(Reversal).one().state == "done"
    entries = db.session.query(LedgerEntry).order_by(LedgerEntry.id).all()
    assert [e.category for e in entries] == ["charge", "refund"]
    assert sum(e.gross_minor for e in entries) == 0
    story.deliver()
    assert story.how_many(LedgerEntry) == 2


def test_a_refund_in_part_changes_nothing_but_the_ledger(story: Story) -> None:
    member(story)
    payment = db.session.query(Payment).one()
    payment_desk().refund(payment.id, Money(300, "usd"), "requested_by_customer")
    assert story.members() == 1
    end_read()
    assert [e.gross_minor for e in db.session.query(LedgerEntry)] == [800, -300]
    payment_desk().refund(payment.id, Money(500, "usd"), "requested_by_customer")
    assert story.members() == 0


def test_a_refund_whose_answer_was_lost_is_not_made_twice(story: Story) -> None:
    member(story)
    payment_id = db.session.query(Payment).one().id
    story.sandbox.control.fault(
        "timeout_after", method="POST", path="/v1/refunds", seconds=0.1, times=3
    )
    with pytest.raises(Unavailable):
        payment_desk().refund(payment_id, Money(300, "usd"), "requested_by_customer")
    story.sweep(MINUTE)
    assert len(story.sandbox.client.v1.refunds.list().data) == 1
    assert story.how_many(Reversal) == 1
    assert story.how_many(StripeOrder, StripeOrder.state == "waiting") == 0


def test_a_refund_made_in_the_dashboard_reaches_the_ledger(story: Story) -> None:
    member(story)
    story.sandbox.control.refund(payment_intent=db.session.query(Payment).one().provider_ref)
    story.deliver()
    assert story.members() == 0
    assert story.how_many(LedgerEntry) == 2


def test_a_dispute_counts_until_it_is_lost(story: Story) -> None:
    member(story)
    (charge,) = story.sandbox.client.v1.charges.list().data
    dispute = story.sandbox.control.dispute(charge.id)
    story.deliver()
    assert story.members() == 1
    assert story.how_many(LedgerEntry) == 2
    story.sandbox.control.decide(dispute["id"], "lost")
    story.deliver()
    assert story.members() == 0
    end_read()
    assert (db.session.query(Reversal).one().kind, story.how_many(LedgerEntry)) == ("dispute", 2)


def test_a_dispute_that_is_won_gives_the_money_back(story: Story) -> None:
    member(story)
    (charge,) = story.sandbox.client.v1.charges.list().data
    dispute = story.sandbox.control.dispute(charge.id)
    story.sandbox.control.decide(dispute["id"], "won")
    story.deliver()
    assert story.members() == 1
    end_read()
    categories = {e.category for e in db.session.query(LedgerEntry)}
    assert categories == {"charge", "dispute", "dispute_reversal"}
    assert sum(e.gross_minor for e in db.session.query(LedgerEntry)) == 800


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


def test_money_of_another_product_enters_the_ledger_as_foreign_and_makes_nobody_a_member(
    story: Story,
) -> None:
    product = story.sandbox.client.v1.products.create({"name": "A mug"})
    for mode in ("payment", "subscription"):
        price = {"currency": "usd", "unit_amount": 1200, "product": product.id}
        if mode == "subscription":
            price["recurring"] = {"interval": "month"}  # type: ignore[assignment]
        session = story.sandbox.client.v1.checkout.sessions.create(
            {  # type: ignore[arg-type]
                "mode": mode,
                "success_url": "http://127.0.0.1:8000/shop",
                "line_items": [{"quantity": 1, "price_data": price}],
            }
        )
        pay(str(session.url), email="dorota@example.org")
    story.deliver()
    assert story.members() == 0
    assert story.how_many(Account) == story.how_many(Payment) == 0
    entries = db.session.query(LedgerEntry).all()
    assert [(e.is_foreign, e.gross_minor) for e in entries] == [(True, 1200), (True, 1200)]
    assert set(story.states()) == {"ignored"}
