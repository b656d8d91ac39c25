"""Months are the newsroom's: half-open, also where clocks change and years end."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.finance.months import Month, from_text, month_of

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        # Kyiv is two hours ahead of UTC in winter, three in summer.
        (datetime(2026, 1, 31, 21, 59, 59, 999999, tzinfo=UTC), "2026-01"),
        (datetime(2026, 1, 31, 22, 0, tzinfo=UTC), "2026-02"),
        (datetime(2026, 6, 30, 20, 59, 59, tzinfo=UTC), "2026-06"),
        (datetime(2026, 6, 30, 21, 0, tzinfo=UTC), "2026-07"),
        (datetime(2026, 3, 31, 20, 59, 59, tzinfo=UTC), "2026-03"),
        (datetime(2026, 3, 31, 21, 0, tzinfo=UTC), "2026-04"),
        (datetime(2025, 12, 31, 22, 0, tzinfo=UTC), "2026-01"),
        (datetime(2026, 10, 31, 21, 59, tzinfo=UTC), "2026-10"),
        (datetime(2026, 10, 31, 22, 0, tzinfo=UTC), "2026-11"),
    ],
)
def test_a_moment_lies_in_the_newsrooms_month(moment: datetime, month: str) -> None:
    assert str(month_of(moment, KYIV)) == month
    starts, ends = from_text(month).bounds(KYIV)
    assert starts <= moment < ends


def test_one_month_ends_where_the_next_begins() -> None:
    month = Month(2025, 11)
    for _ in range(30):
        assert month.bounds(KYIV)[1] == month.following.bounds(KYIV)[0]
        assert from_text(str(month)) == month
        month = month.following
    assert month == Month(2028, 5)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-3", "2026-13", "2026-00", "1969-12", "２026-01", "2026-01\n"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        from_text(text)
