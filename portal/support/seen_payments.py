"""Settled charges and what was taken back of them become payments and reversals."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from portal.mail import outbox
from portal.support.facts import PaymentReversed, PaymentSettled
from portal.support.models import Membership, Payment, Reversal
from portal.support.news import is_news
from portal.support.supporters import account_id_of, known_attempt

BOOKED = select(Payment.id).where(Payment.provider_ref == bindparam("ref"))
MEMBERSHIP = select(Membership).where(Membership.provider_ref == bindparam("ref"))
TAKEN_BACK = select(Reversal).where(Reversal.provider_ref == bindparam("ref"))


def settle(session: Session, fact: PaymentSettled, now: datetime) -> None:
    """Book the charge once, with its membership's account, and thank for a first payment.

    A settled charge never changes; seen again it is left alone. One that is seen long after it
    was paid is booked without a word to the payer.
    """
    if session.scalar(BOOKED, {"ref": fact.ref}) is not None:
        return
    membership = None
    if fact.membership_ref is not None:
        membership = session.scalar(MEMBERSHIP, {"ref": fact.membership_ref})
    payment = Payment(
        provider_ref=fact.ref,
        account_id=(
            membership.account_id if membership else account_id_of(session, fact.supporter, now)
        ),
        membership_id=membership.id if membership else None,
        membership_ref=fact.membership_ref,
        attempt_id=known_attempt(session, fact.attempt_id),
        kind="membership" if fact.membership_ref else "donation",
        is_renewal=fact.is_renewal,
        amount_minor=fact.amount.minor,
        currency=fact.amount.currency,
        paid_at=fact.paid_at,
    )
    session.add(payment)
    session.flush()
    session.execute(
        update(Reversal)
        .where(Reversal.payment_ref == fact.ref, Reversal.payment_id.is_(None))
        .values(payment_id=payment.id)
    )
    is_duplicate = membership is not None and membership.duplicate_of_id is not None
    if not fact.is_renewal and not is_duplicate and is_news(fact.paid_at, now):
        _thank(session, payment)


def reverse(session: Session, fact: PaymentReversed) -> None:
    """Write down a refund or dispute as it stands now. Who counts follows from the periods."""
    row = session.scalar(TAKEN_BACK, {"ref": fact.ref})
    if row is None:
        row = Reversal(
            provider_ref=fact.ref,
            payment_ref=fact.payment_ref,
            payment_id=session.scalar(BOOKED, {"ref": fact.payment_ref}),
            kind=fact.kind,
        )
        session.add(row)
    row.state = fact.state
    row.amount_minor, row.currency = fact.amount.minor, fact.amount.currency
    row.reversed_at = fact.reversed_at
    session.flush()


def _thank(session: Session, payment: Payment) -> None:
    outbox.queue(
        session,
        kind="thanks",
        to_account_id=payment.account_id,
        key=f"thanks:{payment.attempt_id or payment.provider_ref}",
        payload={"payment_id": payment.id},
    )
