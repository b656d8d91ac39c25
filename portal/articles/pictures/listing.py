"""The pictures as editors see them: the newest first, or those whose description has some words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.articles import models, pieces
from portal.articles.pictures import uses
from portal.errors import Missing

PAGE_LENGTH = 40
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Shown:
    """A picture on the desk; `alt` and `credit` are what is offered with it."""

    id: int
    picture: pieces.Picture
    alt: str
    credit: str
    created_at: datetime
    used: int = 0  # times outside of texts

    @property
    def markdown(self) -> str:
        """The line that puts it into a text."""
        shows = "".join(" " if sign in "[]\\\n" else sign for sign in self.alt) or "…"
        return f"![{shows}]({self.address})"

    @property
    def address(self) -> str:
        """Its largest file, as a text names it: from the portal's root, wherever that is."""
        largest = self.picture.sizes[-1]
        return f"/media/{pieces.file_name(self.picture.key, *largest)}"


@dataclass(frozen=True)
class Page:
    """Some pictures, and the id that the next page begins before, if there is one."""

    pictures: list[Shown]
    next: int | None


def newest(session: Session, words: str = "", before: int | None = None) -> Page:
    """A page of the list. Three queries."""
    query = select(models.Picture).order_by(models.Picture.id.desc()).limit(PAGE_LENGTH + 1)
    if before is not None:
        query = query.where(models.Picture.id < before)
    # SQLite folds the case of Latin letters only, so other ways to write a word are asked, too.
    for word in words[:LONGEST_SEARCH].split():
        spelled = sorted({word, word.lower(), word.upper(), word.capitalize()})
        alt, credit = models.Picture.alt, models.Picture.credit
        query = query.where(
            or_(*(c.icontains(s, autoescape=True) for c in (alt, credit) for s in spelled))
        )
    rows = list(session.scalars(query))
    more = len(rows) > PAGE_LENGTH
    rows = rows[:PAGE_LENGTH]
    used = uses.counts(session, [row.id for row in rows])
    shown = [of(row, used.get(row.id, 0)) for row in rows]
    return Page(shown, rows[-1].id if more else None)


def one(session: Session, picture_id: int) -> tuple[Shown, list[uses.Use]]:
    """A picture and where it is used. Four queries. Raises: Missing."""
    row = session.get(models.Picture, picture_id)
    if row is None:
        raise Missing("There is no such picture, or it was removed.")
    used = uses.of(session, row)
    return of(row, len(used)), used


def of(row: models.Picture, used: int = 0) -> Shown:
    """The row as a value."""
    sizes = tuple((width, height) for width, height in row.sizes)
    picture = pieces.Picture(row.key, sizes, row.alt, credit=row.credit)
    return Shown(row.id, picture, row.alt, row.credit, row.created_at, used)
