"""Why an account no longer counts: one word for the figures. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.support.counting import PaidPeriod
from portal.support.standing import Standing


@dataclass(frozen=True, slots=True)
class Past:
    """One membership of an account with all that was paid for it, as it is known now."""

    standing: Standing
    started_at: datetime
    ends_at: datetime | None
    end_reason: str | None
    periods: tuple[PaidPeriod, ...]
    ended_at: datetime | None = None
    paid_through: datetime | None = None


def why(memberships: Iterable[Past], at: datetime) -> str:
    """The word for the newest membership that had begun: disputed, refunded, cancelled, lapsed.

    A period that would still run had its money been kept explains the leaving before
    anything else does. What came after `at` explains nothing.
    """
    begun = [m for m in memberships if m.started_at <= at]
    newest = max(begun, key=lambda m: m.started_at, default=None)
    if newest is None:
        return "lapsed"
    running = [
        p for p in newest.periods if p.period_end > at and (p.began_at is None or p.began_at <= at)
    ]
    if any(p.is_lost_in_dispute for p in running):
        return "disputed"
    if any(p.is_fully_refunded for p in running):
        return "refunded"
    has_ended = newest.ended_at is None or newest.ended_at <= at
    if has_ended and newest.end_reason in ("cancelled", "refunded", "disputed"):
        return newest.end_reason
    if newest.ends_at is not None and newest.ends_at <= at:
        return "cancelled"
    return "lapsed"
