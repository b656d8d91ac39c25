"""What is decided about articles by thinking alone: length, update, place in the feed, front page.

Nothing here reads the database or the clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeVar

from portal.errors import Missing

# Adults read English non-fiction silently at 238 words a minute on average (Brysbaert 2019,
# "How many words do we read per minute?", Journal of Memory and Language 109); a little less,
# because a promise of time is better kept than broken.
WORDS_PER_MINUTE = 220
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# At most nine digits of id: more would not fit the database's integer.
CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,9})")
WORD = re.compile(r"\w+(?:['’\-–.,]\w+)*")
SECONDS_ON_FRONT = 3


def count_words(text: str) -> int:
    """How many words a plain text has; "don't", "river-side" and "1,200" are one each."""
    return len(WORD.findall(text))


def reading_minutes(words: int) -> int:
    """Whole minutes to read so many words, rounded to the nearest, at least 1."""
    return max(1, (words + WORDS_PER_MINUTE // 2) // WORDS_PER_MINUTE)


def visible_update(published_at: datetime, updated_at: datetime | None) -> datetime | None:
    """The update a reader is told of: one at least a minute after publication, else None."""
    if updated_at is None or updated_at - published_at < timedelta(minutes=1):
        return None
    return updated_at


@dataclass(frozen=True, order=True)
class Cursor:
    """A place in a feed: everything published before it, and on a tie with a lower id, follows."""

    published_at: datetime
    article_id: int

    def __str__(self) -> str:
        """As it stands in an address: microseconds since 1970, a hyphen, the id."""
        return f"{(self.published_at - EPOCH) // MICROSECOND}-{self.article_id}"

    @classmethod
    def from_text(cls, text: str) -> "Cursor":
        """Read what `str` wrote. Raises: Missing for anything else."""
        match = CURSOR.fullmatch(text)
        if match is None:
            raise Missing
        return cls(EPOCH + int(match[1]) * MICROSECOND, int(match[2]))


class Placeable(Protocol):
    """What the front page must know of a piece to place it."""

    @property
    def is_brief(self) -> bool:
        """True for a brief, which never stands at the top."""

    @property
    def has_picture(self) -> bool:
        """True when a picture can be shown large."""


Listed = TypeVar("Listed", bound=Placeable)


@dataclass(frozen=True)
class Front(Generic[Listed]):
    """The front page: one lead, two or three seconds, the rest in the order it came."""

    lead: Listed | None
    seconds: list[Listed]
    rest: list[Listed]


def lead_first(pieces: Sequence[Listed]) -> tuple[Listed | None, list[Listed]]:
    """The newest article with a picture, for the top of a section, and all others in their order.

    None of fewer than three pieces leads: the list below would look forgotten.
    """
    top = next((p for p in pieces if p.has_picture and not p.is_brief), None)
    if len(pieces) < 3 or top is None:
        return None, list(pieces)
    return top, [p for p in pieces if p is not top]


def arrange(pieces: Sequence[Listed]) -> Front[Listed]:
    """Place the newest pieces, newest first; each stands on the page exactly once.

    The newest article with a picture leads, the next three are seconds. Fewer than two seconds
    would leave a hole beside the lead, so then there are none.
    """
    shown = [i for i, p in enumerate(pieces) if p.has_picture and not p.is_brief]
    top = shown[: 1 + SECONDS_ON_FRONT] if len(shown) > SECONDS_ON_FRONT else shown[:1]
    return Front(
        lead=pieces[top[0]] if top else None,
        seconds=[pieces[i] for i in top[1:]],
        rest=[p for i, p in enumerate(pieces) if i not in top],
    )
