"""A membership as the provider has it becomes a row with its paid periods.

Counting its account anew is left to `applying`, which does it once for many facts.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from portal.support import duplicates, headcount
from portal.support.counting import PaidPeriod, paid_through
from portal.support.facts import MembershipSeen, PeriodPaid
from portal.support.models import Membership, Payment, Period
from portal.support.standing import Standing
from portal.support.supporters import account_id_of, known_attempt

FOUND = (
    select(Membership)
    .where(Membership.provider_ref == bindparam("ref"))
    .execution_options(populate_existing=True)
)
PERIODS = select(Period).where(Period.membership_id == bindparam("membership"))
EARLIER = select(Payment.id).where(
    Payment.membership_ref == bindparam("ref"), Payment.membership_id.is_(None)
)


class Applied(NamedTuple):
    """Whose count must be looked at again, and what the provider must be told."""

    account_id: int
    ordered: list[duplicates.Ordered]


def apply(session: Session, fact: MembershipSeen, now: datetime) -> Applied:
    """Write down what was seen, and order a duplicate's undoing.

    A membership stays with the account it first came to, and one that ended never comes back:
    a look that still shows it alive is an older one.
    """
    headcount.hold(session, now)
    row = session.scalar(FOUND, {"ref": fact.ref})
    if row is None:
        row = Membership(
            account_id=account_id_of(session, fact.supporter, now),
            provider_ref=fact.ref,
            attempt_id=known_attempt(session, fact.attempt_id),
            started_at=fact.started_at,
        )
        session.add(row)
    elif row.standing is Standing.ENDED and fact.standing is not Standing.ENDED:
        return Applied(row.account_id, [])
    _write(row, fact)
    session.flush()
    _write_periods(session, row.id, fact.periods)
    earlier = session.scalars(EARLIER, {"ref": fact.ref}).all()
    if earlier:
        session.execute(
            update(Payment)
            .where(Payment.id.in_(earlier))
            .values(membership_id=row.id, account_id=row.account_id)
        )
    return Applied(row.account_id, duplicates.find(session, row.account_id, now))


def _write(row: Membership, fact: MembershipSeen) -> None:
    row.standing = fact.standing
    row.cadence = fact.cadence
    row.amount_minor, row.currency = fact.amount.minor, fact.amount.currency
    row.current_period_end = fact.current_period_end
    row.ends_at, row.ended_at, row.end_reason = fact.ends_at, fact.ended_at, fact.end_reason
    row.paid_through = paid_through(
        PaidPeriod(p.period_end, p.amount.minor, p.is_fully_refunded, p.is_lost_in_dispute)
        for p in fact.periods
    )


def _write_periods(session: Session, membership_id: int, periods: tuple[PeriodPaid, ...]) -> None:
    kept = {row.invoice_ref: row for row in session.scalars(PERIODS, {"membership": membership_id})}
    for seen in periods:
        row = kept.pop(seen.invoice_ref, None)
        if row is None:
            row = Period(invoice_ref=seen.invoice_ref, membership_id=membership_id)
            session.add(row)
        row.starts_at, row.ends_at = seen.period_start, seen.period_end
        row.amount_minor, row.currency = seen.amount.minor, seen.amount.currency
        row.is_fully_refunded = seen.is_fully_refunded
        row.is_lost_in_dispute = seen.is_lost_in_dispute
        row.paid_by, row.paid_at, row.reversed_at = seen.paid_by, seen.paid_at, seen.reversed_at
    for row in kept.values():
        session.delete(row)
    session.flush()
