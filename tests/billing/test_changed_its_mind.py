"""What was taken back and returns: refunds that fail, disputes that turn, debits that bounce."""

from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.billing.reconciling import reconcile
from portal.extensions import db, end_read
from portal.finance.models import LedgerEntry
from portal.money import Money
from portal.sandbox.app import world_of
from portal.sandbox.objects import balance
from portal.sandbox.world import World
from portal.support.counting import RENEWAL
from portal.support.models import Counted, Payment, Reversal
from portal.support.payment_desk import payment_desk
from tests.billing.story import Story, member
from tests.sandbox.driver import pay

WORD = "requested_by_customer"


def world(story: Story) -> World:
    found: World = world_of(story.sandbox.server.app)
    return found


def refund(story: Story, number: int = 0, amount: int | None = None) -> str:
    """The id of a refund of the membership's payment of that number, in full unless told."""
    payments = db.session.query(Payment).order_by(Payment.paid_at).all()
    payment_desk().refund(payments[number].id, Money(amount, "usd") if amount else None, WORD)
    story.deliver()
    end_read()
    return str(db.session.query(Reversal).order_by(Reversal.id.desc()).limit(1).one().provider_ref)


def bank_sends_back(story: Story, ref: str) -> None:
    """The payer's bank does not take the refund: its money is ours again."""
    there = world(story)
    with there.unit():
        made = there.get("refund", ref)
        movement = balance.post_about(
            there,
            there.get("charge", made["charge"]),
            kind="refund_failure",
            category="refund_failure",
            source=ref,
            amount=made["amount"],
            fee=0,
            description="Refund failure",
        )
        there.change(
            made,
            "refund.failed",
            status="failed",
            failure_reason="lost_or_stolen_card",
            failure_balance_transaction=movement["id"],
        )
    story.deliver()


def gross(story: Story) -> list[tuple[str, int]]:
    """Every movement but those to the newsroom's bank."""
    end_read()
    rows = db.session.query(LedgerEntry).order_by(LedgerEntry.id)
    return [(row.category, row.gross_minor) for row in rows if row.category != "payout"]


def is_agreed(story: Story) -> bool:
    """Stripe has nothing that is not here, nor the other way round."""
    end_read()
    found = reconcile.reconcile(story.gateway, clock.now(), lambda _text: None)
    return (found.repaired, found.left) == ([], [])


def test_whose_refund_fails_at_the_bank_counts_again(story_on_both: Story) -> None:
    story = story_on_both
    member(story)
    through = story.memberships()[0].paid_through
    made = refund(story)
    assert (story.members(), story.memberships()[0].paid_through) == (0, None)
    bank_sends_back(story, made)
    assert (story.members(), story.memberships()[0].paid_through) == (1, through)
    assert gross(story) == [("charge", 800), ("refund", -800), ("refund_failure", 800)]
    assert is_agreed(story)


def test_of_two_refunds_that_make_a_whole_one_fails_and_the_period_is_kept(story: Story) -> None:
    member(story)
    refund(story, amount=300)
    made = refund(story, amount=500)
    assert story.members() == 0
    bank_sends_back(story, made)
    assert story.members() == 1
    assert sum(minor for _, minor in gross(story)) == 500
    assert is_agreed(story)


def test_an_older_period_given_back_moves_nothing_but_the_ledger(story: Story) -> None:
    member(story)
    story.advance_a_month()
    story.deliver()
    until = db.session.query(Counted).one().until
    assert story.memberships()[0].paid_through == until - RENEWAL
    refund(story, number=0)
    assert story.members() == 1
    assert story.memberships()[0].paid_through == until - RENEWAL
    assert sum(minor for _, minor in gross(story)) == 800
    assert is_agreed(story)


@pytest.mark.parametrize(("number", "members"), [(0, 1), (1, 0)])
def test_a_dispute_lost_over_one_of_two_periods_leaves_the_other(
    story: Story, number: int, members: int
) -> None:
    member(story)
    first = story.memberships()[0].paid_through
    story.advance_a_month()
    story.deliver()
    last = story.memberships()[0].paid_through
    charges = sorted(story.sandbox.client.v1.charges.list().data, key=lambda one: one.created)
    dispute = story.sandbox.control.dispute(charges[number].id)
    story.sandbox.control.decide(dispute["id"], "lost")
    story.deliver()
    assert story.memberships()[0].paid_through == (last if members else first)
    end_read()
    until = db.session.query(Counted).one().until  # as long as what was kept, to the second
    assert until - (RENEWAL if members else timedelta()) == (last if members else first)


def test_a_dispute_that_is_won_after_it_was_lost_counts_again(story: Story) -> None:
    member(story)
    (charge,) = story.sandbox.client.v1.charges.list().data
    dispute = story.sandbox.control.dispute(charge.id)["id"]
    story.sandbox.control.decide(dispute, "lost")
    story.deliver()
    assert story.members() == 0
    there = world(story)
    with there.unit():
        movement = balance.post_about(
            there,
            there.get("charge", charge.id),
            kind="adjustment",
            category="dispute_reversal",
            source=dispute,
            amount=800,
            fee=0,
            description="Chargeback reversal",
        )
        closed = there.get("dispute", dispute)
        moved = [*closed["balance_transactions"], movement]
        there.change(
            closed, "charge.dispute.funds_reinstated", status="won", balance_transactions=moved
        )
    story.deliver()
    assert story.members() == 1
    assert sum(minor for _, minor in gross(story)) == 800
    assert is_agreed(story)


def debit(story: Story, event: str, **changes: Any) -> None:
    """The only charge becomes one by bank debit: its money moves before it is settled."""
    there = world(story)
    (charge,) = story.sandbox.client.v1.charges.list().data
    with there.unit():
        there.change(there.get("charge", charge.id), event, **changes)


def test_a_bank_debit_is_in_the_ledger_before_it_is_settled_and_after_it_bounced(
    story: Story,
) -> None:
    donation = story.open(story.choose(cadence=None))
    pay(donation.url, email="bohdan@example.org")
    story.sandbox.control.settle()
    debit(story, "charge.pending", status="pending", paid=False)
    story.deliver(story.events("charge.pending"))
    assert gross(story) == [("charge", 800)]
    assert story.how_many(Payment) == 0
    assert is_agreed(story)  # a payment that is under way is no difference
    there, ref = world(story), story.sandbox.client.v1.charges.list().data[0].id
    with there.unit():
        back = balance.post_about(
            there,
            there.get("charge", ref),
            kind="payment_failure_refund",
            category="charge_failure",
            source=ref,
            amount=-800,
            fee=0,
            description="Payment failure",
        )
    debit(story, "charge.failed", status="failed", failure_balance_transaction=back["id"])
    end_read()
    found = reconcile.reconcile(story.gateway, clock.now(), lambda _text: None)
    assert [one.ref for one in found.repaired] == [back["id"]]
    assert gross(story) == [("charge", 800), ("charge_failure", -800)]
    assert story.how_many(Payment) == 0
    assert is_agreed(story)
    story.sweep(timedelta(minutes=1))
    assert sum(minor for _, minor in gross(story)) == 0
