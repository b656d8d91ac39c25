"""A checkout as the provider has it becomes the state of its attempt."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.support.facts import CheckoutSeen
from portal.support.models import Attempt

# A state only ever gives way to a later one, so that an older look changes nothing.
ORDER = {"made": 0, "unknown": 0, "open": 1, "refused": 1, "processing": 2, "expired": 3, "paid": 4}


def apply(session: Session, fact: CheckoutSeen, now: datetime) -> None:
    """Move the attempt on; `settled_at` is when it was first known to be paid or expired."""
    attempt = session.get(Attempt, fact.attempt_id, populate_existing=True, with_for_update=True)
    if attempt is None:
        return
    if attempt.checkout_ref is None:
        attempt.checkout_ref = fact.ref
    if attempt.checkout_ref != fact.ref or ORDER[fact.state] <= ORDER[attempt.state]:
        return
    attempt.state = fact.state
    if fact.state in ("paid", "expired"):
        attempt.settled_at = now
