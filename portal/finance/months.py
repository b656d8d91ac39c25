"""Calendar months in the newsroom's timezone, as half-open intervals of time. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month; `str()` gives "2026-03"."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def following(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first moment and the first moment after it, in UTC."""
        after = self.following
        return (
            datetime(self.year, self.number, 1, tzinfo=zone).astimezone(UTC),
            datetime(after.year, after.number, 1, tzinfo=zone).astimezone(UTC),
        )


def month_of(moment: datetime, zone: ZoneInfo) -> Month:
    """The month that `moment` lies in, as the newsroom's calendar has it."""
    local = moment.astimezone(zone)
    return Month(local.year, local.month)


def from_text(text: str) -> Month:
    """Read "2026-03".

    Raises: ValueError when it is no month from 1970 to 2199.
    """
    if not re.fullmatch(r"(19[7-9]|2[01]\d)\d-(0[1-9]|1[0-2])", text, re.ASCII):
        raise ValueError(f"not a month: {text!r}")
    return Month(int(text[:4]), int(text[5:]))
