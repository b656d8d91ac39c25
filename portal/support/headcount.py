"""The number of members: who counts is worked out here, in the transaction that changes it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, text, union
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.extensions import UtcDateTime
from portal.support import leaving
from portal.support.counting import PaidPeriod, Term, member_until
from portal.support.models import CountChange, Counted, Headcount, Membership, Period
from portal.web import versions


class Count(NamedTuple):
    """The members, and when they were last counted; None before the first count ever."""

    members: int
    counted_at: datetime | None


def read(session: Session) -> Count:
    """The number of members as last counted."""
    row = session.get(Headcount, 1)
    return Count(row.members, row.counted_at) if row else Count(0, None)


def hold(session: Session, now: datetime) -> Headcount:
    """The one row, locked until the end of the unit of work, so that counts change one by one."""
    session.execute(
        text(
            "INSERT INTO headcount (id, members, counted_at) VALUES (1, 0, :now)"
            " ON CONFLICT (id) DO NOTHING"
        ).bindparams(bindparam("now", now, UtcDateTime()))
    )
    return session.get_one(Headcount, 1, with_for_update=True, populate_existing=True)


def refresh(session: Session, account_id: int, now: datetime, reason: str | None = None) -> bool:
    """Make the account's place in the count right at `now`; True when the number moved.

    `reason` is the word kept for a leaving ("erased"); without it the memberships tell why.
    """
    head = hold(session, now)
    until = _member_until(session, account_id, now)
    counted = session.get(Counted, account_id)
    if until is not None and counted is not None:
        counted.until = until
        return False
    if until is None and counted is None:
        return False
    if until is not None:
        session.add(Counted(account_id=account_id, since=now, until=until))
        delta, word = 1, "returned" if _was_here(session, account_id) else "joined"
    else:
        session.delete(counted)
        delta, word = -1, reason or _why_left(session, account_id, now)
    session.add(CountChange(account_id=account_id, changed_at=now, delta=delta, reason=word))
    head.members += delta
    head.counted_at = max(head.counted_at, now)
    session.flush()
    versions.bump(session, "progress")
    return True


def expire_due(session: Session, now: datetime, limit: int = 500) -> int:
    """Let go whoever's time is over, at most `limit` accounts; how many were looked at.

    The count is then true as of `now`, unless as many as `limit` were found.
    """
    due = select(Counted.account_id).where(Counted.until <= now).order_by(Counted.until)
    found = list(session.scalars(due.limit(limit)))
    for account_id in found:
        refresh(session, account_id, now)
    if len(found) < limit:
        head = hold(session, now)
        head.counted_at = max(head.counted_at, now)
    return len(found)


def recount(session: Session, now: datetime) -> int:
    """Work everyone out anew from the memberships; how far the number on the bar was off.

    0 means that it was right. Every difference found becomes a change of the count.
    """
    head = hold(session, now)
    shown = head.members
    paid = select(Membership.account_id).where(Membership.paid_through.is_not(None))
    for account_id in session.scalars(union(paid, select(Counted.account_id))).all():
        refresh(session, account_id, now)
    session.flush()
    head.members = session.scalar(select(func.count()).select_from(Counted)) or 0
    head.counted_at = max(head.counted_at, now)
    if head.members != shown:
        versions.bump(session, "progress")
    return head.members - shown


def _member_until(session: Session, account_id: int, now: datetime) -> datetime | None:
    account = session.get(Account, account_id)
    if account is None or account.erased_at is not None:
        return None
    rows = session.execute(
        select(
            Membership.standing,
            Membership.paid_through,
            Membership.ends_at,
            Membership.is_renewal_reversed,
        ).where(Membership.account_id == account_id)
    )
    return member_until([Term(*row) for row in rows], (), now)


def _was_here(session: Session, account_id: int) -> bool:
    found = select(CountChange.id).where(CountChange.account_id == account_id).limit(1)
    return session.scalar(found) is not None


def _why_left(session: Session, account_id: int, now: datetime) -> str:
    past = []
    for row in session.scalars(select(Membership).where(Membership.account_id == account_id)):
        periods = session.scalars(select(Period).where(Period.membership_id == row.id))
        past.append(
            leaving.Past(
                row.standing,
                row.started_at,
                row.ends_at,
                row.end_reason,
                tuple(
                    PaidPeriod(p.ends_at, p.amount_minor, p.is_fully_refunded, p.is_lost_in_dispute)
                    for p in periods
                ),
            )
        )
    return leaving.why(past, now)
