"""What a reader of files hands over: one piece in our own words, and remarks on what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, order=True)
class Remark:
    """Something that was left out or changed, and where: "a.md:7", "e.json, post “x”, html"."""

    where: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """A piece as its source has it. Without `published_at` it is a draft; in the future, scheduled.

    `section` and `author` are names or addresses, "" for the default. `pictures` are the files
    within the text, by the address that stands for them there. `former` are other addresses that
    led to the piece where it comes from, each its last part only.
    """

    where: str
    headline: str
    slug: str
    body: str
    kind: str = "article"
    section: str = ""
    author: str = ""
    author_bio: str = ""
    kicker: str = ""
    standfirst: str = ""
    tags: tuple[str, ...] = ()
    picture: Path | None = None
    picture_alt: str = ""
    picture_caption: str = ""
    picture_credit: str = ""
    pictures: dict[str, Path] = field(default_factory=dict)
    published_at: datetime | None = None
    updated_at: datetime | None = None
    corrections: tuple[tuple[datetime, str], ...] = ()
    former: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A piece that cannot be brought in, and why."""

    remark: Remark


class Source(Protocol):
    """A place where pieces come from."""

    def __len__(self) -> int:
        """How many pieces there are, readable or not."""

    def __iter__(self) -> Iterator[Found | LeftOut]:
        """Each of them, one after another."""


def storable(text: str) -> str:
    """The text without what no database keeps: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
