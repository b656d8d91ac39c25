"""What a campaign's progress is, at any moment: pure, from a count and the campaign's terms."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

# The jobs process counts every minute; a number that old is shown with its time.
STALE_AFTER = timedelta(minutes=10)
# The demo's campaign runs on into the next year when the old one is nearly over.
SHORTEST_DEMO = timedelta(days=30)


class State(StrEnum):
    """Where a campaign stands now. Reached means: the count is at the goal or above at present."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    REACHED = "reached"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Campaign:
    """The terms of a campaign: a goal (members, at least 1) in the half-open [start, end).

    `offset` is the number of members counted elsewhere; `met_at` is when the goal was first
    found reached; `final_count` is set once the campaign is over, and never changes.
    """

    slug: str
    name: str
    goal: int
    starts_at: datetime
    ends_at: datetime
    timezone: str
    offset: int = 0
    offset_label: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    met_at: datetime | None = None
    final_count: int | None = None


@dataclass(frozen=True)
class Progress:
    """The one value that every surface shows. `percent` is floored and may exceed 100."""

    slug: str
    name: str
    count: int
    goal: int
    percent: int
    remaining: int
    as_of: datetime
    state: State
    met: bool
    is_stale: bool
    version: int
    starts_at: datetime
    ends_at: datetime
    timezone: str
    offset: int
    offset_label: str

    @property
    def percent_shown(self) -> Decimal:
        """The percent as people read it: floored, below ten to one decimal."""
        tenths = max(0, self.count) * 1000 // self.goal
        return Decimal(tenths) / 10 if 0 < tenths < 100 else Decimal(self.percent)

    @property
    def first_day(self) -> date:
        """The day the campaign begins, in its own timezone."""
        return self.starts_at.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def last_day(self) -> date:
        """The last day of the campaign, in its own timezone: an end at midnight is not in it."""
        last = self.ends_at - timedelta(microseconds=1)
        return last.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def is_final(self) -> bool:
        """True when the campaign is over and its count is frozen."""
        return self.state is State.ENDED and self.as_of == self.ends_at


def measure(
    campaign: Campaign, members: int, counted_at: datetime, now: datetime, version: int
) -> Progress:
    """The progress at `now`, of `members` counted at `counted_at`.

    A frozen campaign shows its final count as of its end, whatever `members` says.

    Raises: ValueError when the goal is not at least 1.
    """
    if campaign.goal < 1:
        raise ValueError("a campaign's goal is at least one member")
    is_final = campaign.final_count is not None
    count = max(0, members + campaign.offset)
    if campaign.final_count is not None:
        count = campaign.final_count
    state = _state(campaign, count, now)
    reached_now = count >= campaign.goal and state is not State.UPCOMING
    return Progress(
        slug=campaign.slug,
        name=campaign.name,
        count=count,
        goal=campaign.goal,
        percent=count * 100 // campaign.goal,
        remaining=max(0, campaign.goal - count),
        as_of=campaign.ends_at if is_final else counted_at,
        state=state,
        met=campaign.met_at is not None or reached_now,
        is_stale=not is_final and now - counted_at > STALE_AFTER,
        version=version,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        timezone=campaign.timezone,
        offset=campaign.offset,
        offset_label=campaign.offset_label,
    )


def current(campaigns: Iterable[Campaign], now: datetime) -> Campaign | None:
    """The campaign that `current` means: running, else the last ended, else the next to start.

    Of several that run, the one that started last.
    """
    known = list(campaigns)
    started = [c for c in known if c.starts_at <= now]
    running = [c for c in started if now < c.ends_at]
    if running:
        return max(running, key=lambda c: c.starts_at)
    if started:
        return max(started, key=lambda c: c.ends_at)
    return min(known, key=lambda c: c.starts_at, default=None)


def demo_term(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From 1 January of this year to the end of 31 December, in `zone`.

    To the end of next year when fewer than 30 days remain.
    """
    year = now.astimezone(zone).year
    starts_at, ends_at = (datetime(y, 1, 1, tzinfo=zone) for y in (year, year + 1))
    if ends_at - now < SHORTEST_DEMO:
        ends_at = datetime(year + 2, 1, 1, tzinfo=zone)
    return starts_at, ends_at


def _state(campaign: Campaign, count: int, now: datetime) -> State:
    if now < campaign.starts_at:
        return State.UPCOMING
    if now >= campaign.ends_at:
        return State.ENDED
    return State.REACHED if count >= campaign.goal else State.RUNNING
