"""The sweep: whatever a crash, a lost delivery or a silent Stripe left undone is done.

Each thing found is done by the same code as at first, under the same keys, and alone: one that
fails does not stop the others. Once Stripe does not answer, the rest waits for the next sweep;
that it breaks down may be one object's doing, so some others are tried before that.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import takewhile

import structlog
from sqlalchemy import bindparam, or_, select

from portal.billing import carrying, inbox, opening, orders, working
from portal.billing.gateway import Broken, Declined, Gateway
from portal.billing.marks import mark, when
from portal.billing.models import StripeObject
from portal.billing.sync import sync
from portal.config import Settings
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.finance.awaiting import awaiting
from portal.support.models import Attempt, Membership
from portal.support.standing import Standing

log = structlog.get_logger(__name__)

BATCH = 200
# After so many in a row at which Stripe broke down, it is Stripe and not they.
BROKEN_AT_MOST = 3
# The other work waits for the events no longer than that; the next sweep goes on with them.
SECONDS_FOR_EVENTS = 40.0
# A call to open a checkout may still be under way for so long.
UNDER_WAY = timedelta(seconds=30)
# How often a checkout that is past its time, or waits for a bank, is looked at again.
LOOK_AGAIN = timedelta(minutes=10)
# How long after its paid time a membership is looked at (Stripe charges a renewal about an hour
# after the period's end), and how often again while nothing has come.
RENEWED_BY, LAPSING_AGAIN = timedelta(hours=2), timedelta(hours=6)
# When a charge whose movement was not reported is looked at: after, every, and until.
AWAIT_FROM, AWAIT_EVERY, AWAIT_UNTIL = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(days=7),
)
AWAITING_SWEPT = "awaiting-swept"
SWEPT = "swept"

# Made once, since they are asked each minute.
UNRESOLVED = (
    select(Attempt.id)
    .where(
        Attempt.state.in_(("made", "unknown")),
        Attempt.checkout_ref.is_(None),
        Attempt.created_at <= bindparam("begun_by"),
    )
    .order_by(Attempt.created_at)
    .limit(BATCH)
)
OVERDUE = (
    select(Attempt.checkout_ref)
    .outerjoin(StripeObject, StripeObject.ref == Attempt.checkout_ref)
    .where(
        Attempt.checkout_ref.is_not(None),
        Attempt.state.in_(("made", "unknown", "open", "processing")),
        Attempt.expires_at <= bindparam("now"),
        or_(StripeObject.synced_at.is_(None), StripeObject.synced_at <= bindparam("looked_by")),
    )
    .order_by(Attempt.created_at)
    .limit(BATCH)
)
LAPSING = (
    select(Membership.provider_ref)
    .outerjoin(StripeObject, StripeObject.ref == Membership.provider_ref)
    .where(
        Membership.provider == "stripe",
        Membership.standing.in_((Standing.ACTIVE, Standing.PAST_DUE)),
        Membership.paid_through <= bindparam("paid_by"),
        or_(StripeObject.synced_at.is_(None), StripeObject.synced_at <= bindparam("looked_by")),
    )
    .order_by(Membership.paid_through.desc())
    .limit(BATCH)
)


def sweep(gateway: Gateway, settings: Settings, now: datetime) -> dict[str, int]:
    """Do what is due; how many of each were done."""
    done = {
        "events": _events(gateway, now),
        "attempts": _each(_unresolved(now), lambda one: _open(gateway, settings, one, now)),
        "checkouts": _each(_overdue(now), lambda one: _sync(gateway, "checkout.session", one, now)),
        "lapsing": _each(_lapsing(now), lambda one: _sync(gateway, "subscription", one, now)),
        "orders": _each(_due_orders(now), lambda one: carrying.carry_out(gateway, one, now)),
        "charges": _each(_awaiting(now), lambda one: _sync(gateway, "payment_intent", one, now)),
    }
    with unit_of_work() as session:
        mark(session, SWEPT, now, str(sum(done.values())))
    log.info("swept", total=sum(done.values()))
    return done


def _each(found: Iterable[str], work: Callable[[str], object]) -> int:
    done = broken = 0
    for one in found:
        end_read()
        try:
            work(one)
            done, broken = done + 1, 0
        except Broken:
            broken += 1
            if broken == BROKEN_AT_MOST:
                break
        except Unavailable:
            break
        except Exception:
            log.exception("sweep_failed")
        finally:
            end_read()
    return done


def _events(gateway: Gateway, now: datetime) -> int:
    """Every due event, however many, while there is time: each is settled or tried later.

    One that Stripe does not answer may take as long as a call, so time is looked at before each.
    """
    ends = time.monotonic() + SECONDS_FOR_EVENTS
    total = 0
    while due := inbox.due(db.session(), now, BATCH):
        in_time = takewhile(lambda _: time.monotonic() <= ends, due)
        done = _each(in_time, lambda one: _event(gateway, one, now))
        total += done
        if done < len(due):
            break
    return total


def _event(gateway: Gateway, event_id: str, now: datetime) -> None:
    for target in working.work_on(gateway, event_id, now):
        carrying.carry_out(gateway, target, now)


def _unresolved(now: datetime) -> list[str]:
    return list(db.session.scalars(UNRESOLVED, {"begun_by": now - UNDER_WAY}))


def _open(gateway: Gateway, settings: Settings, attempt_id: str, now: datetime) -> None:
    """The same call under the same key: it finds what was made, or makes it, once."""
    with unit_of_work() as session:
        attempt = session.get_one(Attempt, attempt_id, with_for_update=True)
        if attempt.expires_at <= now and attempt.checkout_ref is None:
            attempt.state, attempt.settled_at = "expired", now
            return
    opening.open_checkout(gateway, settings, attempt_id, now)


def _overdue(now: datetime) -> list[str]:
    refs = db.session.scalars(OVERDUE, {"now": now, "looked_by": now - LOOK_AGAIN})
    return [ref for ref in refs if ref is not None]


def _lapsing(now: datetime) -> list[str]:
    """Memberships that should have been renewed or ended by now: was a delivery lost?"""
    moments = {"paid_by": now - RENEWED_BY, "looked_by": now - LAPSING_AGAIN}
    return list(db.session.scalars(LAPSING, moments))


def _due_orders(now: datetime) -> list[str]:
    return orders.due(db.session(), now, BATCH)


def _awaiting(now: datetime) -> list[str]:
    swept = when(db.session(), AWAITING_SWEPT)
    if swept is not None and now - swept < AWAIT_EVERY:
        return []
    found = awaiting(
        db.session(), paid_from=now - AWAIT_UNTIL, paid_before=now - AWAIT_FROM, limit=BATCH
    )
    with unit_of_work() as session:
        mark(session, AWAITING_SWEPT, now)
    return [one.payment_ref for one in found]


def _sync(gateway: Gateway, kind: str, ref: str, now: datetime) -> None:
    try:
        ordered = sync(gateway, kind, ref, now).ordered
    except Declined as error:
        if error.code != "resource_missing":
            raise
        log.warning("stripe_does_not_know", ref=ref)
        _note_looked_at(ref, now)
        return
    except Broken:
        _note_looked_at(ref, now)
        raise
    for target in ordered:
        carrying.carry_out(gateway, target, now)


def _note_looked_at(ref: str, now: datetime) -> None:
    """It has its turn again later, and the others theirs. The reconcile tells of what is gone."""
    with unit_of_work() as session:
        row = session.get(StripeObject, ref, with_for_update=True)
        session.merge(StripeObject(ref=ref, version=row.version + 1 if row else 1, synced_at=now))
