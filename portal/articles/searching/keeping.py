"""Keeping the words of what is published, in the transaction that changes it.

Whoever writes an `Article` through its model need not know of the search.
"""

import html
from datetime import datetime
from typing import Any

import nh3
from sqlalchemy import Connection, delete, event, insert, inspect

from portal.articles.models import Article, State
from portal.articles.rules import EPOCH
from portal.articles.searching import words
from portal.articles.searching.models import ArticleWords, SearchDue

FOLLOWED = ("kicker", "headline", "standfirst", "body_html", "state", "published_at")
ID_BITS = 31


def keep(connection: Connection, article: Article) -> None:
    """The article is found by the words it has now; not at all when readers cannot see it."""
    of_it = ArticleWords.article_id == article.id
    connection.execute(delete(ArticleWords).where(of_it))
    if article.state == State.PUBLISHED and article.published_at is not None:
        connection.execute(
            insert(ArticleWords).values(
                article_id=article.id,
                place=place_of(article.published_at, article.id),
                words=words.kept(
                    article.headline,
                    f"{article.kicker} {article.standfirst}",
                    plain(article.body_html),
                ),
            )
        )
    connection.execute(delete(SearchDue).where(SearchDue.article_id == article.id))


def place_of(published_at: datetime, article_id: int) -> int:
    """The article's place in time: seconds since 1970, then the id, in 63 bits."""
    seconds = max(0, int((published_at - EPOCH).total_seconds()))
    return (seconds << ID_BITS) | article_id


def plain(body_html: str) -> str:
    """The text of a rendered body without its elements."""
    return html.unescape(nh3.clean(body_html, tags=set()))


@event.listens_for(Article, "after_insert")
def _keep_new(_mapper: object, connection: Connection, article: Article) -> None:
    keep(connection, article)


@event.listens_for(Article, "after_update")
def _keep_changed(_mapper: object, connection: Connection, article: Article) -> None:
    attributes: Any = inspect(article).attrs
    if any(attributes[name].history.has_changes() for name in FOLLOWED):
        keep(connection, article)
