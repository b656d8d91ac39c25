"""Finding published articles by their words: headlines first, then standfirsts, then bodies.

The newest comes first within each. No score: what is found and in which order is the same on both
databases, and a page of it is read off the index without looking at all that matches.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, cast, column, literal, select, table, union_all
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from portal.articles.library import cards, to_piece
from portal.articles.models import Article
from portal.articles.pieces import Piece
from portal.articles.searching.models import ArticleWords
from portal.articles.searching.structure import INDEX_NAME
from portal.articles.searching.words import BODY, DEPTHS, HEADLINE, Sought
from portal.errors import Missing

PAGE_LENGTH = 20
CURSOR = re.compile(r"([123])-([0-9]{1,19})")
HIGHEST_PLACE = 2**63 - 1
_index = table(INDEX_NAME, column(INDEX_NAME), column("rowid"))


@dataclass(frozen=True)
class Cursor:
    """A place among what was found: all that follows it comes later in time or deeper in texts."""

    depth: int
    place: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.depth}-{self.place}"

    @classmethod
    def from_text(cls, text: str) -> "Cursor":
        """Read what `str` wrote. Raises: Missing for anything else."""
        match = CURSOR.fullmatch(text)
        if match is None or int(match[2]) > HIGHEST_PLACE:
            raise Missing
        return cls(int(match[1]), int(match[2]))


@dataclass(frozen=True)
class Found:
    """A piece that was found, with its text as safe HTML."""

    piece: Piece
    body: str
    cursor: Cursor


@dataclass(frozen=True)
class Finds:
    """A page of what was found, and where the next one begins."""

    found: list[Found]
    next: Cursor | None


def find(
    session: Session,
    sought: Sequence[Sought],
    before: Cursor | None = None,
    limit: int = PAGE_LENGTH,
) -> Finds:
    """The first `limit` articles that have all the words, or those that follow `before`. One query.

    `sought` holds at least one word.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    arm = _sqlite_arm if is_sqlite else _postgresql_arm
    start = before or Cursor(HEADLINE, HIGHEST_PLACE)
    arms = [
        select(
            arm(
                _asked(sought, depth, is_sqlite),
                depth,
                start.place if depth == start.depth else HIGHEST_PLACE,
            )
            .limit(limit + 1)
            .subquery()
        )
        for depth in DEPTHS
        if depth >= start.depth
    ]
    hits = union_all(*arms).subquery()
    rows = session.execute(
        cards()
        .add_columns(Article.body_html, hits.c.depth, hits.c.place)
        .join(ArticleWords, ArticleWords.article_id == Article.id)
        .join(hits, hits.c.place == ArticleWords.place)
        .order_by(hits.c.depth, hits.c.place.desc())
        .limit(limit + 1)
    ).all()
    found = [
        Found(to_piece(row), row.body_html, Cursor(row.depth, row.place)) for row in rows[:limit]
    ]
    return Finds(found, found[-1].cursor if len(rows) > limit else None)


def every_match(session: Session, sought: Sequence[Sought]) -> Select[int]:
    """The ids of all published articles that have all the words (at least one), in no order."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    asked = _all_words(sought, BODY, is_sqlite)
    ids = select(ArticleWords.article_id)
    if is_sqlite:
        matching = select(_index.c.rowid).where(_index.c[INDEX_NAME].op("MATCH")(asked))
        return ids.where(ArticleWords.place.in_(matching))
    return ids.where(ArticleWords.words.op("@@")(cast(asked, TSQUERY)))


def _asked(sought: Sequence[Sought], depth: int, is_sqlite: bool) -> str:
    """All the words at this depth, and not all of them at the one above."""
    here = _all_words(sought, depth, is_sqlite)
    if depth == HEADLINE:
        return here
    above = _all_words(sought, depth - 1, is_sqlite)
    return f"({here}) NOT ({above})" if is_sqlite else f"({here}) & !({above})"


def _all_words(sought: Sequence[Sought], depth: int, is_sqlite: bool) -> str:
    """In the database's own language. Words hold letters and digits only: nothing to escape."""
    if is_sqlite:
        return " AND ".join(f'"{depth}{s.word}"{"*" if s.is_beginning else ""}' for s in sought)
    return " & ".join(f"'{depth}{s.word}'{':*' if s.is_beginning else ''}" for s in sought)


def _sqlite_arm(asked: str, depth: int, below: int) -> Select[*tuple[Any, ...]]:
    return (
        select(literal(depth).label("depth"), _index.c.rowid.label("place"))
        .where(_index.c[INDEX_NAME].op("MATCH")(asked), _index.c.rowid < below)
        .order_by(_index.c.rowid.desc())
    )


def _postgresql_arm(asked: str, depth: int, below: int) -> Select[*tuple[Any, ...]]:
    """The offset keeps the limit from the planner: for a word it overrates it would walk all."""
    matching = (
        select(ArticleWords.place)
        .where(ArticleWords.words.op("@@")(cast(asked, TSQUERY)), ArticleWords.place < below)
        .offset(0)
        .subquery()
    )
    return select(literal(depth).label("depth"), matching.c.place).order_by(matching.c.place.desc())
