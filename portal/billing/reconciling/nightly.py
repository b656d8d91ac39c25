"""The reconcile of each night: when it is due, and what staff hear of what it found.

Due is what was not done since three o'clock in the newsroom's night, so a machine that was off
then does it when it is on again. The first night counts from the first time that this is asked.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from portal.audit.notices import notice
from portal.billing.gateway import Gateway
from portal.billing.marks import mark
from portal.billing.models import BillingMark
from portal.billing.reconciling.differences import Outcome
from portal.billing.reconciling.reconcile import reconcile
from portal.extensions import unit_of_work

log = structlog.get_logger(__name__)

NIGHTLY = "reconcile-nightly"
AT = time(3)
# After which a run that failed is tried again, and one that never ended was cut off.
AGAIN_AFTER, CUT_OFF_AFTER = timedelta(hours=1), timedelta(hours=6)
SHOWN = 5


def run_when_due(gateway: Gateway, clock: Callable[[], datetime], zone: ZoneInfo) -> bool:
    """Reconcile if this night's was not done yet; False when it was. Staff hear of differences.

    Raises: Unavailable when Stripe does not answer; it is tried again after an hour.
    """
    now = clock()
    with unit_of_work() as session:
        if not _claim(session, now, zone):
            return False
    outcome = None
    try:
        outcome = reconcile(gateway, now, lambda _text: None)
    finally:
        ended = clock()
        with unit_of_work() as session:
            mark(session, NIGHTLY, ended, "done" if outcome else "failed")
            if outcome:
                _tell(session, outcome, now.astimezone(zone))
    log.info("reconciled", repaired=len(outcome.repaired), left=len(outcome.left))
    return True


def is_due(marked_at: datetime, state: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a run that came to `state` then leaves something to do now."""
    local = now.astimezone(zone)
    night = datetime.combine(local.date(), AT, zone)
    if night > local:
        night = datetime.combine(local.date() - timedelta(days=1), AT, zone)
    if state == "failed":
        return now - marked_at >= AGAIN_AFTER
    if state == "running":
        return now - marked_at >= CUT_OFF_AFTER
    return marked_at < night


def _claim(session: Session, now: datetime, zone: ZoneInfo) -> bool:
    row = session.get(BillingMark, NIGHTLY, with_for_update=True)
    if row is None:
        mark(session, NIGHTLY, now, "done")
        return False
    if not is_due(row.marked_at, row.value or "done", now, zone):
        return False
    mark(session, NIGHTLY, now, "running")
    return True


def _tell(session: Session, outcome: Outcome, night: datetime) -> None:
    found = [*outcome.left, *outcome.repaired]
    if not found:
        return
    shown = " ".join(one.words for one in found[:SHOWN])
    more = f" And {len(found) - SHOWN} more." if len(found) > SHOWN else ""
    notice(
        session,
        "reconcile",
        f"The nightly comparison with Stripe found differences: {len(outcome.repaired)} mended,"
        f" {len(outcome.left)} left. {shown}{more}"
        + (" See `portal billing reconcile --dry-run`." if outcome.left else ""),
        key=f"reconcile:{night.date()}",
    )
