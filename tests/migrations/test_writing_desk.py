"""Migration 0006 with rows present: articles and their tags survive the way there and back."""

from flask import Flask
from sqlalchemy import inspect, text

from portal.extensions import db
from tests.migrations.steps import down, up

BEFORE = "0005"
PUBLISHED, UPDATED = "2026-03-10 12:00:00", "2026-03-11 12:00:00"
ARTICLE = (
    "INSERT INTO articles (id, slug, kind, section_id, author_id, kicker, headline, standfirst,"
    " body_markdown, body_html, words, reading_minutes, picture_alt, picture_caption,"
    " picture_credit, state, published_at, updated_at, corrections, version)"
    " VALUES ({id}, 'a{id}', 'article', 1, 1, '', 'A', '', '', '', 0, 1, '', '', '', '{state}',"
    " {published_at}, {updated_at}, '[]', 1)"
)
ROWS = (
    "INSERT INTO sections (id, slug, name, position) VALUES (1, 'city', 'City', 0)",
    "INSERT INTO authors (id, slug, name, role, bio, portrait_alt)"
    " VALUES (1, 'chidi', 'Chidi', '', '', '')",
    "INSERT INTO tags (id, slug, name) VALUES (1, 'rivers', 'rivers')",
    ARTICLE.format(
        id=1, state="published", published_at=f"'{PUBLISHED}'", updated_at=f"'{UPDATED}'"
    ),
    ARTICLE.format(id=2, state="published", published_at=f"'{PUBLISHED}'", updated_at="NULL"),
    ARTICLE.format(id=3, state="draft", published_at="NULL", updated_at="NULL"),
    "INSERT INTO article_tags (article_id, tag_id) VALUES (1, 1)",
)


def test_articles_and_their_tags_survive(older_app: Flask) -> None:
    with db.engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    up("0006")
    with db.engine.begin() as connection:
        edited = connection.execute(text("SELECT id, edited_at FROM articles ORDER BY id")).all()
        assert [str(at)[:19] for _, at in edited[:2]] == [UPDATED, PUBLISHED]
        assert edited[2][1] is not None
        connection.execute(
            text(
                "INSERT INTO revisions (article_id, number, at, act, detail, fields)"
                f" VALUES (1, 1, '{UPDATED}', 'saved', '', '{{}}')"
            )
        )
        connection.execute(text("INSERT INTO old_slugs (slug, article_id) VALUES ('old', 1)"))
    down(BEFORE)
    assert "revisions" not in inspect(db.engine).get_table_names()
    with db.engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM articles")) == 3
        assert connection.scalar(text("SELECT count(*) FROM article_tags")) == 1
    up("0006")
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM articles WHERE id = 1"))
        assert connection.scalar(text("SELECT count(*) FROM article_tags")) == 0
