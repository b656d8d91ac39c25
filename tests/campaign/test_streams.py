"""Live streams: news to everyone at once, nothing queued, nothing held, an end when told."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from portal.campaign import streams as module
from portal.campaign.streams import HEARTBEAT, Message, Streams, most_streams
from portal.errors import Unavailable
from portal.extensions import db, has_open_transaction
from tests import databases
from tests.campaign.building import make_campaign, set_members
from tests.settings import make_settings


class Source:
    """Where the publisher reads; `read` says when it has."""

    def __init__(self) -> None:
        self.version = 1
        self.is_broken = False
        self.read = threading.Semaphore(0)

    def __call__(self, slug: str) -> Message:
        self.read.release()
        if self.is_broken:
            raise OSError
        return message(self.version)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def live(source: Source) -> Iterator[Streams]:
    made = Streams(source)
    yield made
    made.close()


def message(version: int) -> Message:
    return Message(version, f'{{"version": {version}}}')


def tell(live: Streams, source: Source, version: int) -> None:
    source.version = version
    live.changed({"progress": version})


def version_of(event: bytes) -> int:
    fields = dict(line.split(": ", 1) for line in event.decode().split("\n") if line)
    assert fields["event"] == "progress"
    assert json.loads(fields["data"]) == {"version": int(fields["id"])}
    return int(fields["id"])


def test_a_stream_begins_with_what_is_true_now(live: Streams) -> None:
    stream = live.open("current", message(1))
    first = next(iter(stream))
    assert first.startswith(b"retry: ")
    assert version_of(first) == 1


def test_every_stream_gets_the_news(live: Streams, source: Source) -> None:
    parts = [iter(live.open("current", message(1))) for _ in range(20)]
    for part in parts:
        next(part)
    tell(live, source, 2)
    assert [version_of(next(part)) for part in parts] == [2] * 20


def test_a_slow_reader_gets_the_newest_only(live: Streams, source: Source) -> None:
    slow, quick = (iter(live.open("current", message(1))) for _ in range(2))
    next(slow), next(quick)
    for version in (2, 3, 4):
        tell(live, source, version)
        assert version_of(next(quick)) == version
    assert version_of(next(slow)) == 4


def test_what_changed_while_a_stream_was_opened_is_not_missed(
    live: Streams, source: Source
) -> None:
    source.version = 2
    parts = iter(live.open("current", message(1)))
    assert [version_of(next(parts)) for _ in range(2)] == [1, 2]


def test_an_older_number_never_follows_a_newer_one(live: Streams, source: Source) -> None:
    early = iter(live.open("current", message(1)))
    next(early)
    tell(live, source, 2)
    assert version_of(next(early)) == 2
    late = iter(live.open("current", message(3)))
    next(late)
    tell(live, source, 4)
    assert version_of(next(late)) == 4


def test_other_topics_cause_no_reading(live: Streams, source: Source) -> None:
    live.changed({"articles": 5})
    assert not live._due.is_set()


def test_a_quiet_stream_is_kept_alive_by_comments(
    live: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    parts = iter(live.open("current", message(1)))
    assert version_of(next(parts)) == 1
    assert [next(parts) for _ in range(3)] == [HEARTBEAT] * 3
    assert HEARTBEAT.startswith(b":")
    assert HEARTBEAT.endswith(b"\n\n")


def test_a_number_that_cannot_be_read_leaves_the_last_one_standing(
    live: Streams, source: Source
) -> None:
    parts = iter(live.open("current", message(1)))
    next(parts)
    assert source.read.acquire(timeout=30)
    source.is_broken = True
    live.changed({"progress": 2})
    assert source.read.acquire(timeout=30)
    source.is_broken = False
    tell(live, source, 3)
    assert version_of(next(parts)) == 3


def test_closing_ends_every_stream_at_once(live: Streams) -> None:
    parts = [iter(live.open("current", message(1))) for _ in range(3)]
    for part in parts:
        next(part)
    ended = threading.Semaphore(0)

    def exhaust(part: Iterator[bytes]) -> None:
        assert list(part) == []
        ended.release()

    for part in parts:
        threading.Thread(target=exhaust, args=(part,), daemon=True).start()
    live.close()
    assert all(ended.acquire(timeout=30) for _ in parts)
    with pytest.raises(Unavailable):
        live.open("current", message(1))


def test_no_more_streams_than_a_process_can_hold(live: Streams) -> None:
    live.most = 2
    first = live.open("current", message(1))
    live.open("june", message(1))
    with pytest.raises(Unavailable):
        live.open("current", message(1))
    first.close()
    first.close()
    assert live.count() == 1
    live.open("current", message(1))


def test_pages_keep_files_of_their_own() -> None:
    assert 1 <= most_streams() <= module.MOST_STREAMS


@pytest.fixture(params=["sqlite", "postgresql"])
def serving(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The portal as it serves, its watcher running, a campaign at 7."""
    url = (
        databases.fresh_sqlite(tmp_path)
        if request.param == "sqlite"
        else databases.fresh_postgresql()
    )
    settings = make_settings(tmp_path, DATABASE_URL=url)
    with databases.running(settings, serving=True) as app:
        make_campaign()
        set_members(7)
        app.extensions["watcher"].start()
        yield app
        app.extensions["watcher"].stop()


def test_a_new_member_reaches_an_open_page(serving: Flask) -> None:
    response = serving.test_client().get("/campaigns/current/live", buffered=False)
    assert response.content_type == "text/event-stream; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    parts = response.iter_encoded()
    assert b'"count": 7' in next(parts)
    db.session.rollback()
    assert not has_open_transaction()
    set_members(8)
    assert b'"count": 8' in next(parts)
    assert serving.extensions["streams"].count() == 1
    response.close()
    assert serving.extensions["streams"].count() == 0


def test_the_cached_page_shows_the_new_number(serving: Flask) -> None:
    told = threading.Semaphore(0)
    client = serving.test_client()
    watcher = serving.extensions["watcher"]
    # Told after the page cache, which subscribed before.
    watcher.subscribe(lambda changed: "progress" in changed and told.release())
    while told.acquire(timeout=0.5):
        pass
    page = client.get("/campaigns/current")
    assert ">7</strong>" in page.text
    set_members(8)
    known = {"If-None-Match": page.headers["ETag"]}
    while ">8</strong>" not in client.get("/campaigns/current", headers=known).text:
        assert told.acquire(timeout=30)


def test_the_watcher_that_stops_ends_the_streams(serving: Flask) -> None:
    parts = serving.test_client().get("/campaigns/current/live", buffered=False).iter_encoded()
    next(parts)
    serving.extensions["watcher"].stop()
    assert list(parts) == []


def test_a_page_from_memory_costs_no_query_and_sets_no_cookie(serving: Flask) -> None:
    client = serving.test_client()
    assert serving.extensions["watcher"].is_running
    while not serving.extensions["watcher"].is_fresh():
        threading.Event().wait(0.01)
    asked: list[str] = []
    client.get("/campaigns/current/progress.json")
    listen = (db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    event.listen(*listen)
    response = client.get("/campaigns/current/progress.json")
    event.remove(*listen)
    assert asked == []
    assert response.headers["ETag"]
    assert "Set-Cookie" not in response.headers


def test_head_holds_no_stream(serving: Flask) -> None:
    response = serving.test_client().head("/campaigns/current/live")
    assert (response.status_code, response.data) == (200, b"")
    response.close()
    assert serving.extensions["streams"].count() == 0


def test_streams_of_a_campaign_that_is_not_there_are_404(serving: Flask) -> None:
    assert serving.test_client().get("/campaigns/none/live").status_code == 404
