"""What a page shows of the newsroom's work: frozen values that know their own addresses.

Rows never leave `library.py`; templates get these. Addresses are relative to the portal's root,
so they need a request; `library` itself does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import url_for

from portal.articles import rules

# What a list shows, and what a page shows large; a picture may have more widths between.
SMALL, LARGE = 480, 1200


@dataclass(frozen=True)
class Section:
    """A part of the newspaper."""

    slug: str
    name: str

    @property
    def url(self) -> str:
        """Its page."""
        return url_for("articles.section", slug=self.slug)


@dataclass(frozen=True)
class Tag:
    """A subject that runs through pieces of any section."""

    slug: str
    name: str

    @property
    def url(self) -> str:
        """Its page."""
        return url_for("articles.tag", slug=self.slug)


@dataclass(frozen=True)
class Picture:
    """A picture with what is said about it where it is used. Sizes in pixels, ascending."""

    key: str
    sizes: tuple[tuple[int, int], ...]
    alt: str = ""
    caption: str = ""
    credit: str = ""

    @property
    def small(self) -> str:
        """The file for a list."""
        return self._file(min(self.sizes, key=lambda size: abs(size[0] - SMALL)))

    @property
    def large(self) -> str:
        """The file for the top of a page."""
        return self._file(min(self.sizes, key=lambda size: abs(size[0] - LARGE)))

    @property
    def srcset(self) -> str:
        """Every file with its width, for a browser to choose from."""
        return ", ".join(f"{self._file(size)} {size[0]}w" for size in self.sizes)

    @property
    def files_largest_first(self) -> list[str]:
        """Every file."""
        return [self._file(size) for size in reversed(self.sizes)]

    @property
    def width(self) -> int:
        """Of the largest file."""
        return self.sizes[-1][0]

    @property
    def height(self) -> int:
        """Of the largest file."""
        return self.sizes[-1][1]

    def _file(self, size: tuple[int, int]) -> str:
        return url_for("articles.media", name=file_name(self.key, *size))


@dataclass(frozen=True)
class Author:
    """Who wrote it."""

    slug: str
    name: str
    role: str = ""
    bio: str = ""
    portrait_picture: Picture | None = None

    @property
    def url(self) -> str:
        """Their page."""
        return url_for("articles.author", slug=self.slug)

    @property
    def portrait(self) -> str | None:
        """The portrait's file, if there is one."""
        return self.portrait_picture.small if self.portrait_picture else None


@dataclass(frozen=True)
class Piece:
    """An article or brief as it stands in a list."""

    id: int
    slug: str
    is_brief: bool
    kicker: str
    headline: str
    standfirst: str
    reading_minutes: int
    published_at: datetime
    updated_at: datetime | None  # as readers see it
    section: Section
    author: Author
    picture: Picture | None

    @property
    def url(self) -> str:
        """Its page."""
        return url_for("articles.article", slug=self.slug)

    @property
    def has_picture(self) -> bool:
        """True when a picture can be shown with it."""
        return self.picture is not None

    @property
    def cursor(self) -> rules.Cursor:
        """Its place in every feed."""
        return rules.Cursor(self.published_at, self.id)


@dataclass(frozen=True)
class Correction:
    """What was wrong, in words, and when it was put right."""

    at: datetime
    text: str

    @classmethod
    def from_pair(cls, pair: Sequence[str]) -> "Correction":
        """Read what is kept with an article: the moment in ISO form, and the words."""
        return cls(datetime.fromisoformat(pair[0]), pair[1])


@dataclass(frozen=True)
class FullPiece(Piece):
    """A piece with its text. `body` is safe HTML, its own addresses beginning with "/"."""

    section_id: int
    author_id: int
    body: str = field(repr=False)
    words: int
    corrections: tuple[Correction, ...]
    tags: tuple[Tag, ...] = ()

    @property
    def tag_slugs(self) -> tuple[str, ...]:
        """What it is about, for those who know tags by their addresses."""
        return tuple(tag.slug for tag in self.tags)


@dataclass(frozen=True)
class Listing:
    """One page of a feed, newest first, and where the next one begins."""

    pieces: list[Piece]
    next: rules.Cursor | None


@dataclass(frozen=True)
class Day:
    """The pieces of one day in the newsroom's timezone."""

    date: date
    pieces: list[Piece]


def by_day(pieces: Iterable[Piece], zone: ZoneInfo) -> list[Day]:
    """The pieces, in the order they came, under the day they were published on."""
    days = groupby(pieces, key=lambda piece: piece.published_at.astimezone(zone).date())
    return [Day(on, list(group)) for on, group in days]


def file_name(key: str, width: int, height: int) -> str:
    """What the file of a picture at one size is called."""
    return f"{key}-{width}x{height}.webp"
