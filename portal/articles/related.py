"""Which pieces belong beside one that was just read."""

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.articles.library import cards, to_piece
from portal.articles.models import Article, ArticleTag, State
from portal.articles.pieces import Piece

RELATED_LENGTH = 4
# How far back a section alone makes two pieces related.
NEAR_IN_SECTION = 20


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
    tags = select(ArticleTag.tag_id).where(ArticleTag.article_id == to_id)
    by_tag = (
        select(ArticleTag.article_id, func.count().label("tags"))
        .where(ArticleTag.tag_id.in_(tags))
        .group_by(ArticleTag.article_id)
    )
    in_section = (
        select(Article.id, literal(0))
        .where(Article.section_id == section_id, Article.state == State.PUBLISHED)
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(NEAR_IN_SECTION)
        .subquery()
    )
    found = union_all(by_tag, select(in_section)).subquery()
    shared = (
        select(found.c.article_id, func.max(found.c.tags).label("tags"))
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
