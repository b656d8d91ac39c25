"""Settled charges and what was taken back of them become payments and reversals."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.mail import outbox
from portal.support.facts import PaymentReversed, PaymentSettled
from portal.support.models import Membership, Payment, Reversal
from portal.support.news import is_news
from portal.support.supporters import account_id_of, known_attempt

BOOKED = select(Payment.provider_ref, Payment.id).where(
    Payment.provider_ref.in_(bindparam("refs", expanding=True))
)
MEMBERSHIPS = select(
    Membership.provider_ref, Membership.id, Membership.account_id, Membership.duplicate_of_id
).where(Membership.provider_ref.in_(bindparam("refs", expanding=True)))
TAKEN_BACK = select(Reversal).where(Reversal.provider_ref.in_(bindparam("refs", expanding=True)))
EARLIER = select(Reversal).where(
    Reversal.payment_ref.in_(bindparam("refs", expanding=True)), Reversal.payment_id.is_(None)
)


class _Of(NamedTuple):
    """The membership that a charge was for."""

    id: int
    account_id: int
    is_duplicate: bool


def settle(session: Session, facts: Sequence[PaymentSettled], now: datetime) -> None:
    """Book each charge once, with its membership's account, and thank for a first payment.

    A settled charge never changes; seen again it is left alone. One that is seen long after it
    was paid is booked without a word to the payer.
    """
    booked = _booked(session, [fact.ref for fact in facts])
    new = {fact.ref: fact for fact in facts if fact.ref not in booked}
    if not new:
        return
    refs = {fact.membership_ref for fact in new.values() if fact.membership_ref is not None}
    memberships = {
        row.provider_ref: _Of(row.id, row.account_id, row.duplicate_of_id is not None)
        for row in session.execute(MEMBERSHIPS, {"refs": sorted(refs)})
    } if refs else {}  # fmt: skip
    made = []
    for fact in new.values():
        of = memberships.get(fact.membership_ref or "")
        account_id = of.account_id if of else account_id_of(session, fact.supporter, now)
        made.append((fact, of, _row(session, fact, of, account_id)))
    session.add_all(row for _, _, row in made)
    session.flush()
    rows = {row.provider_ref: row for _, _, row in made}
    for reversal in session.scalars(EARLIER, {"refs": list(new)}):
        reversal.payment_id = rows[reversal.payment_ref].id
    for fact, of, row in made:
        is_duplicate = of is not None and of.is_duplicate
        if not fact.is_renewal and not is_duplicate and is_news(fact.paid_at, now):
            _thank(session, row)
    session.flush()


def reverse(session: Session, facts: Sequence[PaymentReversed]) -> None:
    """Write down refunds and disputes as they stand now. Who counts follows from the periods."""
    if not facts:
        return
    refs = [fact.ref for fact in facts]
    rows = {row.provider_ref: row for row in session.scalars(TAKEN_BACK, {"refs": refs})}
    payments = _booked(session, [fact.payment_ref for fact in facts if fact.ref not in rows])
    for fact in facts:
        row = rows.get(fact.ref)
        if row is None:
            row = rows[fact.ref] = Reversal(
                provider_ref=fact.ref,
                payment_ref=fact.payment_ref,
                payment_id=payments.get(fact.payment_ref),
                kind=fact.kind,
            )
            session.add(row)
        row.state = fact.state
        row.amount_minor, row.currency = fact.amount.minor, fact.amount.currency
        row.reversed_at = fact.reversed_at
    session.flush()


def _booked(session: Session, refs: Sequence[str]) -> dict[str, int]:
    if not refs:
        return {}
    return {row.provider_ref: row.id for row in session.execute(BOOKED, {"refs": list(refs)})}


def _row(session: Session, fact: PaymentSettled, of: _Of | None, account_id: int) -> Payment:
    return Payment(
        provider_ref=fact.ref,
        account_id=account_id,
        membership_id=of.id if of else None,
        membership_ref=fact.membership_ref,
        attempt_id=known_attempt(session, fact.attempt_id),
        kind="membership" if fact.membership_ref else "donation",
        is_renewal=fact.is_renewal,
        amount_minor=fact.amount.minor,
        currency=fact.amount.currency,
        paid_at=fact.paid_at,
    )


def _thank(session: Session, payment: Payment) -> None:
    outbox.queue(
        session,
        kind="thanks",
        to_account_id=payment.account_id,
        key=f"thanks:{payment.attempt_id or payment.provider_ref}",
        payload={"payment_id": payment.id},
    )
