"""The library: finds pieces and hands them out as frozen values, a counted few queries at a time.

Only what is published is ever found here.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from portal.articles import models, pieces, rules
from portal.articles.models import State
from portal.articles.pieces import Listing, Piece
from portal.articles.rules import Cursor
from portal.errors import Missing

PAGE_LENGTH = 20
Article = models.Article
Portrait = aliased(models.Picture)
IN_TIME = (Article.published_at, Article.id)

CARD = (
    Article.id, Article.slug, Article.kind, Article.kicker, Article.headline, Article.standfirst,
    Article.reading_minutes, Article.published_at, Article.updated_at,
    models.Section.slug.label("section_slug"), models.Section.name.label("section_name"),
    models.Author.slug.label("author_slug"), models.Author.name.label("author_name"),
    models.Author.role.label("author_role"),
    models.Picture.key.label("picture_key"), models.Picture.sizes.label("picture_sizes"),
    Article.picture_alt, Article.picture_caption, Article.picture_credit,
)  # fmt: skip
# Neither can be typed into a name: between a tag's slug and its name, and between two tags.
UNIT, RECORD = "\x1f", "\x1e"
TAGS = (
    select(func.aggregate_strings(models.Tag.slug + UNIT + models.Tag.name, RECORD))
    .join(models.ArticleTag, models.ArticleTag.tag_id == models.Tag.id)
    .where(models.ArticleTag.article_id == Article.id)
    .correlate(Article)
    .scalar_subquery()
    .label("tags")
)
TEXT = (
    Article.section_id, Article.author_id, Article.body_html, Article.words, Article.corrections,
    models.Author.bio.label("author_bio"),
    Portrait.key.label("portrait_key"), Portrait.sizes.label("portrait_sizes"),
    models.Author.portrait_alt, TAGS,
)  # fmt: skip


def feed(session: Session, before: Cursor | None = None, limit: int = PAGE_LENGTH) -> Listing:
    """The newest `limit` pieces, or those that follow `before`. One query."""
    return _list(session, before, limit)


def section(
    session: Session, slug: str, before: Cursor | None = None, limit: int = PAGE_LENGTH
) -> tuple[pieces.Section, Listing]:
    """A section and a page of its feed. Two queries. Raises: Missing."""
    row = session.execute(
        select(models.Section.id, models.Section.name).where(models.Section.slug == slug)
    ).one_or_none()
    if row is None:
        raise Missing
    listing = _list(session, before, limit, Article.section_id == row.id)
    return pieces.Section(slug, row.name), listing


def author(
    session: Session, slug: str, before: Cursor | None = None, limit: int = PAGE_LENGTH
) -> tuple[pieces.Author, Listing]:
    """An author and a page of what they wrote. Two queries. Raises: Missing."""
    row = session.execute(
        select(
            models.Author.id, models.Author.name, models.Author.role, models.Author.bio,
            models.Author.portrait_alt, Portrait.key, Portrait.sizes,
        )
        .outerjoin(Portrait, Portrait.id == models.Author.portrait_id)
        .where(models.Author.slug == slug)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise Missing
    portrait = _picture(row.key, row.sizes, row.portrait_alt)
    who = pieces.Author(slug, row.name, row.role, row.bio, portrait)
    return who, _list(session, before, limit, Article.author_id == row.id)


def tag(
    session: Session, slug: str, before: Cursor | None = None, limit: int = PAGE_LENGTH
) -> tuple[pieces.Tag, Listing]:
    """A tag and a page of the pieces about it. Two queries.

    Raises: Missing, also when nothing about it is published yet.
    """
    row = session.execute(
        select(models.Tag.id, models.Tag.name).where(models.Tag.slug == slug)
    ).one_or_none()
    if row is None:
        raise Missing
    about = models.ArticleTag
    query = (
        cards()
        .join(about, about.article_id == Article.id)
        .where(about.tag_id == row.id, about.published_at.is_not(None))
    )
    listing = _page(session, query, (about.published_at, about.article_id), before, limit)
    if not listing.pieces and before is None:
        raise Missing
    return pieces.Tag(slug, row.name), listing


def article(session: Session, slug: str) -> pieces.FullPiece:
    """The piece of that address with its text. One query. Raises: Missing."""
    row = session.execute(_texts().where(Article.slug == slug)).one_or_none()
    if row is None:
        raise Missing
    return _full(row)


def texts(session: Session, limit: int = PAGE_LENGTH) -> list[pieces.FullPiece]:
    """The newest pieces with their texts, for machine feeds. One query."""
    return [_full(row) for row in session.execute(_newest_first(_texts()).limit(limit))]


def cards() -> Select[*tuple[Any, ...]]:
    """What lists show, of published pieces, in no order yet."""
    return (
        select(*CARD)
        .join(models.Section, models.Section.id == Article.section_id)
        .join(models.Author, models.Author.id == Article.author_id)
        .outerjoin(models.Picture, models.Picture.id == Article.picture_id)
        .where(Article.state == State.PUBLISHED)
    )


def to_piece(row: Row[*tuple[Any, ...]]) -> Piece:
    """A row of `cards` as a value."""
    return Piece(
        **_shown(row), author=pieces.Author(row.author_slug, row.author_name, row.author_role)
    )


def _list(
    session: Session, before: Cursor | None, limit: int, *where: ColumnElement[bool]
) -> Listing:
    return _page(session, cards().where(*where), IN_TIME, before, limit)


def _page(
    session: Session,
    query: Select[*tuple[Any, ...]],
    in_time: Sequence[InstrumentedAttribute[Any]],
    before: Cursor | None,
    limit: int,
) -> Listing:
    """A page along `in_time`: the columns of the walked index that hold a piece's place."""
    if before is not None:
        place = tuple_(before.published_at, before.article_id)
        query = query.where(tuple_(*in_time) < place)
    ordered = query.order_by(*(column.desc() for column in in_time))
    found = [to_piece(row) for row in session.execute(ordered.limit(limit + 1))]
    has_more = len(found) > limit
    return Listing(found[:limit], found[limit - 1].cursor if has_more else None)


def _newest_first(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.order_by(*(column.desc() for column in IN_TIME))


def _texts() -> Select[*tuple[Any, ...]]:
    query = cards().add_columns(*TEXT)
    return query.outerjoin(Portrait, Portrait.id == models.Author.portrait_id)


def _full(row: Row[*tuple[Any, ...]]) -> pieces.FullPiece:
    portrait = _picture(row.portrait_key, row.portrait_sizes, row.portrait_alt)
    who = pieces.Author(row.author_slug, row.author_name, row.author_role, row.author_bio, portrait)
    return pieces.FullPiece(
        **_shown(row), author=who, section_id=row.section_id, author_id=row.author_id,
        body=row.body_html, words=row.words,
        corrections=tuple(pieces.Correction.from_pair(pair) for pair in row.corrections),
        tags=_tags(row.tags),
    )  # fmt: skip


def _tags(text: str | None) -> tuple[pieces.Tag, ...]:
    pairs = sorted(pair.split(UNIT) for pair in (text or "").split(RECORD) if pair)
    return tuple(pieces.Tag(slug, name) for slug, name in pairs)


def _shown(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "slug": row.slug,
        "is_brief": row.kind == models.Kind.BRIEF,
        "kicker": row.kicker,
        "headline": row.headline,
        "standfirst": row.standfirst,
        "reading_minutes": row.reading_minutes,
        "published_at": row.published_at,
        "updated_at": rules.visible_update(row.published_at, row.updated_at),
        "section": pieces.Section(row.section_slug, row.section_name),
        "picture": _picture(
            row.picture_key, row.picture_sizes,
            row.picture_alt, row.picture_caption, row.picture_credit,
        ),
    }  # fmt: skip


def _picture(
    key: str | None, sizes: Sequence[Sequence[int]] | None, alt: str, *words: str
) -> pieces.Picture | None:
    if key is None or not sizes:
        return None
    return pieces.Picture(key, tuple((w, h) for w, h in sizes), alt, *words)
