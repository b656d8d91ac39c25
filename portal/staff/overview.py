"""What the dashboard shows: where the campaign stands, day by day, and what pace it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.campaign import progress
from portal.campaign.rules import Progress
from portal.support import figures
from portal.support.figures import Day


@dataclass(frozen=True)
class Overview:
    """The campaign's progress, its days until today, and sums over the last seven.

    `needed_a_day` is what is missing, spread over the days that are left, today included,
    rounded up; None once the campaign is over.
    """

    progress: Progress
    first: date
    last: date
    days: Sequence[Day]
    today: Day | None
    week_joined: int
    week_left: int
    needed_a_day: int | None

    @property
    def week_net(self) -> int:
        """How much the number moved in the last seven days."""
        return self.week_joined - self.week_left


def read(session: Session, now: datetime) -> Overview:
    """The running campaign's overview. Raises: Missing when there is no campaign."""
    campaign, so_far = progress.read(session, progress.CURRENT, now)
    zone = ZoneInfo(campaign.timezone)
    today = now.astimezone(zone).date()
    until = min(max(today, so_far.first_day), so_far.last_day)
    days = figures.days(session, so_far.first_day, until, zone)
    week = [day for day in days if day.on > today - timedelta(days=7)]
    left = (so_far.last_day - max(today, so_far.first_day)).days + 1
    return Overview(
        progress=so_far,
        first=so_far.first_day,
        last=so_far.last_day,
        days=days,
        today=next((day for day in days if day.on == today), None),
        week_joined=sum(day.joined + day.returned for day in week),
        week_left=sum(day.left for day in week),
        needed_a_day=-(-so_far.remaining // left) if left > 0 else None,
    )
