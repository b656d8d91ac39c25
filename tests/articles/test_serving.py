"""In a serving process: a page that was finished once costs nothing, and changes are seen."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.articles.frame import Frames
from portal.articles.models import Article, Section
from portal.extensions import db, unit_of_work
from portal.web import page_cache, versions
from portal.web.newsroom import NewsroomRow
from tests import databases
from tests.articles.newspaper import name_newsroom, publish
from tests.articles.queries import counted
from tests.settings import make_settings


class Changes:
    """Lets a test wait until the process has seen what the test changed."""

    def __init__(self, app: Flask) -> None:
        self._seen = threading.Event()
        app.extensions["watcher"].subscribe(lambda _changed: self._seen.set())

    def bump(self, topic: str) -> None:
        self._seen.clear()
        with unit_of_work() as session:
            versions.bump(session, topic)
        assert self._seen.wait(10)


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The portal as it serves, its watcher running; pages end by change only."""
    monkeypatch.setattr(page_cache, "LIFE_SECONDS", 600.0)
    url = databases.fresh_sqlite(tmp_path)
    with databases.running(make_settings(tmp_path, DATABASE_URL=url), serving=True) as app:
        app.extensions["watcher"].start()
        yield app
        app.extensions["watcher"].stop()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/news/gate",
        "/sections/city",
        "/feed.xml",
        "/privacy",
        "/sitemap.xml",
        "/news-sitemap.xml",
    ],
)
def test_a_finished_page_asks_the_database_nothing(serving: Flask, address: str) -> None:
    publish("gate")
    Changes(serving).bump("articles")
    client = serving.test_client()
    first = client.get(address)
    assert first.status_code == 200
    with counted() as seen:
        again = client.get(address)
        unchanged = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert seen == []
    assert again.data == first.data
    assert unchanged.status_code == 304


def test_a_piece_published_now_is_on_the_pages_kept_before(serving: Flask) -> None:
    changes = Changes(serving)
    publish("gate")
    changes.bump("articles")
    client = serving.test_client()
    assert "/news/wall" not in client.get("/").text
    publish("wall")
    changes.bump("articles")
    assert "/news/wall" in client.get("/").text
    assert "/news/wall" in client.get("/news/gate").text


def test_the_frame_is_read_once_until_it_changes(serving: Flask) -> None:
    changes = Changes(serving)
    name_newsroom("The Courier")
    publish("gate")
    changes.bump("newsroom")
    frames = Frames(serving.extensions["watcher"])
    assert frames.current(db.session()).newsroom.name == "The Courier"
    with counted() as seen:
        frame = frames.current(db.session())
    assert seen == []
    assert [section.slug for section in frame.sections] == ["city"]
    name_newsroom("The Evening Courier")
    changes.bump("newsroom")
    assert frames.current(db.session()).newsroom.name == "The Evening Courier"


def test_without_a_watcher_the_frame_is_always_read(app: Flask) -> None:
    frames = Frames(app.extensions["watcher"])
    assert frames.current(db.session()).newsroom.name == "The Newsroom"
    name_newsroom("The Courier")
    assert frames.current(db.session()).newsroom.name == "The Courier"


def test_a_newspaper_without_sections_or_name_still_has_a_frame(app_on_both: Flask) -> None:
    frames = Frames(app_on_both.extensions["watcher"])
    assert frames.current(db.session()).sections == ()
    publish("gate")
    publish("wages", section="money")
    assert [s.slug for s in frames.current(db.session()).sections] == ["city", "money"]
    with unit_of_work() as session:
        session.execute(delete(Article))
        session.execute(delete(Section))
        session.merge(NewsroomRow(id=1, name="The Courier", tagline=""))
    frame = frames.current(db.session())
    assert (frame.newsroom.name, frame.sections) == ("The Courier", ())


def test_when_the_database_is_away_the_last_frame_and_an_error_page_stand(app: Flask) -> None:
    name_newsroom("The Courier")
    frames = Frames(app.extensions["watcher"])
    frames.current(db.session())
    db.session.rollback()
    db.drop_all()
    assert frames.current(db.session()).newsroom.name == "The Courier"
    app.config["PROPAGATE_UNEXPECTED"] = False
    for address in ("/", "/news/gate", "/feed.xml"):
        assert app.test_client().get(address).status_code == 503
