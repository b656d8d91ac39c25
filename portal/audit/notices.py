"""Notices to staff: what went wrong or needs a decision, raised once until somebody saw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.models import StaffNotice

LONGEST = 500


@dataclass(frozen=True)
class Notice:
    """One notice as staff see it."""

    id: int
    kind: str
    message: str
    raised_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True)
class Place:
    """Where a page of notices ends: the next one begins after it."""

    raised_at: datetime
    id: int


@dataclass(frozen=True)
class Page:
    """Some notices, the newest first, and where the next page begins if there is one."""

    notices: Sequence[Notice]
    next: Place | None


def notice(session: Session, kind: str, message: str, *, key: str) -> None:
    """Raise a notice inside a unit of work. The same key while unseen raises nothing new.

    A key seen before is raised again, so that what returns is not lost. A message that is too
    long is cut: what it tells of must not fail for its length.
    """
    now = clock.now()
    message = message if len(message) <= LONGEST else f"{message[: LONGEST - 2]} …"
    row = session.scalar(select(StaffNotice).where(StaffNotice.key == key).with_for_update())
    if row is None:
        try:
            with session.begin_nested():
                session.add(StaffNotice(kind=kind, message=message, key=key, raised_at=now))
        except IntegrityError:  # another process raised it at the same moment
            return
    elif row.seen_at is not None:
        row.message, row.raised_at, row.seen_at = message, now, None


def unseen(session: Session, *, limit: int = 50) -> Sequence[Notice]:
    """What nobody has put aside yet, newest first."""
    query = select(StaffNotice).where(StaffNotice.seen_at.is_(None))
    newest = query.order_by(StaffNotice.raised_at.desc(), StaffNotice.id.desc()).limit(limit)
    return [_shown(row) for row in session.scalars(newest)]


def page(session: Session, *, after: Place | None = None, limit: int = 50) -> Page:
    """All notices, seen ones too, newest first. One query."""
    query = select(StaffNotice)
    if after is not None:
        place = tuple_(StaffNotice.raised_at, StaffNotice.id)
        query = query.where(place < tuple_(after.raised_at, after.id))
    newest = query.order_by(StaffNotice.raised_at.desc(), StaffNotice.id.desc()).limit(limit + 1)
    found = [_shown(row) for row in session.scalars(newest)]
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], Place(last.raised_at, last.id) if last else None)


def newest(session: Session, kind: str) -> Notice | None:
    """The notice of that kind that was raised last."""
    query = select(StaffNotice).where(StaffNotice.kind == kind)
    row = session.scalar(query.order_by(StaffNotice.raised_at.desc()).limit(1))
    return _shown(row) if row is not None else None


def put_aside(session: Session, notice_id: int, now: datetime) -> None:
    """Mark a notice as seen, inside a unit of work."""
    row = session.get(StaffNotice, notice_id, with_for_update=True)
    if row is not None and row.seen_at is None:
        row.seen_at = now


def _shown(row: StaffNotice) -> Notice:
    return Notice(row.id, row.kind, row.message, row.raised_at, row.seen_at)
