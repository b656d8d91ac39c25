"""Dates as people and other systems write them, read as moments."""

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

# 2024-03-01, 2024/3/1 9:30, 2024-03-01 09:30:00.5 +0200, 2024-03-01T09:30Z, … UTC
NUMBERS = re.compile(
    r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
    r"(?:[T\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
# English month names, and the day first only with dots: 3/4/2024 is another day in another country.
WORDS = ("%d %B %Y", "%B %d %Y", "%d %b %Y", "%b %d %Y", "%d.%m.%Y", "%d.%m.%Y %H:%M",
         "%d %B %Y %H:%M", "%B %d %Y %H:%M")  # fmt: skip
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ", re.I)
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.I)


def moment_of(value: object, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC, or None. Without a zone it is `zone`'s.

    A date alone means noon, so that it is the same day wherever it is read. The year 1 is how some
    systems write "no date".
    """
    try:
        read = _read(value) if isinstance(value, str) else value
        if isinstance(read, date) and not isinstance(read, datetime):
            read = datetime.combine(read, time(12))
        if not isinstance(read, datetime) or read.year == 1:
            return None
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read(text: str) -> datetime | date | None:
    text = " ".join(text.split())
    if numbers := NUMBERS.fullmatch(text):
        return _of_numbers(numbers)
    if "," in text and ":" in text:
        try:
            return parsedate_to_datetime(text)  # RFC 5322, as feeds write it
        except ValueError:
            pass
    plain = ORDINAL.sub("", WEEKDAY.sub("", text)).replace(",", "")
    for form in WORDS:
        try:
            found = datetime.strptime(plain, form)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
        return found if "%H" in form else found.date()
    return datetime.fromisoformat(text)


def _of_numbers(found: re.Match[str]) -> datetime | date:
    day = date(*(int(found[part]) for part in ("year", "month", "day")))
    if found["hour"] is None:
        return day
    zone = (found["zone"] or "").upper().replace(":", "")
    if zone in ("Z", "UTC", "GMT"):
        zone = "+0000"
    at = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    moment = datetime.combine(day, at)
    if not zone:
        return moment
    return datetime.strptime(f"{moment.isoformat()}{zone:0<5}", "%Y-%m-%dT%H:%M:%S%z")
