"""How billing is doing: what waits, what is parked, and when each thing last happened.

Read by the staff's pages and by whoever scrapes the metrics: four indexed queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.billing import missed, silence, sweep
from portal.billing.marks import EVENT_VERIFIED
from portal.billing.models import BillingMark, StripeEvent, StripeOrder
from portal.billing.reconciling import nightly
from portal.billing.reconciling.reconcile import RECONCILED
from portal.billing.retrying import MAX_TRIES

MARKS = (
    EVENT_VERIFIED, missed.LISTED, nightly.NIGHTLY, silence.SUSPECTED, sweep.SWEPT, RECONCILED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The last comparison with Stripe that came to its end."""

    at: datetime
    mended: int
    left: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """Billing at one moment. Moments are None before their first.

    `waiting_since` is when the event that waits longest was received, `ordered_since` the same of
    the orders. `failing_orders` have failed so often that they are tried once a day only.
    `listed_at`: Stripe's own list of events was last read. `nightly` is "running" or "failed"
    while the night's comparison is, else "done" or "".
    """

    waiting: int
    parked: int
    waiting_since: datetime | None
    waiting_orders: int
    failing_orders: int
    ordered_since: datetime | None
    verified_at: datetime | None
    is_silent: bool
    swept_at: datetime | None
    listed_at: datetime | None
    reconciled: Reconciled | None
    nightly: str


def read(session: Session, machine_now: datetime) -> Pulse:
    """The pulse; `machine_now` is the machine's own time, by which silence is judged."""
    unsettled = {
        state: (int(count), since)
        for state, count, since in session.execute(
            select(StripeEvent.state, func.count(), func.min(StripeEvent.received_at))
            .where(StripeEvent.state.in_(("waiting", "parked")))
            .group_by(StripeEvent.state)
        )
    }
    waiting, since = unsettled.get("waiting", (0, None))
    ordered, failing, ordered_since = session.execute(
        select(
            func.count(),
            func.count().filter(StripeOrder.attempts >= MAX_TRIES),
            func.min(StripeOrder.ordered_at),
        ).where(StripeOrder.state == "waiting")
    ).one()
    marks = _marks(session)
    return Pulse(
        waiting=waiting,
        parked=unsettled.get("parked", (0, None))[0],
        waiting_since=since,
        waiting_orders=ordered,
        failing_orders=failing,
        ordered_since=ordered_since,
        verified_at=_when(marks, EVENT_VERIFIED),
        is_silent=silence.is_lasting(_value(marks, silence.SUSPECTED), machine_now),
        swept_at=_when(marks, sweep.SWEPT),
        listed_at=_when(marks, missed.LISTED),
        reconciled=_reconciled(marks.get(RECONCILED)),
        nightly=_value(marks, nightly.NIGHTLY) or "",
    )


def settled_since(session: Session, since: datetime) -> dict[str, int]:
    """How many of the events received since then are in which state."""
    rows = session.execute(
        select(StripeEvent.state, func.count())
        .where(StripeEvent.received_at >= since)
        .group_by(StripeEvent.state)
    )
    return {state: int(count) for state, count in rows}


def _marks(session: Session, names: Sequence[str] = MARKS) -> dict[str, BillingMark]:
    rows = session.scalars(select(BillingMark).where(BillingMark.name.in_(names)))
    return {row.name: row for row in rows}


def _when(marks: dict[str, BillingMark], name: str) -> datetime | None:
    return marks[name].marked_at if name in marks else None


def _value(marks: dict[str, BillingMark], name: str) -> str | None:
    return marks[name].value if name in marks else None


def _reconciled(mark: BillingMark | None) -> Reconciled | None:
    if mark is None:
        return None
    mended, left = (mark.value or "0 0").split(" ")
    return Reconciled(mark.marked_at, int(mended), int(left))
