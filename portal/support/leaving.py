"""Why an account no longer counts: one word for the figures. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.support.counting import PaidPeriod
from portal.support.standing import Standing


@dataclass(frozen=True, slots=True)
class Past:
    """What one membership of the account looked like when the account stopped counting."""

    standing: Standing
    started_at: datetime
    ends_at: datetime | None
    end_reason: str | None
    periods: tuple[PaidPeriod, ...]


def why(memberships: Iterable[Past], now: datetime) -> str:
    """The word for the newest membership: disputed, refunded, cancelled or lapsed.

    A period that would still run had its money been kept explains the leaving before
    anything else does.
    """
    newest = max(memberships, key=lambda m: m.started_at, default=None)
    if newest is None:
        return "lapsed"
    running = [p for p in newest.periods if p.period_end > now]
    if any(p.is_lost_in_dispute for p in running):
        return "disputed"
    if any(p.is_fully_refunded for p in running):
        return "refunded"
    if newest.end_reason in ("cancelled", "refunded", "disputed"):
        return newest.end_reason
    if newest.ends_at is not None and newest.ends_at <= now:
        return "cancelled"
    return "lapsed"
