"""Working on one event: sync what it is about, and mark it in the same write."""

import threading
import traceback
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.billing import event_shape, guessing, inbox
from portal.billing.gateway import Gateway
from portal.billing.inbox import EVENTS
from portal.billing.roots import KINDS
from portal.billing.sync import sync
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work

log = structlog.get_logger(__name__)

KEPT = select(EVENTS.state, EVENTS.object_kind, EVENTS.object_ref, EVENTS.body).where(
    EVENTS.id == bindparam("event")
)

# Two events of one root are not fetched for at once in one process: the second waits for the
# first, and is answered by its fetch or begins another. Roots share locks by chance, harmlessly.
_LOCKS = [threading.RLock() for _ in range(64)]
# Whoever waits longer goes on all the same: the sync is right without the lock, too.
PATIENCE_SECONDS = 30.0


def work_on(gateway: Gateway, event_id: str, now: datetime) -> list[str]:
    """The waiting event is done, ignored, postponed or parked; the targets of orders it caused.

    Other events that its fetch answered are done with it. Raises nothing that concerns this
    event alone, so that the others go on.
    """
    row = db.session.execute(KEPT, {"event": event_id}).first()
    about = (row.object_kind, row.object_ref) if row and row.state == "waiting" else None
    if row is None or about is None:
        end_read()
        return []
    kind, ref = about
    if ref is None or kind not in KINDS:
        with unit_of_work() as session:
            inbox.settle(session, event_id, is_ours=False)
        return []
    try:
        named = event_shape.named_by(row.body) if row.body else {}
        return _sync(gateway, event_id, (kind, ref), named, now)
    except Exception as error:
        end_read()
        is_fault = not isinstance(error, Unavailable)
        log.warning("event_postponed", object_kind=kind, reason=type(error).__name__)
        with unit_of_work() as session:
            inbox.postpone(session, event_id, now, _place_of(error), is_fault=is_fault)
        return []


def _sync(
    gateway: Gateway, event_id: str, about: tuple[str, str], named: dict[str, str], now: datetime
) -> list[str]:
    kind, ref = about
    guess = guessing.root_of(db.session(), kind, ref, named)
    end_read()

    def mark(session: Session, is_ours: bool) -> None:
        inbox.settle(session, event_id, is_ours=is_ours)

    def is_needed(session: Session) -> bool:
        return inbox.waits(session, event_id)

    with _one_at_a_time(guess.ref if guess else ref):
        return sync(gateway, kind, ref, now, mark, guess=guess, is_needed=is_needed).ordered


@contextmanager
def _one_at_a_time(ref: str) -> Iterator[None]:
    lock = _LOCKS[zlib.crc32(ref.encode()) % len(_LOCKS)]
    is_held = lock.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        if is_held:
            lock.release()


def _place_of(error: Exception) -> str:
    """Its kind and where it arose. Not its words: a database's or Stripe's may hold an address."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"
