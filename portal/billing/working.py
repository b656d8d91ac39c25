"""Working on one event: sync what it is about, and mark it in the same write."""

import traceback
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from portal.billing import inbox
from portal.billing.gateway import Gateway
from portal.billing.models import StripeEvent
from portal.billing.roots import KINDS
from portal.billing.sync import sync
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work

log = structlog.get_logger(__name__)


def work_on(gateway: Gateway, event_id: str, now: datetime) -> list[str]:
    """The waiting event is done, ignored, postponed or parked; the targets of orders it caused.

    Raises nothing that concerns this event alone, so that the others go on.
    """
    row = db.session.get(StripeEvent, event_id)
    about = (row.object_kind, row.object_ref) if row and row.state == "waiting" else None
    end_read()
    if about is None:
        return []
    kind, ref = about
    if ref is None or kind not in KINDS:
        with unit_of_work() as session:
            inbox.settle(session, event_id, is_ours=False)
        return []

    def mark(session: Session, is_ours: bool) -> None:
        inbox.settle(session, event_id, is_ours=is_ours)

    try:
        return sync(gateway, kind, ref, now, mark).ordered
    except Exception as error:
        end_read()
        is_fault = not isinstance(error, Unavailable)
        log.warning("event_postponed", object_kind=kind, reason=type(error).__name__)
        with unit_of_work() as session:
            inbox.postpone(session, event_id, now, _place_of(error), is_fault=is_fault)
        return []


def _place_of(error: Exception) -> str:
    """Its kind and where it arose. Not its words: a database's or Stripe's may hold an address."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"
