"""Calendar arithmetic of recurring billing. Pure; all times are seconds since the epoch, UTC."""

import calendar
from datetime import UTC, datetime, timedelta

_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def step(anchor: int, interval: str, count: int, times: int) -> int:
    """The anchor moved on by `times` intervals; a day the month lacks becomes its last day.

    31 January plus one month is 28 February, plus two months 31 March, always from the anchor.
    """
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in _DAYS:
        return int((start + timedelta(days=_DAYS[interval] * count * times)).timestamp())
    months = start.month - 1 + _MONTHS[interval] * count * times
    year, month = start.year + months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def next_end(anchor: int, interval: str, count: int, after: int) -> int:
    """The first end of a period that lies after the given time."""
    times = 1
    while (end := step(anchor, interval, count, times)) <= after:
        times += 1
    return end
