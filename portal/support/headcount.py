"""The number of members: who counts is worked out here, in the transaction that changes it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, text, union
from sqlalchemy.orm import Session

from portal.extensions import UtcDateTime, hold_only
from portal.support import history, pasts
from portal.support.models import CountChange, Counted, Headcount, Membership
from portal.web import versions

# How many accounts are read at once.
CHUNK = 500
HELD = (
    select(Headcount)
    .where(Headcount.id == 1)
    .with_for_update()
    .execution_options(populate_existing=True)
)
BEGUN = text(
    "INSERT INTO headcount (id, members, counted_at) VALUES (1, 0, :now)"
    " ON CONFLICT (id) DO NOTHING"
).bindparams(bindparam("now", type_=UtcDateTime()))
OVER = (
    select(Counted.account_id)
    .where(Counted.until <= bindparam("now"))
    .order_by(Counted.until)
    .limit(bindparam("limit"))
)


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
    return hold_only(session, HELD, BEGUN, now)


def refresh(session: Session, account_id: int, now: datetime, reason: str | None = None) -> bool:
    """Make the account's place in the count right at `now`; True when the number moved.

    `reason` is the word kept for a leaving ("erased"); without it the memberships tell why.
    """
    return refresh_all(session, (account_id,), now, reason) != 0


def refresh_all(
    session: Session, account_ids: Iterable[int], now: datetime, reason: str | None = None
) -> int:
    """The same for many accounts; how many of them moved the number, which is told once.

    Their moves are recorded with the dates on which they happened (see `history`).
    """
    moved = _refresh(session, account_ids, now, reason)
    if moved:
        versions.bump(session, "progress")
    return moved


def expire_due(session: Session, now: datetime, limit: int = 500) -> int:
    """Let go whoever's time is over, at most `limit` accounts; how many were looked at.

    The count is then true as of `now`, unless as many as `limit` were found.
    """
    found = list(session.scalars(OVER, {"now": now, "limit": limit}))
    refresh_all(session, found, now)
    if len(found) < limit:
        head = hold(session, now)
        head.counted_at = max(head.counted_at, now)
    return len(found)


def recount(session: Session, now: datetime) -> int:
    """Work everyone out anew from the memberships; how far the number on the bar was off.

    0 means that it was right. Every difference found becomes a change of the count.
    """
    shown = hold(session, now).members
    _refresh(session, concerned(session), now)
    true_up(session, now)
    return read(session).members - shown


def concerned(session: Session) -> Sequence[int]:
    """The accounts that count or may count."""
    paid = select(Membership.account_id).where(Membership.paid_through.is_not(None))
    return session.scalars(union(paid, select(Counted.account_id))).all()


def true_up(session: Session, now: datetime) -> int:
    """Make the number that of the accounts that are marked as counting; how far it was off."""
    head = hold(session, now)
    shown = head.members
    head.members = session.scalar(select(func.count()).select_from(Counted)) or 0
    head.counted_at = max(head.counted_at, now)
    if head.members != shown:
        versions.bump(session, "progress")
    return head.members - shown


def _refresh(
    session: Session, account_ids: Iterable[int], now: datetime, reason: str | None = None
) -> int:
    ids = sorted(set(account_ids))
    if not ids:
        return 0
    head = hold(session, now)
    moved = 0
    for start in range(0, len(ids), CHUNK):
        for known in pasts.read(session, ids[start : start + CHUNK]):
            delta = _place(session, known, now, reason)
            head.members += delta
            moved += abs(delta)
        session.flush()
    if moved:
        head.counted_at = max(head.counted_at, now)
        session.flush()
    return moved


def _place(session: Session, known: pasts.Known, now: datetime, reason: str | None) -> int:
    """The account's row in the count and its moves; by how much the number moves."""
    until = known.member_until(now)
    made = history.moves(
        known.pasts,
        known.recorded,
        now,
        is_member=until is not None,
        erased_at=known.erased_at,
        word=reason,
    )
    for move in made:
        session.add(
            CountChange(
                account_id=known.account_id, changed_at=move.at, delta=move.delta, reason=move.word
            )
        )
    if until is None and known.counted is not None:
        session.delete(known.counted)
        return -1
    if until is not None and known.counted is None:
        since = max((move.at for move in made), default=now)
        session.add(Counted(account_id=known.account_id, since=since, until=until))
        return 1
    if until is not None and known.counted is not None and known.counted.until != until:
        known.counted.until = until
    return 0
