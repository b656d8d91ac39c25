"""What support does each minute, and counting everyone anew: in small writes, nobody waits long."""

from collections.abc import Callable
from datetime import datetime

from portal import clock
from portal.extensions import db, end_read, jobs, unit_of_work
from portal.support import guard, headcount, traces

BATCH = 500


@jobs.every(minutes=1)
def expire_members() -> None:
    """Make the count true as of now, in batches, so that no write transaction is long."""
    looked_at = BATCH
    while looked_at == BATCH:
        with unit_of_work() as session:
            looked_at = headcount.expire_due(session, clock.now(), BATCH)


@jobs.every(minutes=1)
def look_after_checkouts() -> None:
    """Open or close the breaker by its figures, and forget where older checkouts came from."""
    now = clock.now()
    with unit_of_work() as session:
        guard.look(session, guard.hold(session, now), now)
        traces.forget(session, now)


def recount(moment: Callable[[], datetime]) -> int:
    """The same as `headcount.recount`, a chunk of accounts in each unit of work.

    Between two chunks the number is as right as it was, or better: each moves with its accounts.
    Called with no unit of work open; others may count at the same time.
    """
    end_read()
    ids = headcount.concerned(db.session())
    end_read()
    off_by = 0
    for start in range(0, len(ids), headcount.CHUNK):
        with unit_of_work() as session:
            now = moment()
            shown = headcount.hold(session, now).members
            headcount.refresh_all(session, ids[start : start + headcount.CHUNK], now)
            off_by += headcount.read(session).members - shown
    with unit_of_work() as session:
        off_by += headcount.true_up(session, moment())
    return off_by
