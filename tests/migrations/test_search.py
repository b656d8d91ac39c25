"""Migration 0010 with rows present: what is published is found after it, and survives it undone."""

from flask import Flask
from sqlalchemy import text

from portal.articles.searching.finding import find
from portal.articles.searching.jobs import catch_up
from portal.articles.searching.words import sought
from portal.extensions import db, end_read
from portal.seeding import migrate
from tests.migrations.steps import down

BEFORE = "0009"
MOMENT = "2026-03-10 12:00:00"
ARTICLE = (
    "INSERT INTO articles (id, slug, kind, section_id, author_id, kicker, headline, standfirst,"
    " body_markdown, body_html, words, reading_minutes, picture_alt, picture_caption,"
    " picture_credit, state, published_at, corrections, version, edited_at)"
    " VALUES ({id}, 'a{id}', 'article', 1, 1, '', 'The ferry', '', '', '', 0, 1, '', '', '',"
    f" '{{state}}', '{MOMENT}', '[]', 1, '{MOMENT}')"
)
ROWS = (
    "INSERT INTO sections (id, slug, name, position) VALUES (1, 'city', 'City', 0)",
    "INSERT INTO authors (id, slug, name, role, bio, portrait_alt)"
    " VALUES (1, 'chidi', 'Chidi', '', '', '')",
    "INSERT INTO tags (id, slug, name) VALUES (1, 'rivers', 'rivers')",
    ARTICLE.format(id=1, state="published"),
    ARTICLE.format(id=2, state="draft"),
    "INSERT INTO article_tags (article_id, tag_id) VALUES (1, 1)",
    "INSERT INTO article_tags (article_id, tag_id) VALUES (2, 1)",
)


def found() -> list[str]:
    catch_up()
    slugs = [one.piece.slug for one in find(db.session(), sought("ferry")).found]
    end_read()
    return slugs


def shown() -> list[bool]:
    with db.engine.connect() as connection:
        moments = connection.scalars(
            text("SELECT published_at FROM article_tags ORDER BY article_id")
        )
        return [moment is not None for moment in moments]


def test_what_is_published_is_found_and_survives_the_way_back(older_app: Flask) -> None:
    with db.engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    migrate()
    assert found() == ["a1"]
    assert shown() == [True, False]
    db.session.remove()
    down(BEFORE)
    with db.engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM articles")) == 2
        assert connection.scalar(text("SELECT count(*) FROM article_tags")) == 2
        connection.execute(text("UPDATE articles SET state = 'published' WHERE id = 2"))
    migrate()
    assert found() == ["a2", "a1"]
    assert shown() == [True, True]
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE articles SET state = 'draft' WHERE id = 1"))
    assert shown() == [False, True]
