"""Named moments of billing: when an event was last verified, how far a sweep has come."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.billing.models import BillingMark

EVENT_VERIFIED = "event-verified"
# What `portal billing setup` made: the billing portal's configuration; the webhook endpoint, with
# a fingerprint of its secret.
CONFIGURATION, ENDPOINT = "portal-configuration", "webhook-endpoint"


def mark(session: Session, name: str, now: datetime, value: str | None = None) -> None:
    """The moment is `now`, inside a unit of work; it never goes back."""
    row = session.get(BillingMark, name, with_for_update=True)
    if row is None:
        session.add(BillingMark(name=name, marked_at=now, value=value))
        session.flush()
    elif now >= row.marked_at:
        row.marked_at, row.value = now, value


def when(session: Session, name: str) -> datetime | None:
    """The marked moment; None before its first."""
    row = session.get(BillingMark, name)
    return row.marked_at if row else None


def value_of(session: Session, name: str) -> str | None:
    """What was noted beside the moment; None before its first."""
    row = session.get(BillingMark, name)
    return row.value if row else None
