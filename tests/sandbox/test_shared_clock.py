"""A clock that others follow: its file, and the dates of what clients see."""

import time
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.driver import pay
from tests.sandbox.fixtures import SECRET, Running, running
from tests.sandbox.listener import Listener, listening
from tests.sandbox.shop import open_session

DAY = 86400
ASKED: dict[str, Any] = {"mode": "setup", "currency": "usd", "success_url": "http://127.0.0.1/"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def said(file: Path) -> float:
    return float(file.read_text())


def offset(sandbox: Running) -> float:
    found: float = sandbox.control.state()["clock"]["offset"]
    return found


def test_the_file_always_says_how_far_time_is_ahead(tmp_path: Path, file: Path) -> None:
    with running(tmp_path / "state", clock_file=file) as sandbox:
        assert said(file) == 0
        sandbox.control.advance(days=3)
        assert said(file) == offset(sandbox) == pytest.approx(3 * DAY, abs=60)
    with running(tmp_path / "state", clock_file=file) as again:
        assert said(file) == offset(again) == pytest.approx(3 * DAY, abs=60)


def test_time_runs_back_neither_on_reset_nor_with_another_state(tmp_path: Path, file: Path) -> None:
    with running(tmp_path / "state", clock_file=file) as sandbox:
        sandbox.control.advance(days=3)
        sandbox.client.v1.customers.create()
        sandbox.control.reset()
        assert sandbox.control.state()["objects"] == {}
        assert said(file) == offset(sandbox) == pytest.approx(3 * DAY, abs=60)
    with running(tmp_path / "another", clock_file=file) as other:
        assert offset(other) == said(file) == pytest.approx(3 * DAY, abs=60)


def test_without_a_file_a_reset_brings_todays_time_back(sandbox: Running) -> None:
    sandbox.control.advance(days=3)
    sandbox.control.reset()
    assert offset(sandbox) == 0


def test_clients_that_follow_open_checkouts_in_its_time(tmp_path: Path, file: Path) -> None:
    with running(tmp_path / "state", clock_file=file) as sandbox:
        sandbox.control.advance(years=1)
        create = sandbox.client.v1.checkout.sessions.create
        now = time.time()
        with pytest.raises(stripe.InvalidRequestError, match="at least 30 minutes"):
            create({**ASKED, "expires_at": int(now) + 3600})  # type: ignore[typeddict-item]
        opened = create({**ASKED, "expires_at": int(now + said(file)) + 3600})  # type: ignore[typeddict-item]
        assert requests.get(opened.url or "", timeout=30).status_code == 200
        paid = open_session(sandbox)
        pay(paid.url or "")
        newest = sandbox.client.v1.events.list({"limit": 1}).data[0]
        assert newest.created == pytest.approx(now + said(file), abs=60)
        sandbox.control.advance(days=1)
        assert requests.get(opened.url or "", timeout=30).status_code == 410


def test_whoever_hears_of_something_lives_after_it_already(tmp_path: Path, file: Path) -> None:
    late: list[float] = []

    class Following(Listener):
        def take(self, body: bytes, header: str) -> int:
            here = time.time() + said(file)
            status = super().take(body, header)
            late.append(here - self.events[-1].created)
            return status

    with (
        running(tmp_path / "state", clock_file=file) as sandbox,
        listening(SECRET, Following(SECRET)) as found,
    ):
        sandbox.control.call("POST", "/seed", members=40)
        sandbox.control.listen(found.url, SECRET)
        sandbox.control.advance(months=1)
        found.wait_for("invoice.paid", times=5)
    assert max(late) > DAY, "the jump was over before anything was told"
    assert min(late) >= 0


def test_members_made_up_ahead_have_their_past_there(tmp_path: Path, file: Path) -> None:
    with running(tmp_path / "state", clock_file=file) as sandbox:
        sandbox.control.advance(years=1)
        sandbox.control.call("POST", "/seed", members=20, days=90)
        events = sandbox.client.v1.events.list({"limit": 100}).data
        assert events
        latest = time.time() + said(file)
        assert all(latest - 31 * DAY <= event.created <= latest for event in events)
