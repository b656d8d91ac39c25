"""`portal articles render`: older HTML follows the renderer, and no text is touched."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.articles import rendering_again
from portal.articles.models import Article
from portal.articles.pages import saving
from portal.articles.pages.models import PageRow
from portal.extensions import db, unit_of_work
from portal.web import versions
from tests.articles.newspaper import NOON, publish

KEY = "0123456789abcdef"
WITH_PICTURE = f"Before.\n\n![A gate](/media/{KEY}-1600x900.webp)"


def age(**columns: object) -> None:
    """What is stored was rendered by an older portal."""
    with unit_of_work() as session:
        session.execute(update(Article).values(**columns))


def stored(slug: str) -> Article:
    db.session.rollback()
    return db.session.scalars(select(Article).where(Article.slug == slug)).one()


def test_older_html_follows_the_renderer_and_the_next_run_has_nothing_to_do(
    app_on_both: Flask,
) -> None:
    publish("gate", body=WITH_PICTURE)
    publish("wall")
    fresh = stored("gate").body_html
    assert "srcset" in fresh
    edited = stored("gate").edited_at
    with unit_of_work() as session:
        saving.save(
            session, "about", title="About", markdown=WITH_PICTURE, began_from=0, by=None, now=NOON
        )
        session.execute(update(PageRow).values(body_html="<p>Old.</p>"))
    age(body_html="<p>Old.</p>", words=9, reading_minutes=9)
    before = versions.current(db.session(), "articles")
    run = app_on_both.test_cli_runner().invoke(args=["articles", "render"])
    assert run.exit_code == 0, run.output
    assert "3 texts have other HTML now." in run.output
    row = stored("gate")
    assert (row.body_html, row.words, row.reading_minutes) == (fresh, 1, 1)
    assert (row.body_markdown, row.edited_at, row.version) == (WITH_PICTURE, edited, 1)
    assert "srcset" in db.session.scalars(select(PageRow.body_html)).one()
    assert versions.current(db.session(), "articles") == before + 1
    assert "srcset" in app_on_both.test_client().get("/news/gate").text
    assert not any(rendering_again.render_again())
    assert versions.current(db.session(), "articles") == before + 1


def test_a_text_saved_meanwhile_is_left_to_who_saved_it(app_on_both: Flask) -> None:
    publish("gate")
    age(body_html="<p>Old.</p>")
    old = stored("gate")
    change = rendering_again._of_article(old.id, "An older text.", old.body_html)
    assert rendering_again._kept([change], "articles") == [True]
    assert stored("gate").body_html == "<p>Old.</p>"


def test_batches_leave_nobody_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        publish(f"piece-{number}")
    age(body_html="")
    monkeypatch.setattr(rendering_again, "BATCH", 2)
    assert list(rendering_again.render_again()) == [True] * 5
    assert rendering_again.count() == 5
    assert all(stored(f"piece-{number}").body_html for number in range(5))
