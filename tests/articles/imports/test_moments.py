"""Dates as people and systems write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.articles.imports.moments import moment_of

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2024, 3, 1, 10, tzinfo=UTC)
HALF_PAST = datetime(2024, 3, 1, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["2024-03-01", "2024/3/1", "2024.03.01", "01.03.2024", "March 1, 2024", "1 March 2024",
     "1st Mar 2024", "Friday, March 1, 2024", "Mar 1 2024"],
)  # fmt: skip
def test_a_day_alone_is_its_noon(written: str) -> None:
    assert moment_of(written, KYIV) == NOON


@pytest.mark.parametrize(
    "written",
    ["2024-03-01 09:30", "2024-03-01T09:30:00", "2024-03-01 09:30:00 +0200",
     "2024-03-01T09:30:00.123+02:00", "2024-03-01 07:30:00 UTC", "2024-03-01T07:30:00Z",
     "2024/03/01 9:30", "Fri, 01 Mar 2024 09:30:00 +0200", "01.03.2024 09:30",
     "2024-03-01 09:30:00 +02"],
)  # fmt: skip
def test_a_moment_is_read_in_its_zone_or_the_newsrooms(written: str) -> None:
    assert moment_of(written, KYIV) == HALF_PAST


@pytest.mark.parametrize(
    "written",
    ["", "soon", "3/4/2024", "2024-02-30", "2024-13-01", "2024-03-01 25:00", None, 7, [1],
     "0001-01-01T00:00:00Z", "9999-12-31T23:59:00-05:00", datetime(1, 1, 1, tzinfo=KYIV),
     "٢٠٢٤-٠٣-٠١x"],
)  # fmt: skip
def test_what_is_no_date_is_none(written: object) -> None:
    assert moment_of(written, KYIV) is None
