"""Working on an event or an order once more because a person wishes it, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from portal.audit.log import record
from portal.billing import carrying, inbox, inbox_reading, jobs, orders, orders_reading, working
from portal.billing.gateway import Declined, Gateway
from portal.billing.inbox_reading import KeptEvent
from portal.billing.models import StripeEvent
from portal.billing.orders_reading import KeptOrder
from portal.billing.sync import sync
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Replayed:
    """An event before and after. `failed`: "away" or "unknown" when Stripe showed nothing of what
    was settled before; the event then stayed as it was."""

    before: KeptEvent
    after: KeptEvent
    failed: str = ""


def replay(
    gateway: Gateway, event_id: str, now: datetime, *, is_live: bool, actor_id: int | None
) -> Replayed:
    """The event is worked on now, whatever became of it before.

    One that waits or is parked is settled or tried again later, as always. One that is done stays
    done, and one that was ignored is done if it proves to be ours; their object is synced, which
    changes nothing that is right. An event that says nothing of money is left alone. Called with
    no unit of work open; who wished it (None: an operator) is in the audit log.
    Raises: Missing when there is no such event.
    """
    with unit_of_work() as session:
        before = inbox_reading.event(session, event_id, is_live=is_live)
        record(
            session,
            actor_id,
            action="event.replayed",
            subject=subject_of(event_id),
            before={"state": before.state},
        )
        if before.state in ("waiting", "parked"):
            inbox.revive(session, event_id, now)
    failed = ""
    targets: list[str] = []
    if before.state in ("waiting", "parked"):
        targets = working.work_on(gateway, event_id, now)
    elif before.is_workable and before.object_ref is not None:
        targets, failed = _look_again(gateway, before, before.object_ref, now)
    for target in targets:
        jobs.carry_out.enqueue(target)
    try:
        after = inbox_reading.event(db.session(), event_id, is_live=is_live)
    finally:
        end_read()
    return Replayed(before, after, failed)


def try_again(gateway: Gateway, order_id: int, now: datetime, *, actor_id: int | None) -> KeptOrder:
    """The order, and those that wait for the same object, are carried out now; as it then stands.

    Called with no unit of work open; who wished it is in the audit log.
    Raises: Missing; Refused, with nothing changed, when it cannot be tried again.
    """
    with unit_of_work() as session:
        before = orders_reading.order(session, order_id).state
        target = orders.revive(session, order_id, now).target_ref
        record(
            session,
            actor_id,
            action="order.tried_again",
            subject=subject_of_order(order_id),
            before={"state": before},
        )
    try:
        carrying.carry_out(gateway, target, now)
    except Exception as error:  # the order's row says what came of it, and is tried again
        log.info("orders_wait", reason=type(error).__name__)
    end_read()
    try:
        return orders_reading.order(db.session(), order_id)
    finally:
        end_read()


def subject_of(event_id: str) -> str:
    """How the audit log names the event; it holds no more of an id than this."""
    return f"event:{event_id}"[:120]


def subject_of_order(order_id: int) -> str:
    """How the audit log names the order."""
    return f"order:{order_id}"


def _look_again(
    gateway: Gateway, event: KeptEvent, ref: str, now: datetime
) -> tuple[list[str], str]:
    """The targets of orders that the sync caused, and why it could not be made, if so."""

    def mark(session: Session, is_ours: bool) -> None:
        row = session.get_one(StripeEvent, event.id, with_for_update=True)
        if row.state == "ignored" and is_ours:
            row.state = "done"

    try:
        return sync(gateway, event.object_kind, ref, now, mark).ordered, ""
    except Unavailable:
        return [], "away"
    except Declined:
        return [], "unknown"
    finally:
        end_read()
