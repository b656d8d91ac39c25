"""The one sync: what Stripe has now becomes what the portal has, in one write.

Webhook, thanks page, orders and sweeps all come through here. Nothing is read from an event
but which object it is about; an older fetch never overwrites a newer one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.billing import roots, undoing
from portal.billing.gateway import Gateway
from portal.billing.models import StripeObject
from portal.billing.pictures import Picture
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.finance import ledger
from portal.support import applying

log = structlog.get_logger(__name__)

# How often a fetch that another sync overtook is made anew before this one gives way: a first
# payment causes ten events at once, worked on while the payer waits on the thanks page.
FETCHES = 10

# What else commits with the facts: an event or an order is marked done. True: ours.
Mark = Callable[[Session, bool], None]


@dataclass
class Reading:
    """One fetch: the versions that were stored before it, and what it found."""

    versions: dict[str, int] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    ordered: list[str] = field(default_factory=list)
    """The targets of orders that were committed with it and now wait to be carried out."""

    @property
    def is_ours(self) -> bool:
        """True when anything that was found belongs to the portal."""
        return any(picture.is_ours for picture in self.pictures)


def sync(gateway: Gateway, kind: str, ref: str, now: datetime, mark: Mark | None = None) -> Reading:
    """Fetch all that belongs to the object and apply it once; `mark` commits with it.

    Called with no unit of work open. Safe to repeat and to run at the same time as others.
    Raises: Unavailable when Stripe does not answer, or others keep overtaking; Declined.
    """
    end_read()
    for _ in range(FETCHES):
        reading = read(gateway, kind, ref)
        try:
            if _apply(reading, now, mark):
                return reading
        except IntegrityError:  # another sync inserted the same row first
            log.info("sync_overtaken", object_kind=kind)
    raise Unavailable("This is being worked on at this moment. Please look again in a minute.")


def read(gateway: Gateway, kind: str, ref: str) -> Reading:
    """Fetch the root of the object and what it leads on to; each version is read before it."""
    reading = Reading()
    root = roots.find(gateway, kind, ref)
    while root is not None:
        row = db.session.get(StripeObject, root.ref)
        reading.versions.setdefault(root.ref, row.version if row else 0)
        end_read()
        picture = roots.look(gateway, root)
        reading.pictures.append(picture)
        root = picture.leads_to
    return reading


def write(session: Session, reading: Reading, now: datetime) -> bool:
    """Apply what was read, inside a unit of work.

    False, and nothing changed, when a root was synced since it was read.
    """
    if not _is_newest(session, reading.versions):
        return False
    for ref, version in reading.versions.items():
        session.merge(StripeObject(ref=ref, version=version + 1, synced_at=now))
    session.flush()
    facts = [fact for picture in reading.pictures for fact in picture.facts]
    for fact in facts:
        applying.apply(session, fact, now)
    for picture in reading.pictures:
        for entry in picture.entries:
            ledger.post(session, entry, now)
    reading.ordered += undoing.order(session, facts, now)
    return True


def _apply(reading: Reading, now: datetime, mark: Mark | None) -> bool:
    with unit_of_work() as session:
        if not write(session, reading, now):
            return False
        if mark is not None:
            mark(session, reading.is_ours)
    return True


def _is_newest(session: Session, versions: dict[str, int]) -> bool:
    found = {}
    for ref in sorted(versions):  # locked in one order, so that two syncs never wait in a circle
        row = session.get(StripeObject, ref, with_for_update=True)
        found[ref] = row.version if row else 0
    return found == versions
