"""Which addresses the newsroom has for search engines."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles import rules
from portal.articles.models import Article, Author, Section, State

# The protocol allows 50,000 addresses in one file; sections, authors and the front page need few.
ARTICLES_AT_MOST = 49_000


@dataclass(frozen=True)
class Place:
    """One address and, where it is known, when it last changed."""

    url: str
    changed_at: datetime | None = None


def read(session: Session) -> list[Place]:
    """Front page, sections, authors, and the newest articles. Three queries."""
    places = [Place(url_for("articles.feed"))]
    sections = session.scalars(select(Section.slug).order_by(Section.position, Section.id))
    places += [Place(url_for("articles.section", slug=slug)) for slug in sections]
    authors = session.scalars(select(Author.slug).order_by(Author.slug))
    places += [Place(url_for("articles.author", slug=slug)) for slug in authors]
    articles = session.execute(
        select(Article.slug, Article.published_at, Article.updated_at)
        .where(Article.state == State.PUBLISHED, Article.published_at.is_not(None))
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(ARTICLES_AT_MOST)
    )
    for slug, published_at, updated_at in articles:
        changed_at = published_at and (
            rules.visible_update(published_at, updated_at) or published_at
        )
        places.append(Place(url_for("articles.article", slug=slug), changed_at))
    return places
