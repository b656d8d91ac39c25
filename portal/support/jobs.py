"""What support does each minute: let go whoever's paid time is over, look after the breaker."""

from portal import clock
from portal.extensions import jobs, unit_of_work
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
