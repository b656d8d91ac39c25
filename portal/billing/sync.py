"""The one sync: what Stripe has now becomes what the portal has, in one write.

Webhook, thanks page, orders and sweeps all come through here. Nothing is read from an event
but which object it is about; an older fetch never overwrites a newer one.

One fetch answers every event about what it saw. A renewal sends ten, and they are all about
one subscription: so before a fetch begins, the ids of the waiting events are noted; those of
them whose object the fetch then showed are done in the same write. This is right because
- an event is sent after what it tells of has happened, and it was noted before the fetch began:
  the fetch shows at least what the event tells of, whatever the order of the deliveries;
- one that is received while the fetch is under way was not noted, waits, and causes another;
- if another sync wrote meanwhile, this one fetches again and notes anew, so that what is
  written is always the newest look, and two that run at once never both count;
- which objects belong together is told by the fetch itself, never by an event;
- nothing is marked but in the write that applies the facts: a process that dies marks none,
  and a fetch that fails is a failure of the one event it was made for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from portal.billing import failing, inbox, roots, undoing
from portal.billing.gateway import Declined, Gateway
from portal.billing.models import StripeObject
from portal.billing.pictures import Picture, Root
from portal.errors import Unavailable
from portal.extensions import UtcDateTime, db, end_read, unit_of_work
from portal.finance import ledger
from portal.support import applying

log = structlog.get_logger(__name__)

# How often a fetch that another sync overtook is made anew before this one gives way: a first
# payment causes ten events at once, worked on while the payer waits on the thanks page.
FETCHES = 10
# https://www.postgresql.org/docs/current/errcodes-appendix.html: deadlock_detected
DEADLOCK = "40P01"

VERSION = select(StripeObject.version).where(StripeObject.ref == bindparam("ref"))
HELD = (
    select(StripeObject.ref, StripeObject.version)
    .where(StripeObject.ref.in_(bindparam("refs", expanding=True)))
    .order_by(StripeObject.ref)
    .with_for_update()
)
FIRST = text(
    "INSERT INTO stripe_objects (ref, version, synced_at) VALUES (:ref, :version, :now)"
).bindparams(bindparam("now", type_=UtcDateTime()))
NEXT = text(
    "UPDATE stripe_objects SET version = :version, synced_at = :now WHERE ref = :ref"
).bindparams(bindparam("now", type_=UtcDateTime()))

# What else commits with the facts: an event or an order is marked done. True: ours.
Mark = Callable[[Session, bool], None]
# Asked before each fetch: False when another sync has done meanwhile what this one was for.
IsNeeded = Callable[[Session], bool]


@dataclass
class Reading:
    """One fetch: the versions that were stored before it, and what it found."""

    versions: dict[str, int] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    """The events that waited before it began, each with the object it is about."""
    shown: dict[str, bool] = field(default_factory=dict)
    """Every object that it showed: whether it is ours."""
    ordered: list[str] = field(default_factory=list)
    """The targets of orders that were committed with it and now wait to be carried out."""

    @property
    def is_ours(self) -> bool:
        """True when anything that was found belongs to the portal."""
        return any(picture.is_ours for picture in self.pictures)

    def answered(self) -> dict[str, bool]:
        """The events that it answers, and whether what they are about is ours."""
        return {event: self.shown[ref] for event, ref in self.waiting.items() if ref in self.shown}


def sync(
    gateway: Gateway,
    kind: str,
    ref: str,
    now: datetime,
    mark: Mark | None = None,
    *,
    guess: Root | None = None,
    is_needed: IsNeeded | None = None,
) -> Reading:
    """Fetch all that belongs to the object and apply it once; `mark` commits with it.

    Called with no unit of work open. Safe to repeat and to run at the same time as others.
    `guess` is the root that the object probably belongs to: it spares the calls that find it.
    Raises: Unavailable when Stripe does not answer, or others keep overtaking; Declined.
    """
    end_read()
    for _ in range(FETCHES):
        if is_needed is not None and not is_needed(db.session()):
            end_read()
            return Reading()
        reading = read(gateway, kind, ref, guess)
        try:
            if _apply(reading, now, mark):
                return reading
        except DBAPIError as error:
            if not _is_overtaken(error):
                raise
            log.info("sync_overtaken", object_kind=kind)
    raise Unavailable("This is being worked on at this moment. Please look again in a minute.")


def read(gateway: Gateway, kind: str, ref: str, guess: Root | None = None) -> Reading:
    """Fetch the root of the object and what it leads on to; each version is read before it.

    A guess that turns out not to show the object is not believed: Stripe is asked for the root.
    """
    reading = _guessed(gateway, guess) if guess is not None else None
    if reading is not None and ref in reading.shown:
        return reading
    end_read()
    root = roots.find(gateway, kind, ref)
    return reading if reading is not None and root == guess else _follow(gateway, root)


def _guessed(gateway: Gateway, guess: Root) -> Reading | None:
    try:
        return _follow(gateway, guess)
    except Declined:  # Stripe does not know it
        return None


def _follow(gateway: Gateway, root: Root | None) -> Reading:
    reading = Reading(waiting=inbox.waiting(db.session()))
    while root is not None:
        version = db.session.scalar(VERSION, {"ref": root.ref})
        reading.versions.setdefault(root.ref, version or 0)
        end_read()
        picture = roots.look(gateway, root)
        reading.pictures.append(picture)
        reading.shown.update(dict.fromkeys({root.ref, *picture.parts}, picture.is_ours))
        root = picture.leads_to
    return reading


def write(session: Session, readings: Iterable[Reading], now: datetime) -> list[Reading]:
    """Apply what was read, inside a unit of work; those readings that were applied.

    Nothing is changed by one of which a root was synced since it was read.
    """
    newest = _newest(session, list(readings))
    versions = {ref: number for one in newest for ref, number in one.versions.items()}
    for statement, is_known in ((NEXT, True), (FIRST, False)):
        noted = [
            {"ref": ref, "version": version + 1, "now": now}
            for ref, version in versions.items()
            if bool(version) is is_known
        ]
        if noted:
            session.execute(statement, noted)
    pictures = [picture for one in newest for picture in one.pictures]
    facts = [fact for picture in pictures for fact in picture.facts]
    failing.tell(session, facts)
    applying.apply_all(session, facts, now)
    ledger.post(session, [entry for picture in pictures for entry in picture.entries], now)
    ordered = undoing.order(session, facts, now)
    for one in newest:
        one.ordered += ordered
        inbox.settle_answered(session, one.answered())
    return newest


def _apply(reading: Reading, now: datetime, mark: Mark | None) -> bool:
    with unit_of_work() as session:
        if not write(session, [reading], now):
            return False
        if mark is not None:
            mark(session, reading.is_ours)
    return True


def _is_overtaken(error: DBAPIError) -> bool:
    """Another inserted the same row first, or PostgreSQL undid one of two that were in a circle."""
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") == DEADLOCK


def _newest(session: Session, readings: list[Reading]) -> list[Reading]:
    """Their roots are locked, in one order, so that two syncs never wait in a circle."""
    refs = {ref for one in readings for ref in one.versions}
    held = dict.fromkeys(refs, 0)
    held.update((ref, number) for ref, number in session.execute(HELD, {"refs": sorted(refs)}))
    return [one for one in readings if all(held[ref] == n for ref, n in one.versions.items())]
