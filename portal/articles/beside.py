"""What stands around the text of an article: related pieces, its author's latest, linked pieces."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from portal.articles.editing.models import OldSlug
from portal.articles.library import cards, to_piece
from portal.articles.models import Article, State
from portal.articles.pieces import FullPiece, Piece
from portal.articles.related import RELATED_LENGTH, nearest

LATEST_BY_AUTHOR = 3
_NOWHERE = literal("").label("named")


@dataclass(frozen=True)
class Beside:
    """Related pieces, nearest first; the author's other latest; those linked to, by slug."""

    related: list[Piece]
    by_author: list[Piece]
    linked: dict[str, Piece]


def beside(session: Session, piece: FullPiece, slugs: Collection[str]) -> Beside:
    """What belongs beside `piece`, and of the pieces at `slugs` those that are published.

    A piece is also found at an address that it had. What is related is not named again under its
    author. One query.
    """
    near = nearest(piece.id, piece.section_id).subquery()
    latest = (
        select(Article.id)
        .where(
            Article.author_id == piece.author_id,
            Article.state == State.PUBLISHED,
            Article.id != piece.id,
        )
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(LATEST_BY_AUTHOR + RELATED_LENGTH)
        .subquery()
    )
    parts = [
        select(literal("related").label("part"), near.c.article_id, near.c.place, _NOWHERE),
        select(literal("author"), latest.c.id, literal(0), _NOWHERE),
    ]
    for id_, slug in ((OldSlug.article_id, OldSlug.slug), (Article.id, Article.slug)):
        if slugs:
            parts.append(select(literal("linked"), id_, literal(0), slug).where(slug.in_(slugs)))
    places = union_all(*parts).subquery()
    rows = session.execute(
        cards()
        .add_columns(places.c.part, places.c.named)
        .join(places, places.c.article_id == Article.id)
        .order_by(places.c.place, Article.published_at.desc(), Article.id.desc())
    )
    found: dict[str, list[Piece]] = {"related": [], "author": []}
    linked: dict[str, Piece] = {}
    for row in rows:
        if row.part != "linked":
            found[row.part].append(to_piece(row))
        elif row.named == row.slug or row.named not in linked:  # its own address goes first
            linked[row.named] = to_piece(row)
    told = {other.id for other in found["related"]}
    own = [other for other in found["author"] if other.id not in told]
    return Beside(found["related"], own[:LATEST_BY_AUTHOR], linked)
