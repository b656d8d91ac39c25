"""A day and a time as people type them, in the newsroom's timezone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from portal.errors import Refused

FIRST_YEAR, LAST_YEAR = 1970, 2199


def moment_of(day: date, at: time, zone: ZoneInfo, *, field: str) -> datetime:
    """The aware moment when clocks in `zone` show that; of two, the first.

    Raises: Refused (of `field`) for an hour that is skipped when clocks go forward, and for years
    so far away that no clock can be asked and no days be counted.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(f"Choose a day of the years {FIRST_YEAR} to {LAST_YEAR}.", field=field)
    local = datetime.combine(day, at, zone)
    if datetime.fromtimestamp(local.timestamp(), zone).replace(tzinfo=None) != local.replace(
        tzinfo=None
    ):
        raise Refused(
            "There is no such time on that day: clocks go forward. Choose another hour.",
            field=field,
        )
    return local
