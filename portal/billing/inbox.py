"""The inbox: one row per verified event, what became of it, and when it is tried again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from prometheus_client import Counter
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from portal.audit.notices import notice
from portal.billing.event_shape import EventSeen
from portal.billing.gateway import API_VERSION
from portal.billing.marks import EVENT_VERIFIED, mark
from portal.billing.models import StripeEvent
from portal.billing.retrying import MAX_TRIES, wait_before
from portal.billing.roots import KINDS
from portal.extensions import UtcDateTime

RECEIVED = Counter("portal_stripe_events", "Verified events by what became of them", ["outcome"])

# How long the worker that was told of an event is given before the sweep takes it, too.
HEAD_START = timedelta(seconds=20)
# How many waiting events a fetch may answer at once; the others wait for the next.
ANSWERED_AT_ONCE = 1000

# One statement says it all: what came before, or comes at this moment, is left as it is.
KEEP = text(
    "INSERT INTO stripe_events (id, type, object_ref, object_kind, is_live, api_version,"
    " created_at, received_at, state, attempts, faults, next_try_at, body)"
    " VALUES (:id, :type, :object_ref, :object_kind, :is_live, :api_version,"
    " :created_at, :received_at, :state, 0, 0, :next_try_at, :body) ON CONFLICT (id) DO NOTHING"
).bindparams(
    *(bindparam(name, type_=UtcDateTime()) for name in ("created_at", "received_at", "next_try_at"))
)
# The table's columns, not the model's, where it is asked most: that takes half the time.
EVENTS = StripeEvent.__table__.c
KNOWN = select(EVENTS.state).where(EVENTS.id == bindparam("event"))
DUE = (
    select(EVENTS.id)
    .where(EVENTS.state == "waiting", EVENTS.next_try_at <= bindparam("now"))
    .order_by(EVENTS.next_try_at)
    .limit(bindparam("limit"))
)
ABOUT = select(StripeEvent.object_ref).where(
    StripeEvent.state == "waiting",
    StripeEvent.object_ref.in_(bindparam("refs", expanding=True)),
)
WAITING = (
    select(EVENTS.id, EVENTS.object_ref)
    .where(EVENTS.state == "waiting", EVENTS.object_ref.is_not(None))
    .order_by(EVENTS.next_try_at)
    .limit(ANSWERED_AT_ONCE)
)

SETTLED = (
    update(StripeEvent)
    .where(
        StripeEvent.id.in_(bindparam("events", expanding=True)),
        StripeEvent.state.in_(bindparam("from_states", expanding=True)),
    )
    .values(state=bindparam("to_state"), attempts=StripeEvent.attempts + 1, last_error=None)
    .execution_options(synchronize_session=False)
)


def keep(
    session: Session,
    seen: EventSeen,
    body: bytes,
    now: datetime,
    *,
    is_live: bool,
    is_delivered: bool = True,
) -> bool:
    """The event has its row, inside a unit of work; True when it waits to be worked on.

    One that came before is left as it is. `is_live` is the portal's own mode: an event of the
    other is kept and ignored, as is one about what says nothing of money or standing. One of
    another API version is worked on, and staff told. One that is not delivered was asked for.
    """
    if is_delivered:
        mark(session, EVENT_VERIFIED, now)
    is_about = seen.object_ref is not None and seen.object_kind in KINDS
    waits = seen.is_live == is_live and is_about
    row = {
        "id": seen.id,
        "type": seen.type,
        "object_ref": seen.object_ref,
        "object_kind": seen.object_kind,
        "is_live": seen.is_live,
        "api_version": seen.api_version,
        "created_at": seen.created_at,
        "received_at": now,
        "state": "waiting" if waits else "ignored",
        "next_try_at": now + HEAD_START if is_delivered else now,
        "body": body,
    }
    if session.execute(KEEP, row).rowcount == 0:  # type: ignore[attr-defined]
        RECEIVED.labels("duplicate").inc()
        return False
    if seen.api_version != API_VERSION:
        _tell_version(session, seen)
    RECEIVED.labels("waiting" if waits else "ignored").inc()
    return waits


def due(session: Session, now: datetime, limit: int) -> list[str]:
    """The ids of waiting events whose next try is due, the longest waiting first."""
    return list(session.scalars(DUE, {"now": now, "limit": limit}))


def waiting(session: Session) -> dict[str, str]:
    """The ids of waiting events, the next ones first, each with the object it is about."""
    return {event_id: ref for event_id, ref in session.execute(WAITING) if ref is not None}


def waits(session: Session, event_id: str) -> bool:
    """True while the event is still to be worked on."""
    return session.scalar(KNOWN, {"event": event_id}) == "waiting"


def waits_about(session: Session, refs: Collection[str]) -> set[str]:
    """Those of the objects about which an event waits: what became of them is under way."""
    return {ref for ref in session.scalars(ABOUT, {"refs": list(refs)}) if ref is not None}


def is_known(session: Session, event_id: str) -> bool:
    """True when the event has its row."""
    return session.scalar(KNOWN, {"event": event_id}) is not None


def settle_answered(session: Session, answered: Mapping[str, bool]) -> None:
    """Those of the events that still wait are done (True: ours) or ignored, with the effects."""
    for is_ours, state in ((True, "done"), (False, "ignored")):
        ids = [event_id for event_id, ours in answered.items() if ours is is_ours]
        if ids:
            _settle(session, ids, ("waiting",), state)


def settle(session: Session, event_id: str, *, is_ours: bool) -> None:
    """The event is done, or ignored when nothing of it was ours; commits with its effects."""
    _settle(session, [event_id], ("waiting", "parked"), "done" if is_ours else "ignored")


def postpone(session: Session, event_id: str, now: datetime, error: str, *, is_fault: bool) -> None:
    """The event is tried again later, or parked after its eighth failure by its own fault.

    That Stripe does not answer is no fault of the event's, however often or long: it is counted
    among the tries, not among the faults, and the wait is that of its own kind of failure.
    """
    row = session.get_one(StripeEvent, event_id, with_for_update=True)
    if row.state not in ("waiting", "parked"):
        return
    row.last_error = error[:500]
    row.attempts += 1
    row.faults += is_fault
    row.next_try_at = now + wait_before(row.faults if is_fault else row.attempts)
    if is_fault and row.faults >= MAX_TRIES:
        row.state = "parked"
        RECEIVED.labels("parked").inc()
        notice(
            session,
            "event-parked",
            f"Event {row.id} ({row.type}) failed {row.faults} times and is parked:"
            f" {row.last_error}. The others go on. Replay it once its cause is mended.",
            key=f"event-parked:{row.id}",
        )


def revive(session: Session, event_id: str, now: datetime) -> bool:
    """A parked, ignored or done event waits again; False when there is no such event."""
    row = session.get(StripeEvent, event_id, with_for_update=True)
    if row is None:
        return False
    row.state, row.attempts, row.faults = "waiting", 0, 0
    row.next_try_at, row.last_error = now, None
    return True


def _settle(
    session: Session, events: Sequence[str], from_states: Sequence[str], state: str
) -> None:
    given = {"events": events, "from_states": from_states, "to_state": state}
    settled = session.execute(SETTLED, given)
    RECEIVED.labels(state).inc(settled.rowcount)  # type: ignore[attr-defined]


def _tell_version(session: Session, seen: EventSeen) -> None:
    notice(
        session,
        "api-version",
        f"Stripe sends events of API version {seen.api_version or 'unknown'}, and the portal"
        f" speaks {API_VERSION}. They are processed all the same; make the webhook endpoint"
        " anew so that it sends ours.",
        key=f"api-version:{seen.api_version}",
    )
