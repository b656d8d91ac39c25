"""Which pieces belong beside one that was just read."""

from sqlalchemy import ScalarSelect, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.articles.library import cards, to_piece
from portal.articles.models import Article, ArticleTag, State
from portal.articles.pieces import Piece

RELATED_LENGTH = 4
# How far back a section alone makes two pieces related.
NEAR_IN_SECTION = 20
# How many tags of a piece are looked at, and how far back in each one's own feed: a tag may run
# through half of the archive.
MOST_TAGS = 8
NEAR_BY_TAG = 50


def related(
    session: Session, to_id: int, section_id: int, limit: int = RELATED_LENGTH
) -> list[Piece]:
    """The pieces nearest to one: most tags shared, then the same section, then the newest.

    A piece that shares neither a tag nor a recent place in the section is not related, so the
    list may be short or empty. One query.
    """
    near = nearest(to_id, section_id, limit).subquery()
    query = cards().join(near, near.c.article_id == Article.id).order_by(near.c.place)
    return [to_piece(row) for row in session.execute(query)]


def nearest(to_id: int, section_id: int, limit: int = RELATED_LENGTH) -> Select[int, int]:
    """The ids of those pieces and their places, 1 being the nearest; no other piece is looked at.

    The columns are `article_id` and `place`.
    """
    by_tag = [_with_tag(_tag_of(to_id, n)) for n in range(MOST_TAGS)]
    in_section = (
        select(Article.id, literal(0).label("tags"))
        .where(Article.section_id == section_id, Article.state == State.PUBLISHED)
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(NEAR_IN_SECTION)
        .subquery()
    )
    found = union_all(*by_tag, select(in_section)).subquery()
    shared = (
        select(found.c.article_id, func.sum(found.c.tags).label("tags"))
        .where(found.c.article_id != to_id)
        .group_by(found.c.article_id)
        .subquery()
    )
    order = (
        shared.c.tags.desc(),
        (Article.section_id == section_id).desc(),
        Article.published_at.desc(),
        Article.id.desc(),
    )
    return (
        select(
            Article.id.label("article_id"),
            func.row_number().over(order_by=order).label("place"),
        )
        .join(shared, shared.c.article_id == Article.id)
        .where(Article.state == State.PUBLISHED)
        .order_by("place")
        .limit(limit)
    )


def _tag_of(article_id: int, n: int) -> ScalarSelect[int]:
    """The n-th tag of an article, counted from 0; null when it has no more."""
    return (
        select(ArticleTag.tag_id)
        .where(ArticleTag.article_id == article_id)
        .order_by(ArticleTag.tag_id)
        .offset(n)
        .limit(1)
        .scalar_subquery()
    )


def _with_tag(tag_id: ScalarSelect[int]) -> Select[int, int]:
    """The newest published pieces with a tag, read off the tag's own index."""
    return select(
        select(ArticleTag.article_id, literal(1).label("tags"))
        .where(ArticleTag.tag_id == tag_id, ArticleTag.published_at.is_not(None))
        .order_by(ArticleTag.published_at.desc(), ArticleTag.article_id.desc())
        .limit(NEAR_BY_TAG)
        .subquery()
    )
