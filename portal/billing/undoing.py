"""Undoing a second membership of one person: the orders to end it now and give it back.

Given back is whatever was paid for it, but for periods in which it was the only one: a membership
that was paused, or whose card failed, may come back beside a newer one that ran for months.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.billing import orders
from portal.billing.models import StripeOrder
from portal.support.facts import Fact, MembershipSeen
from portal.support.models import Membership, Payment, Period
from portal.support.standing import Standing

DUPLICATES = select(Membership).where(
    Membership.account_id.in_(
        select(Membership.account_id).where(
            Membership.provider_ref.in_(bindparam("seen", expanding=True))
        )
    ),
    Membership.duplicate_of_id.is_not(None),
)
OWN, KEPT = aliased(Period), aliased(Period)
# Payments for a period that the membership which is kept was not paid for, whatever became of it.
ALONE = (
    exists()
    .where(OWN.membership_id == bindparam("membership"), OWN.paid_by == Payment.provider_ref)
    .where(
        ~exists()
        .where(KEPT.membership_id == bindparam("kept"))
        .where(KEPT.starts_at < OWN.ends_at, KEPT.ends_at > OWN.starts_at)
        .correlate(OWN)
    )
    .correlate(Payment)
)
PAID = select(Payment.provider_ref).where(
    or_(
        Payment.membership_id == bindparam("membership"), Payment.membership_ref == bindparam("ref")
    ),
    ~ALONE,
)


def order(session: Session, facts: Iterable[Fact], now: datetime) -> list[str]:
    """Every duplicate membership of whoever was just seen has its orders, each once.

    Runs in the unit of work that recognised the duplicate, after its payments were booked;
    a payment that is booked later is given back then. Returns the targets that now wait.
    """
    seen = [fact.ref for fact in facts if isinstance(fact, MembershipSeen)]
    if not seen:
        return []
    waiting = []
    for row in session.scalars(DUPLICATES, {"seen": seen}).all():
        for wanted in _orders(session, row, now):
            if wanted.state == "waiting":
                waiting.append(wanted.target_ref)
    return waiting


def _orders(session: Session, row: Membership, now: datetime) -> list[StripeOrder]:
    ref = row.provider_ref
    made = []
    if row.standing is not Standing.ENDED:
        made.append(orders.want(session, "end", ref, {}, now, natural_key=f"undo:{ref}"))
    of = {"membership": row.id, "ref": ref, "kept": row.duplicate_of_id}
    for payment in session.scalars(PAID, of).all():
        parameters = {"payment_intent": payment, "reason": "duplicate"}
        natural_key = f"undo:{payment}"
        made.append(
            orders.want(session, "refund", payment, parameters, now, natural_key=natural_key)
        )
    return made
