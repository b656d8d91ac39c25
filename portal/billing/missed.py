"""Missed events: what Stripe lists and the webhook never received is taken into the inbox.

Stripe lists its events for 30 days. Every ten minutes they are read from a mark on: from the
newest that was seen, by Stripe's own clock, less an overlap, since an event may appear late
beside others of its second. The mark moves once everything up to it is in the inbox, so a
process that dies on the way reads the same pages again, and finds what it kept.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy import select

from portal.audit.notices import notice
from portal.billing import event_shape, event_types, inbox
from portal.billing.event_shape import EventSeen, NotAnEvent
from portal.billing.gateway import EventsAsked, Gateway
from portal.billing.marks import mark, value_of, when
from portal.billing.models import StripeEvent
from portal.extensions import db, end_read, unit_of_work

MISSED = Counter("portal_stripe_events_missed", "Events that were listed and never delivered")

LISTED = "events-listed"
# Until when events were not listed any more when they were asked for.
GAP = "events-gap"
OVERLAP = timedelta(minutes=30)
# A delivery may still be on its way for so long.
UNDER_WAY = timedelta(minutes=2)
# What was before the first look is the reconcile's to find.
FIRST_LOOK = timedelta(days=1)
# https://docs.stripe.com/api/events: "for up to 30 days"
HORIZON = timedelta(days=30)

log = structlog.get_logger(__name__)
Tell = Callable[[str], None]
Shown = dict[str, Any]
"""An event as Stripe lists it."""


def take_in(gateway: Gateway, now: datetime, tell: Tell, *, is_live: bool) -> int:
    """Every event that Stripe lists since the last time is in the inbox; how many were missing.

    `tell` hears the id of each that waits, after it was committed. Called with no unit of work
    open; safe to repeat and to run at the same time as deliveries.
    Raises: Unavailable when Stripe does not answer; Declined. The mark then stays.
    """
    since, newest = _since(now)
    asked: EventsAsked = {
        "created": {"gte": int(since.timestamp()), "lte": int((now - UNDER_WAY).timestamp())},
        "limit": 100,
    }
    missing, has_more = 0, True
    while has_more:
        page = gateway.events(asked)
        events, has_more = page["data"], page["has_more"]
        newest = max([newest, *(event["created"] for event in events)])
        missing += _keep(events, now, tell, is_live=is_live)
        if not events:
            break
        asked = {**asked, "starting_after": events[-1]["id"]}
    with unit_of_work() as session:
        mark(session, LISTED, now, str(newest))
        if missing:
            MISSED.inc(missing)
            notice(
                session,
                "events-missed",
                f"Stripe lists {missing} events that never reached the webhook; they are worked"
                " on now. If that goes on, look at the endpoint in Stripe's dashboard.",
                key=f"events-missed:{now:%Y-%m-%d}",
            )
    return missing


def _since(now: datetime) -> tuple[datetime, int]:
    """From when on to read, and the newest event seen so far, in seconds."""
    session = db.session()
    read_at, seen = when(session, LISTED), value_of(session, LISTED)
    end_read()
    first = now - FIRST_LOOK
    if read_at is None or seen is None:
        return first, int(first.timestamp())
    if read_at < now - HORIZON:
        _tell_gap(read_at, now)
    newest = int(seen)
    return max(datetime.fromtimestamp(newest, now.tzinfo) - OVERLAP, now - HORIZON), newest


def _keep(events: Iterable[Shown], now: datetime, tell: Tell, *, is_live: bool) -> int:
    """Those of the events that matter and are not known have their rows; how many are new."""
    names = set(event_types.wanted())
    wanted = {event["id"]: event for event in events if event["type"] in names}
    known = select(StripeEvent.id).where(StripeEvent.id.in_(wanted))
    missing = wanted.keys() - set(db.session.scalars(known))
    end_read()
    if not missing:
        return 0
    found = [(ref, _body(event)) for ref, event in wanted.items() if ref in missing]
    seen = [(one, body) for ref, body in found if (one := _read(ref, body)) is not None]
    with unit_of_work() as session:
        new = [pair for pair in seen if not inbox.is_known(session, pair[0].id)]
        waiting = [
            one.id
            for one, body in new
            if inbox.keep(session, one, body, now, is_live=is_live, is_delivered=False)
        ]
    for event_id in reversed(waiting):  # Stripe lists the newest first
        tell(event_id)
    return len(new)


def _body(event: Shown) -> bytes:
    return json.dumps(event).encode()


def _read(event_id: str, body: bytes) -> EventSeen | None:
    try:
        return event_shape.read(body)
    except NotAnEvent:
        log.warning("event_unreadable", event_id=event_id)
        return None


def _tell_gap(read_at: datetime, now: datetime) -> None:
    with unit_of_work() as session:
        mark(session, GAP, now - HORIZON)
        notice(
            session,
            "events-gap",
            f"Stripe's events were last read on {read_at:%d %B %Y}, and it lists them for 30 days"
            " only. The next nightly reconcile finds what was missed; to have it now, run:"
            " portal billing reconcile",
            key=f"events-gap:{read_at:%Y-%m-%d}",
        )
