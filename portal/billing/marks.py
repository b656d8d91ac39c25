"""Named moments of billing: when an event was last verified, how far a sweep has come."""

from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from portal.billing.models import BillingMark
from portal.extensions import UtcDateTime

EVENT_VERIFIED = "event-verified"
# What `portal billing setup` made: the billing portal's configuration; the webhook endpoint, with
# a fingerprint of its secret.
CONFIGURATION, ENDPOINT = "portal-configuration", "webhook-endpoint"


def mark(session: Session, name: str, now: datetime, value: str | None = None) -> None:
    """The moment is `now`, inside a unit of work; it never goes back."""
    session.execute(
        text(
            "INSERT INTO billing_marks (name, marked_at) VALUES (:name, :now)"
            " ON CONFLICT (name) DO NOTHING"
        ).bindparams(bindparam("name", name), bindparam("now", now, UtcDateTime()))
    )
    row = session.get_one(BillingMark, name, with_for_update=True, populate_existing=True)
    if now >= row.marked_at:
        row.marked_at, row.value = now, value
        session.flush()


def when(session: Session, name: str) -> datetime | None:
    """The marked moment; None before its first."""
    row = session.get(BillingMark, name)
    return row.marked_at if row else None


def value_of(session: Session, name: str) -> str | None:
    """What was noted beside the moment; None before its first."""
    row = session.get(BillingMark, name)
    return row.value if row else None
