"""Forgetting the bodies of old events: after 60 days only what became of them is kept."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from portal.billing.marks import mark, when
from portal.billing.models import StripeEvent
from portal.extensions import db, end_read, unit_of_work

PURGED = "bodies-purged"
KEPT = timedelta(days=60)
EVERY = timedelta(hours=23)
# So many at once: the write lock is held for some milliseconds only.
BATCH = 500


def purge_when_due(now: datetime) -> int:
    """No event older than 60 days has its body; how many lost it. Does nothing twice a day."""
    last = when(db.session(), PURGED)
    end_read()
    if last is not None and now - last < EVERY:
        return 0
    since = last - KEPT - EVERY if last is not None else None
    total = 0
    while (found := _purge(since, now - KEPT)) > 0:
        total += found
    with unit_of_work() as session:
        mark(session, PURGED, now)
    return total


def _purge(since: datetime | None, until: datetime) -> int:
    old = [StripeEvent.received_at <= until, StripeEvent.body.is_not(None)]
    if since is not None:  # what lies before was purged the last time
        old.append(StripeEvent.received_at > since)
    with unit_of_work() as session:
        ids = session.scalars(select(StripeEvent.id).where(*old).limit(BATCH)).all()
        session.execute(update(StripeEvent).where(StripeEvent.id.in_(ids)).values(body=None))
    return len(ids)
