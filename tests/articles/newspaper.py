"""A small newspaper for tests: a few sections and authors, and pieces as a test asks for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles.models import Article, ArticleTag, Author, Kind, Picture, Section, State, Tag
from portal.articles.writing import write
from portal.extensions import db, unit_of_work
from portal.web.newsroom import NewsroomRow

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "The council met at nine.\n\n## What was said\n\nIt adjourned at ten past nine."


def publish(slug: str, *, hours_ago: float = 0, **facts: Any) -> int:
    """A published piece stands in the newspaper; its id. `tags` are names."""
    with unit_of_work() as session:
        return write_piece(session, slug, hours_ago=hours_ago, **facts)


def write_piece(
    session: Session,
    slug: str,
    *,
    hours_ago: float = 0,
    section: str = "city",
    author: str = "chidi-okafor",
    tags: tuple[str, ...] = (),
    body: str = TEXT,
    with_picture: bool = False,
    **columns: Any,
) -> int:
    """The same inside a unit of work that is open already."""
    article = Article(
        **{
            "slug": slug,
            "kind": Kind.ARTICLE,
            "headline": slug.replace("-", " ").capitalize(),
            "standfirst": f"What is known about {slug}.",
            "kicker": "Council",
            "state": State.PUBLISHED,
            "published_at": NOON - timedelta(hours=hours_ago),
            "section_id": _one(session, Section, section, name=section.capitalize()).id,
            "author_id": _one(
                session,
                Author,
                author,
                name="Chidi Okafor",
                role="Reporter",
                bio="Reads tide tables.",
            ).id,
            "picture_id": _picture(session).id if with_picture else None,
            **columns,
        }
    )
    write(article, body)
    session.add(article)
    session.flush()
    for name in tags:
        tag = _one(session, Tag, name, name=name)
        session.add(ArticleTag(article_id=article.id, tag_id=tag.id))
    session.flush()
    return article.id


def name_newsroom(name: str = "The Marisk Courier") -> None:
    """The newsroom has a name."""
    with unit_of_work() as session:
        session.merge(NewsroomRow(id=1, name=name, tagline="Paid by its readers"))


def slugs_in_order() -> list[str]:
    """Every published piece as a feed must show it, found without the library."""
    return list(
        db.session.scalars(
            select(Article.slug)
            .where(Article.state == State.PUBLISHED)
            .order_by(Article.published_at.desc(), Article.id.desc())
        )
    )


def _one(session: Session, model: Any, slug: str, **columns: Any) -> Any:
    row = session.scalar(select(model).where(model.slug == slug))
    if row is None:
        row = model(slug=slug, **columns)
        session.add(row)
        session.flush()
    return row


def _picture(session: Session) -> Picture:
    key = "0123456789abcdef"
    row = session.scalar(select(Picture).where(Picture.key == key))
    if row is None:
        row = Picture(key=key, sizes=[[480, 320], [1200, 800]], created_at=NOON)
        session.add(row)
        session.flush()
    return row
