"""Named moments of billing: when an event was last verified, how far a sweep has come."""

from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from portal.billing.models import BillingMark
from portal.extensions import UtcDateTime

EVENT_VERIFIED = "event-verified"
# What `portal billing setup` made: the billing portal's configuration; the webhook endpoint, with
# a fingerprint of its secret.
CONFIGURATION, ENDPOINT = "portal-configuration", "webhook-endpoint"

# One statement: every verified event and every sweep moves a mark.
MOVE = text(
    "INSERT INTO billing_marks (name, marked_at, value) VALUES (:name, :now, :value)"
    " ON CONFLICT (name) DO UPDATE SET marked_at = excluded.marked_at, value = excluded.value"
    " WHERE excluded.marked_at >= billing_marks.marked_at"
).bindparams(bindparam("now", type_=UtcDateTime()))
_MARKS = BillingMark.__table__.c
STANDS = select(_MARKS.marked_at, _MARKS.value).where(_MARKS.name == bindparam("name"))


def mark(session: Session, name: str, now: datetime, value: str | None = None) -> None:
    """The moment is `now`, inside a unit of work; it never goes back."""
    session.execute(MOVE, {"name": name, "now": now, "value": value})


def when(session: Session, name: str) -> datetime | None:
    """The marked moment; None before its first."""
    row = session.execute(STANDS, {"name": name}).first()
    return row.marked_at if row else None


def value_of(session: Session, name: str) -> str | None:
    """What was noted beside the moment; None before its first."""
    row = session.execute(STANDS, {"name": name}).first()
    return row.value if row else None
