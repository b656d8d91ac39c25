"""Reading the inbox for people: events in pages, one event, and what else is known of its object.

Frozen values only, and never a body: it may hold names and addresses, its ids do not.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.orm import Session, defer

from portal.billing import event_shape
from portal.billing.explaining import why_event
from portal.billing.gateway import API_VERSION
from portal.billing.models import StripeEvent, StripeObject
from portal.billing.roots import KINDS
from portal.errors import Missing

STATES = ("waiting", "parked", "done", "ignored")
LIMIT = 50


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """One event of the inbox. `why` is a word of `explaining.why_event`."""

    id: str
    type: str
    object_kind: str
    object_ref: str | None
    is_live: bool
    api_version: str | None
    created_at: datetime
    received_at: datetime
    state: str
    attempts: int
    faults: int
    next_try_at: datetime
    last_error: str | None
    why: str

    @property
    def is_of_our_version(self) -> bool:
        """Whether it came in the API version that the portal speaks."""
        return self.api_version == API_VERSION

    @property
    def is_workable(self) -> bool:
        """Whether working on it again could change anything."""
        return self.why not in ("other_mode", "no_money")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list ends: the next one begins after it."""

    received_at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: a state, a type, an id of an event or object; "" for all."""

    state: str = ""
    type: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, the newest first, and where the next page begins if there is one."""

    events: tuple[KeptEvent, ...]
    next: Place | None


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside one event.

    `ids` are those that its body names, by what they are of; None once the body is forgotten.
    `synced_at` is when its object was last synced as a whole, if it is one that is.
    """

    ids: dict[str, str] | None
    synced_at: datetime | None
    others: tuple[KeptEvent, ...]


def events(
    session: Session, asked: Asked, *, is_live: bool, after: Place | None = None, limit: int = LIMIT
) -> Page:
    """A page of the events that are asked for; `is_live` is the portal's own mode. One query."""
    where = _where(asked)
    if after is not None:
        place = tuple_(StripeEvent.received_at, StripeEvent.id)
        where.append(place < tuple_(after.received_at, after.id))
    found = _list(session, where, limit + 1, is_live)
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), Place(last.received_at, last.id) if last else None)


def event(session: Session, event_id: str, *, is_live: bool) -> KeptEvent:
    """The event of that id. Raises: Missing."""
    found = _list(session, [StripeEvent.id == event_id], 1, is_live)
    if not found:
        raise Missing("There is no such event in the inbox.")
    return found[0]


def around(session: Session, one: KeptEvent, *, is_live: bool, limit: int = 20) -> Around:
    """The ids the event names, when its object was synced, and other events about it."""
    body = session.scalar(select(StripeEvent.body).where(StripeEvent.id == one.id))
    ids = event_shape.named_by(body) if body is not None else None
    if one.object_ref is None:
        return Around(ids, None, ())
    root = session.get(StripeObject, one.object_ref)
    same = [StripeEvent.object_ref == one.object_ref, StripeEvent.id != one.id]
    others = _list(session, same, limit, is_live)
    return Around(ids, root.synced_at if root else None, tuple(others))


def _where(asked: Asked) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if asked.state:
        where.append(StripeEvent.state == asked.state)
    if asked.type:
        where.append(StripeEvent.type == asked.type)
    if asked.ref:
        where.append(or_(StripeEvent.id == asked.ref, StripeEvent.object_ref == asked.ref))
    return where


def _list(
    session: Session, where: list[ColumnElement[bool]], limit: int, is_live: bool
) -> list[KeptEvent]:
    rows = session.scalars(
        select(StripeEvent)
        .options(defer(StripeEvent.body))
        .where(*where)
        .order_by(StripeEvent.received_at.desc(), StripeEvent.id.desc())
        .limit(limit)
    )
    return [_kept(row, is_live) for row in rows]


def _kept(row: StripeEvent, is_live: bool) -> KeptEvent:
    return KeptEvent(
        id=row.id,
        type=row.type,
        object_kind=row.object_kind,
        object_ref=row.object_ref,
        is_live=row.is_live,
        api_version=row.api_version,
        created_at=row.created_at,
        received_at=row.received_at,
        state=row.state,
        attempts=row.attempts,
        faults=row.faults,
        next_try_at=row.next_try_at,
        last_error=row.last_error,
        why=why_event(
            row.state,
            is_of_our_mode=row.is_live == is_live,
            is_about_money=row.object_ref is not None and row.object_kind in KINDS,
            last_error=row.last_error,
        ),
    )
