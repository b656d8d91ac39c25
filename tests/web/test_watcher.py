"""The watcher sees every change within moments, on both databases, and survives what breaks."""

import queue
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from portal.extensions import db, unit_of_work
from portal.web import versions, watcher
from portal.web.watcher import Watcher
from tests import databases

News = queue.Queue[Mapping[str, int]]
Watch = Callable[[str, Path], tuple[Watcher, News]]

KILL_OTHERS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Starts watchers that put what they see into a queue, and stops them."""
    monkeypatch.setattr(watcher, "RETRY_SECONDS", 0.05)
    started: list[Watcher] = []

    def begin(url: str, folder: Path) -> tuple[Watcher, News]:
        found: News = queue.Queue()
        made = Watcher(url, folder)
        made.subscribe(found.put)
        made.start()
        started.append(made)
        return made, found

    yield begin
    for each in started:
        each.stop()


def bump(*topics: str) -> None:
    with unit_of_work() as session:
        for topic in topics:
            versions.bump(session, topic)


def until(found: News, topic: str, number: int) -> None:
    """Wait for what is awaited, at most 10 s; other news in between is passed over."""
    while found.get(timeout=30).get(topic) != number:
        pass


def database_of(app: Flask) -> str:
    url: str = app.extensions["settings"].database_url
    return url


def test_a_change_is_told_with_its_topics(app_on_both: Flask, watch: Watch, tmp_path: Path) -> None:
    bump("progress", "articles")
    seen, found = watch(database_of(app_on_both), tmp_path)
    assert found.get(timeout=30) == {"progress": 1, "articles": 1}
    began = time.monotonic()
    bump("progress")
    assert found.get(timeout=30) == {"progress": 2}
    assert time.monotonic() - began < 1.0
    assert seen.numbers == {"progress": 2, "articles": 1}
    assert seen.is_fresh()


def test_what_is_rolled_back_is_not_told(app_on_both: Flask, watch: Watch, tmp_path: Path) -> None:
    _, found = watch(database_of(app_on_both), tmp_path)
    with pytest.raises(KeyError), unit_of_work() as session:
        versions.bump(session, "progress")
        raise KeyError
    bump("articles")
    assert found.get(timeout=30) == {"articles": 1}


def test_a_lost_connection_is_made_again_and_nothing_is_missed(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.fresh_postgresql()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other:
        other.execute("INSERT INTO versions VALUES ('progress', 1, now())")
        _, found = watch(url, tmp_path)
        until(found, "progress", 1)
        for number in (2, 3):
            killed = other.execute(KILL_OTHERS).fetchone()
            assert killed
            assert killed[0] >= 1
            # Nobody is notified of this one: only reading anew after LISTEN finds it.
            other.execute("UPDATE versions SET number = %s", (number,))
            until(found, "progress", number)


def test_a_file_that_is_not_there_yet_is_found_when_it_is(tmp_path: Path, watch: Watch) -> None:
    seen, found = watch(f"sqlite:///{tmp_path / 'portal.sqlite3'}", tmp_path)
    assert not seen.is_fresh()
    databases.fresh_sqlite(tmp_path)
    app_settings = databases.make_settings(
        tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    )
    with databases.running(app_settings):
        bump("progress")
    until(found, "progress", 1)


def test_a_relative_file_is_the_one_in_the_instance_folder(tmp_path: Path, watch: Watch) -> None:
    databases.fresh_sqlite(tmp_path)
    with databases.running(
        databases.make_settings(tmp_path, DATABASE_URL="sqlite:///portal.sqlite3")
    ):
        bump("progress")
        _, found = watch("sqlite:///portal.sqlite3", tmp_path)
        until(found, "progress", 1)
        db.session.remove()


def test_one_failing_listener_keeps_nothing_from_the_others(
    app: Flask, watch: Watch, tmp_path: Path
) -> None:
    seen = Watcher(database_of(app), tmp_path)
    found: News = queue.Queue()

    def fail(_changed: Mapping[str, int]) -> None:
        raise ZeroDivisionError

    seen.subscribe(fail)
    seen.subscribe(found.put)
    seen.start()
    bump("progress")
    until(found, "progress", 1)
    bump("progress")
    until(found, "progress", 2)
    seen.stop()


def test_a_stopped_watcher_ends_its_thread_and_what_hangs_on_it(
    app_on_both: Flask, tmp_path: Path
) -> None:
    seen = Watcher(database_of(app_on_both), tmp_path)
    ended: list[bool] = []
    seen.at_end(lambda: ended.append(True))
    seen.start()
    assert seen.is_running
    seen.stop()
    assert not seen.is_running
    assert ended == [True]
    assert seen._thread
    assert not seen._thread.is_alive()
