"""Which addresses the newsroom has for search engines: all of them, and the news of two days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.articles import rules
from portal.articles.models import Article, ArticleTag, Author, Section, State, Tag
from portal.articles.pages.owed import Owed

# The protocol allows 50,000 addresses in one file (https://www.sitemaps.org/protocol.html).
CHUNK = 50_000
# What else there is besides articles stays far below this.
FEW = 5_000
# developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_LASTS = timedelta(hours=48)
NEWS_AT_MOST = 1_000
A_SLUG = "-slug-"


@dataclass(frozen=True)
class Place:
    """One address and, where it is known, when it last changed."""

    url: str
    changed_at: datetime | None = None


@dataclass(frozen=True)
class News:
    """One piece of the last two days."""

    url: str
    headline: str
    published_at: datetime


def chunks(session: Session) -> int:
    """How many files the articles need; 0 when all addresses fit in one. One query.

    A file holds a range of ids, so an address stays in its file however much is published.
    """
    highest = session.scalar(select(func.max(Article.id))) or 0
    return 0 if highest <= CHUNK - FEW else -(-highest // CHUNK)


def pages(session: Session) -> list[Place]:
    """Everything but the articles: front page, sections, authors, tags, our own pages."""
    places = [Place(url_for("articles.feed"))]
    sections = session.scalars(select(Section.slug).order_by(Section.position, Section.id))
    places += [Place(url_for("articles.section", slug=slug)) for slug in sections]
    authors = session.scalars(select(Author.slug).order_by(Author.slug))
    places += [Place(url_for("articles.author", slug=slug)) for slug in authors]
    used = select(ArticleTag.tag_id).join(Article).where(Article.state == State.PUBLISHED)
    tags = session.scalars(select(Tag.slug).where(Tag.id.in_(used)).order_by(Tag.slug))
    places += [Place(url_for("articles.tag", slug=slug)) for slug in tags]
    return places + [Place(url_for("articles.page", slug=slug)) for slug in Owed]


def articles(session: Session, chunk: int | None = None) -> Iterator[Place]:
    """The published articles of a file, counted from 1, or all of them. One query."""
    query = select(Article.slug, Article.published_at, Article.updated_at).where(
        Article.state == State.PUBLISHED, Article.published_at.is_not(None)
    )
    if chunk is not None:
        query = query.where(Article.id > (chunk - 1) * CHUNK, Article.id <= chunk * CHUNK)
    address = url_for("articles.article", slug=A_SLUG)
    for slug, published_at, updated_at in session.execute(query.order_by(Article.id.desc())):
        if published_at:
            changed_at = rules.visible_update(published_at, updated_at) or published_at
            yield Place(address.replace(A_SLUG, slug), changed_at)


def news(session: Session, now: datetime) -> list[News]:
    """What was published in the last 48 hours, newest first. One query."""
    rows = session.execute(
        select(Article.slug, Article.headline, Article.published_at)
        .where(Article.state == State.PUBLISHED, Article.published_at > now - NEWS_LASTS)
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(NEWS_AT_MOST)
    )
    return [
        News(url_for("articles.article", slug=slug), headline, published_at)
        for slug, headline, published_at in rows
        if published_at
    ]
