"""How the number of members moved, day by day, for those who watch the campaign."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.support.models import CountChange


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many began to count, how many stopped (by reason), and where it ended."""

    on: date
    joined: int
    returned: int
    left: int
    reasons: dict[str, int]
    members: int

    @property
    def net(self) -> int:
        """How much the number moved."""
        return self.joined + self.returned - self.left


def days(session: Session, first: date, last: date, zone: ZoneInfo) -> list[Day]:
    """Every day from `first` to `last`, both included, as days in `zone`. Two queries."""
    starts_at = datetime.combine(first, time(), zone)
    ends_at = datetime.combine(last + timedelta(days=1), time(), zone)
    before = select(func.coalesce(func.sum(CountChange.delta), 0))
    members = session.scalar(before.where(CountChange.changed_at < starts_at)) or 0
    moves: dict[date, Counter[str]] = {}
    for changed_at, reason in session.execute(
        select(CountChange.changed_at, CountChange.reason).where(
            CountChange.changed_at >= starts_at, CountChange.changed_at < ends_at
        )
    ):
        moves.setdefault(changed_at.astimezone(zone).date(), Counter())[reason] += 1
    found = []
    for on in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        reasons = moves.get(on, Counter())
        joined, returned = reasons.pop("joined", 0), reasons.pop("returned", 0)
        left = reasons.total()
        members += joined + returned - left
        found.append(Day(on, joined, returned, left, dict(reasons), members))
    return found
