"""Who is marked as counting and who should be, compared; nothing is changed here."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.extensions import db, end_read, snapshot
from portal.support import headcount, pasts


class Misplaced(NamedTuple):
    """Accounts, by their numbers, that the count does not have where their memberships put them.

    `missing` should count and are not marked, `extra` the other way round; `mistimed` are marked
    until another moment than they count.
    """

    missing: list[int]
    extra: list[int]
    mistimed: list[int]


def find(now: datetime) -> Misplaced:
    """Everyone in the wrong place at `now`, or when the count was last made true if that is later.

    Whose mark is over is left to the minute's job. Called with no unit of work open; each chunk
    of accounts is seen at one moment, so that whoever comes or goes meanwhile is in no wrong place.
    """
    end_read()
    ids = headcount.concerned(db.session())
    end_read()
    found = Misplaced([], [], [])
    for start in range(0, len(ids), headcount.CHUNK):
        session = snapshot()
        at = as_of(session, now)
        for known in pasts.read(session, ids[start : start + headcount.CHUNK]):
            _look(known, at, found)
        end_read()
    return found


def as_of(session: Session, now: datetime) -> datetime:
    """The later of `now` and the moment as of which the count is true."""
    return max(now, headcount.read(session).counted_at or now)


def _look(known: pasts.Known, at: datetime, found: Misplaced) -> None:
    due = known.member_until(at)
    marked = known.counted.until if known.counted is not None else None
    if due == marked or (marked is not None and marked <= at):
        return
    if marked is None:
        found.missing.append(known.account_id)
    elif due is None:
        found.extra.append(known.account_id)
    else:
        found.mistimed.append(known.account_id)
