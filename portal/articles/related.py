"""Which pieces belong beside one that was just read."""

from sqlalchemy import case, func, or_, select
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
    tags = select(ArticleTag.tag_id).where(ArticleTag.article_id == to_id)
    shared = (
        select(ArticleTag.article_id, func.count().label("tags"))
        .where(ArticleTag.tag_id.in_(tags), ArticleTag.article_id != to_id)
        .group_by(ArticleTag.article_id)
        .subquery()
    )
    near = (
        select(Article.id)
        .where(Article.section_id == section_id, Article.state == State.PUBLISHED)
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(NEAR_IN_SECTION)
    )
    query = (
        cards()
        .outerjoin(shared, shared.c.article_id == Article.id)
        .where(Article.id != to_id, or_(shared.c.tags.is_not(None), Article.id.in_(near)))
        .order_by(
            func.coalesce(shared.c.tags, 0).desc(),
            case((Article.section_id == section_id, 0), else_=1),
            Article.published_at.desc(),
            Article.id.desc(),
        )
        .limit(limit)
    )
    return [to_piece(row) for row in session.execute(query)]
