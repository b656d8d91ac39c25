"""Money that goes back, and money that is not ours: refunds, disputes, another product."""

from datetime import timedelta

import pytest

from portal.accounts.models import Account
from portal.billing.models import StripeOrder
from portal.errors import Unavailable
from portal.extensions import db, end_read
from portal.finance.models import LedgerEntry
from portal.money import Money
from portal.support.counting import RENEWAL
from portal.support.models import Counted, Payment, Reversal
from portal.support.payment_desk import payment_desk
from tests.billing.story import Story, member
from tests.sandbox.driver import pay

MINUTE = timedelta(minutes=1)


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


def test_a_renewal_given_back_counts_no_day_longer_than_what_was_kept(story: Story) -> None:
    member(story)
    (before,) = [row.paid_through for row in story.memberships()]
    story.advance_a_month()
    story.deliver()
    renewal = db.session.query(Payment).filter_by(is_renewal=True).one()
    assert db.session.query(Counted).one().until > before + RENEWAL
    payment_desk().refund(renewal.id, None, "requested_by_customer")
    end_read()
    assert db.session.query(Counted).one().until == before


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
