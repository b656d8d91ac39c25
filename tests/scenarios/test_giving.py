"""Money that makes nobody a member: a donation, and a gift that nobody claimed."""

from sqlalchemy import select

from portal.extensions import db, end_read
from portal.money import Money
from portal.support.models import Membership
from tests.scenarios.stage import Stage

TWENTY_FIVE, EIGHTY = Money(2500, "usd"), Money(8000, "usd")


def test_a_donation_is_booked_and_makes_nobody_a_member(stage: Stage) -> None:
    hana = stage.person("hana@example.org")
    hana.support("once", "25")
    assert [(p.kind, p.amount, p.membership_id) for p in hana.payments] == [
        ("donation", TWENTY_FIVE, None)
    ]
    assert (stage.members(), hana.counts) == (0, False)
    (entry,) = stage.ledger()
    assert (entry.category, entry.gross_minor, entry.is_foreign) == ("charge", 2500, False)
    intent = stage.stripe.payment_intents.retrieve(str(entry.payment_ref))
    assert (intent.status, intent.amount_received, entry.source_ref) == (
        "succeeded",
        2500,
        intent.latest_charge,
    )


def test_a_paid_gift_makes_neither_payer_nor_anybody_else_a_member(stage: Stage) -> None:
    """There is no gift desk yet: its checkout is played with the marks that all of ours bear."""
    ihor = stage.person("ihor@example.org")
    ihor.choose("once", "25")
    (ours,) = stage.stripe.checkout.sessions.list({"limit": 1}).data
    assert ours.metadata is not None
    marks = {**ours.metadata.to_dict(), "attempt_id": "gift-of-a-year", "kind": "gift"}
    product = stage.stripe.products.create({"name": "A year's membership, as a gift"})
    opened = stage.stripe.checkout.sessions.create(
        {
            "mode": "payment",
            "customer_creation": "always",
            "metadata": marks,
            "payment_intent_data": {"metadata": marks},
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {"currency": "usd", "unit_amount": 8000, "product": product.id},
                }
            ],
            "success_url": "http://127.0.0.1:8000/support/thanks?session_id={CHECKOUT_SESSION_ID}",
        }
    )
    stage.pay(str(opened.url), "ok", ihor.email, "complete")
    stage.carry("checkout.session.completed", "charge.updated")
    (payment,) = ihor.payments
    assert (payment.amount, payment.membership_id, payment.is_renewal) == (EIGHTY, None, False)
    assert (stage.members(), ihor.counts) == (0, False)
    end_read()
    assert db.session.scalars(select(Membership)).all() == []
    (entry,) = stage.ledger()
    assert (entry.category, entry.gross_minor, entry.is_foreign) == ("charge", 8000, False)
