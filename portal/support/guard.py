"""The breaker as it is kept: one row, moved under its lock, with a notice to staff each time."""

from datetime import datetime, timedelta

from prometheus_client import Counter, Gauge
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from portal.audit.notices import notice
from portal.extensions import UtcDateTime, hold_only
from portal.support import traces
from portal.support.breaker import FIRST_WAIT, RECENT, WORDS, Breaker, Figures, moved
from portal.support.models import CheckoutGuard
from portal.support.payment_desk import payment_desk

OPEN = Gauge(
    "portal_checkout_breaker_open",
    "1 while guests are asked for a proved address before they pay",
    multiprocess_mode="mostrecent",
)
# Columns, not the row: every try of an attack asks this.
STANDS = select(
    CheckoutGuard.is_open,
    CheckoutGuard.reason,
    CheckoutGuard.changed_at,
    CheckoutGuard.wait_seconds,
).where(CheckoutGuard.id == 1)
HELD = (
    select(CheckoutGuard)
    .where(CheckoutGuard.id == 1)
    .with_for_update()
    .execution_options(populate_existing=True)
)
BEGUN = text(
    "INSERT INTO checkout_guard (id, is_open, reason, changed_at, wait_seconds)"
    " VALUES (1, false, '', :now, 0) ON CONFLICT (id) DO NOTHING"
).bindparams(bindparam("now", type_=UtcDateTime()))
REFUSED = Counter("portal_checkouts_refused", "Checkouts that were not begun, by why", ["reason"])


def hold(session: Session, now: datetime) -> CheckoutGuard:
    """The one row, locked until the end of the unit of work, so that checkouts begin one by one."""
    return hold_only(session, HELD, BEGUN, now)


def stands(session: Session, now: datetime) -> Breaker:
    """How the breaker stood when it last moved; reads only."""
    row = session.execute(STANDS).first()
    if row is None:
        return Breaker(False, "", now, FIRST_WAIT)
    return Breaker(row.is_open, row.reason, row.changed_at, timedelta(seconds=row.wait_seconds))


def is_shut_to_guests(session: Session, now: datetime) -> bool:
    """True while guests are surely asked for an address; False also when it may close."""
    found = stands(session, now)
    return found.is_open and now - found.changed_at < found.wait


def look(session: Session, row: CheckoutGuard, now: datetime) -> bool:
    """Move the breaker, its row held, if the figures say so; True when it is open."""
    before = _breaker(row)
    declined = payment_desk().declined_since(before.counts_from(now - RECENT))
    figures = traces.figures(session, before, declined, now)
    after = moved(before, figures, now)
    if after != before:
        row.is_open, row.reason, row.changed_at = after.is_open, after.reason, after.changed_at
        row.wait_seconds = int(after.wait.total_seconds())
        _tell(session, after, figures)
    OPEN.set(int(after.is_open))
    return after.is_open


def _breaker(row: CheckoutGuard) -> Breaker:
    return Breaker(row.is_open, row.reason, row.changed_at, timedelta(seconds=row.wait_seconds))


def _tell(session: Session, stands: Breaker, seen: Figures) -> None:
    numbers = (
        f"{seen.guests_minute} checkouts of guests begun in the last minute and"
        f" {seen.guests_hour} in the last hour; {seen.declined} cards declined and {seen.paid}"
        f" checkouts paid in the last ten minutes; {seen.abandoned} checkouts of guests left"
        f" unpaid beside {seen.finished} paid, of those whose time ran out lately."
    )
    minutes = int(stands.wait.total_seconds()) // 60
    if stands.is_open:
        said = (
            f"Guests are asked for a proved address before they pay, since {WORDS[stands.reason]}:"
            f" {numbers} It ends by itself, in {minutes} minutes at the earliest."
        )
    else:
        said = f"Guests may pay at once again. The figures are back to usual: {numbers}"
    word = "opened" if stands.is_open else "closed"
    key = f"checkout-breaker:{word}:{stands.changed_at.isoformat()}"
    notice(session, "checkout-breaker", said, key=key)
