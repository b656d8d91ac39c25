"""Progress at every count and every moment, without an application."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from portal.campaign.rules import (
    Campaign,
    Progress,
    State,
    current,
    demo_term,
    measure,
)

KYIV = ZoneInfo("Europe/Kyiv")
START = datetime(2026, 1, 1, tzinfo=KYIV)
END = datetime(2027, 1, 1, tzinfo=KYIV)
SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
CAMPAIGN = Campaign(
    slug="25000-members",
    name="25,000 members",
    goal=25_000,
    starts_at=START,
    ends_at=END,
    timezone="Europe/Kyiv",
)
TICK = timedelta(microseconds=1)


def at(members: int, now: datetime = SUMMER, campaign: Campaign = CAMPAIGN) -> Progress:
    return measure(campaign, members, counted_at=now, now=now, version=1)


@pytest.mark.parametrize(
    ("members", "percent", "remaining", "state", "met"),
    [
        (0, 0, 25_000, State.RUNNING, False),
        (1, 0, 24_999, State.RUNNING, False),
        (249, 0, 24_751, State.RUNNING, False),
        (250, 1, 24_750, State.RUNNING, False),
        (24_999, 99, 1, State.RUNNING, False),
        (25_000, 100, 0, State.REACHED, True),
        (26_111, 104, 0, State.REACHED, True),
    ],
)
def test_progress_is_right_at_every_count(
    members: int, percent: int, remaining: int, state: State, met: bool
) -> None:
    found = at(members)
    assert (found.count, found.percent, found.remaining) == (members, percent, remaining)
    assert (found.state, found.met) == (state, met)


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        (0, "0"),
        (24, "0"),
        (25, "0.1"),
        (240, "0.9"),
        (2_499, "9.9"),
        (2_500, "10"),
        (24_999, "99"),
        (26_111, "104"),
    ],
)
def test_below_ten_percent_a_decimal_is_shown(members: int, shown: str) -> None:
    assert at(members).percent_shown == Decimal(shown)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (START - TICK, State.UPCOMING),
        (START, State.RUNNING),
        (END - TICK, State.RUNNING),
        (END, State.ENDED),
    ],
)
def test_a_campaign_is_half_open_in_time(now: datetime, state: State) -> None:
    assert at(10, now).state is state


def test_a_goal_passed_before_the_start_is_not_met_yet() -> None:
    found = at(30_000, START - TICK)
    assert (found.state, found.met) == (State.UPCOMING, False)


def test_a_goal_once_met_stays_met_when_the_count_falls() -> None:
    found = at(24_990, campaign=replace(CAMPAIGN, met_at=SUMMER))
    assert (found.state, found.met, found.remaining) == (State.RUNNING, True, 10)


def test_a_frozen_campaign_shows_its_final_count_whatever_is_counted_later() -> None:
    frozen = replace(CAMPAIGN, final_count=24_000)
    found = measure(frozen, 31_000, END, END + timedelta(days=90), version=9)
    assert (found.count, found.percent, found.remaining) == (24_000, 96, 1_000)
    assert (found.state, found.met, found.as_of) == (State.ENDED, False, END)
    assert found.is_final
    assert not found.is_stale


def test_a_campaign_that_is_over_and_not_frozen_yet_is_not_final() -> None:
    assert not at(5, END + TICK).is_final


def test_an_offset_is_added_and_never_makes_a_count_negative() -> None:
    assert at(7, campaign=replace(CAMPAIGN, offset=100)).count == 107
    assert at(7, campaign=replace(CAMPAIGN, offset=-10)).count == 0


@pytest.mark.parametrize(
    ("age", "is_stale"), [(timedelta(minutes=10), False), (timedelta(minutes=10, seconds=1), True)]
)
def test_a_number_older_than_ten_minutes_is_stale(age: timedelta, is_stale: bool) -> None:
    found = measure(CAMPAIGN, 5, SUMMER - age, SUMMER, version=1)
    assert (found.is_stale, found.as_of, found.count) == (is_stale, SUMMER - age, 5)


def test_a_goal_of_nothing_is_refused_and_never_shown_as_reached() -> None:
    with pytest.raises(ValueError, match="at least one member"):
        at(0, campaign=replace(CAMPAIGN, goal=0))


def test_the_last_day_is_the_day_before_an_end_at_midnight() -> None:
    found = at(0)
    assert (found.first_day, found.last_day) == (date(2026, 1, 1), date(2026, 12, 31))


def test_current_is_the_running_campaign_then_the_last_ended_then_the_next() -> None:
    drive = replace(
        CAMPAIGN,
        slug="june",
        starts_at=datetime(2026, 6, 1, tzinfo=UTC),
        ends_at=datetime(2026, 6, 30, tzinfo=UTC),
    )
    later = replace(
        CAMPAIGN,
        slug="2028",
        starts_at=datetime(2028, 1, 1, tzinfo=UTC),
        ends_at=datetime(2029, 1, 1, tzinfo=UTC),
    )
    known = [later, CAMPAIGN, drive]

    def slug(now: datetime) -> str | None:
        found = current(known, now)
        return found.slug if found else None

    assert slug(START - TICK) == "25000-members"
    assert slug(datetime(2026, 6, 15, tzinfo=UTC)) == "june"
    assert slug(SUMMER) == "25000-members"
    assert slug(END) == "25000-members"
    assert slug(datetime(2028, 1, 1, tzinfo=UTC)) == "2028"
    assert current([], SUMMER) is None


@pytest.mark.parametrize(
    ("now", "last_year"),
    [
        (datetime(2026, 3, 5, tzinfo=UTC), 2026),
        (datetime(2026, 12, 1, 21, 59, tzinfo=UTC), 2026),
        (datetime(2026, 12, 2, 22, 1, tzinfo=UTC), 2027),
        # In Kyiv the new year has begun, in UTC it has not.
        (datetime(2026, 12, 31, 22, 30, tzinfo=UTC), 2027),
    ],
)
def test_the_demo_runs_to_the_end_of_the_year_or_of_the_next(now: datetime, last_year: int) -> None:
    starts_at, ends_at = demo_term(now, KYIV)
    assert ends_at == datetime(last_year + 1, 1, 1, tzinfo=KYIV)
    assert starts_at <= now
    assert (starts_at.month, starts_at.day, starts_at.hour) == (1, 1, 0)
