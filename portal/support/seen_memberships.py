"""Memberships as the provider has them become rows with their paid periods.

Counting their accounts anew is left to `applying`, which does it once for many facts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.support import duplicates, headcount
from portal.support.counting import PaidPeriod, paid_through
from portal.support.facts import MembershipSeen
from portal.support.models import Membership, Payment, Period
from portal.support.standing import Standing
from portal.support.supporters import account_id_of, known_attempt

FOUND = (
    select(Membership)
    .where(Membership.provider_ref.in_(bindparam("refs", expanding=True)))
    .execution_options(populate_existing=True)
)
PERIODS = select(Period).where(Period.membership_id.in_(bindparam("ids", expanding=True)))
EARLIER = select(Payment).where(
    Payment.membership_ref.in_(bindparam("refs", expanding=True)), Payment.membership_id.is_(None)
)


class Applied(NamedTuple):
    """Whose count must be looked at again, and what the provider must be told."""

    account_ids: set[int]
    ordered: list[duplicates.Ordered]


def apply(session: Session, facts: Sequence[MembershipSeen], now: datetime) -> Applied:
    """Write down what was seen, and order a duplicate's undoing.

    A membership stays with the account it first came to, and one that ended never comes back:
    a look that still shows it alive is an older one.
    """
    if not facts:
        return Applied(set(), [])
    headcount.hold(session, now)
    refs = [fact.ref for fact in facts]
    rows = {row.provider_ref: row for row in session.scalars(FOUND, {"refs": refs})}
    owners = {  # before any row is made: making an account writes out what waits
        fact.ref: account_id_of(session, fact.supporter, now)
        for fact in facts
        if fact.ref not in rows
    }
    written: dict[str, tuple[Membership, MembershipSeen]] = {}
    for fact in facts:
        row = rows.get(fact.ref)
        if row is None:
            row = rows[fact.ref] = _made(session, fact, owners[fact.ref])
        elif row.standing is Standing.ENDED and fact.standing is not Standing.ENDED:
            continue
        _write(row, fact)
        written[fact.ref] = (row, fact)
    session.flush()
    _write_periods(session, list(written.values()))
    for payment in session.scalars(EARLIER, {"refs": list(written)}):
        row = rows[str(payment.membership_ref)]
        payment.membership_id, payment.account_id = row.id, row.account_id
    session.flush()
    accounts = {row.account_id for row, _ in written.values()}
    touched = {row.account_id for row in rows.values()}
    return Applied(touched, duplicates.find(session, accounts, now))


def _made(session: Session, fact: MembershipSeen, account_id: int) -> Membership:
    row = Membership(
        account_id=account_id,
        provider_ref=fact.ref,
        attempt_id=known_attempt(session, fact.attempt_id),
        started_at=fact.started_at,
    )
    session.add(row)
    return row


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


def _write_periods(session: Session, written: Sequence[tuple[Membership, MembershipSeen]]) -> None:
    ids = [row.id for row, _ in written]
    kept = {
        (row.membership_id, row.invoice_ref): row for row in session.scalars(PERIODS, {"ids": ids})
    }
    for membership, fact in written:
        for seen in fact.periods:
            row = kept.pop((membership.id, seen.invoice_ref), None)
            if row is None:
                row = Period(invoice_ref=seen.invoice_ref, membership_id=membership.id)
                session.add(row)
            row.starts_at, row.ends_at = seen.period_start, seen.period_end
            row.amount_minor, row.currency = seen.amount.minor, seen.amount.currency
            row.is_fully_refunded = seen.is_fully_refunded
            row.is_lost_in_dispute = seen.is_lost_in_dispute
            row.paid_by, row.paid_at = seen.paid_by, seen.paid_at
            row.reversed_at = seen.reversed_at
    for row in kept.values():
        session.delete(row)
    session.flush()
