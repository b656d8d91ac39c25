"""A newspaper of tens of thousands of pieces, set in seconds, and how the database walks it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text

from portal.articles.models import Article, ArticleTag, Author, Kind, Section, State, Tag
from portal.articles.searching.keeping import place_of
from portal.articles.searching.models import ArticleWords, SearchDue
from portal.articles.searching.words import kept
from portal.extensions import db, unit_of_work
from tests.articles.newspaper import NOON

SECTIONS, AUTHORS, TAGS = 5, 20, 50
SPACING = timedelta(minutes=7)


def fill(count: int) -> None:
    """So many published pieces, the first the newest, and none of them due for the search.

    "council" stands in every text, "ferry" in every tenth headline, "lighthouse" in every
    hundredth text, "w7" in one. Every piece has the tag 1 and one of the others.
    """
    rows = [_row(n) for n in range(1, count + 1)]
    tags = [(n, tag) for n in range(1, count + 1) for tag in (1, 2 + n % (TAGS - 1))]
    with unit_of_work() as session:
        connection = session.connection()
        for model, number in ((Section, SECTIONS), (Author, AUTHORS), (Tag, TAGS)):
            connection.execute(
                insert(model),
                [{"id": n, "slug": f"s-{n}", "name": f"Name {n}"} for n in range(1, number + 1)],
            )
        connection.execute(insert(Article), rows)
        connection.execute(insert(ArticleTag), [{"article_id": n, "tag_id": t} for n, t in tags])
        connection.execute(insert(ArticleWords), [_words(row) for row in rows])
        connection.execute(text(f"DELETE FROM {SearchDue.__tablename__}"))
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _words(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "article_id": row["id"],
        "place": place_of(row["published_at"], row["id"]),
        "words": kept(row["headline"], row["standfirst"], row["body_html"]),
    }


def _row(n: int) -> dict[str, Any]:
    return {
        "id": n,
        "slug": f"piece-{n}",
        "kind": Kind.ARTICLE,
        "section_id": 1 + n % SECTIONS,
        "author_id": 1 + n % AUTHORS,
        "headline": f"The ferry sails {n}" if n % 10 == 0 else f"The tram runs {n}",
        "standfirst": "What is known.",
        "body_html": f"The council met. w{n}" + (" A lighthouse." if n % 100 == 0 else ""),
        "state": State.PUBLISHED,
        "published_at": NOON - n * SPACING,
        "edited_at": NOON,
        "corrections": [],
    }
