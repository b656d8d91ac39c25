"""What support does by itself: each minute, let go whoever's paid time is over."""

from portal import clock
from portal.extensions import jobs, unit_of_work
from portal.support import headcount

BATCH = 500


@jobs.every(minutes=1)
def expire_members() -> None:
    """Make the count true as of now, in batches, so that no write transaction is long."""
    looked_at = BATCH
    while looked_at == BATCH:
        with unit_of_work() as session:
            looked_at = headcount.expire_due(session, clock.now(), BATCH)
