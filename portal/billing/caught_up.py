"""Whether the portal knows all that happened at Stripe until a moment."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.billing.marks import when
from portal.billing.missed import GAP, LISTED, UNDER_WAY
from portal.billing.models import StripeEvent
from portal.billing.reconciling.reconcile import RECONCILED


def is_caught_up(session: Session, moment: datetime) -> bool:
    """True once Stripe's list was read past the moment and no event waits to be worked on.

    After a gap in that list (Stripe keeps it for 30 days) everything was compared since.
    """
    read_at, gap_at = when(session, LISTED), when(session, GAP)
    if read_at is None or read_at - UNDER_WAY < moment:
        return False
    if gap_at is not None:
        compared_at = when(session, RECONCILED)
        if compared_at is None or compared_at < gap_at:
            return False
    waiting = exists().where(StripeEvent.state == "waiting", StripeEvent.created_at <= read_at)
    return not session.scalar(select(waiting))
