"""A campaign's year passes before one's eyes: the open window's bar moves, and then is final."""

import json
import re
import socket
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.flows.portal import RunningPortal, started_portal
from tests.sandbox.fixtures import client_for

DAY = 86400
# People join for some days; then days pass until the first of them have renewed.
JOINING_DAYS, JOINS, QUIET_DAYS = 12, 2, 26
PEOPLE = JOINING_DAYS * JOINS
GRACE = 14 * DAY


class Window:
    """A page that a reader keeps open: what its live stream has said so far."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []
        self._news = threading.Condition()

    def hear(self, line: bytes) -> None:
        if line.startswith(b"data: {"):
            with self._news:
                self.said.append(json.loads(line.removeprefix(b"data: ")))
                self._news.notify_all()

    def wait_for(self, seconds: float, **fields: Any) -> dict[str, Any]:
        """The newest thing said, once it has those fields."""

        def has_come() -> bool:
            return bool(self.said) and fields.items() <= self.said[-1].items()

        with self._news:
            assert self._news.wait_for(has_come, seconds), (fields, self.said[-1:])
            return self.said[-1]


@contextmanager
def window(portal: RunningPortal) -> Iterator[Window]:
    """An article, open beside everything else, with the stream that its bar listens to."""
    front = requests.get(portal.url, timeout=30).text
    article = re.search(r'href="(/news/[^"]+)"', front)
    assert article
    page = requests.get(portal.url + article[1], timeout=30).text
    live = re.search(r'"(/campaigns/[^"]+/live)"', page)
    assert live, "the article's bar has no live address"
    opened = Window()
    with socket.create_connection(("127.0.0.1", portal.port)) as connection:
        asked = f"GET {live[1]} HTTP/1.0\r\nHost: 127.0.0.1:{portal.port}\r\n\r\n"
        connection.sendall(asked.encode())
        with connection.makefile("rb") as lines:

            def read() -> None:
                for line in lines:
                    opened.hear(line)

            reader = threading.Thread(target=read)
            reader.start()
            try:
                yield opened
            finally:
                connection.shutdown(socket.SHUT_RDWR)
                reader.join(10)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="module")
def portal(instance: Path) -> Iterator[RunningPortal]:
    """A freshly started demo without members."""
    with started_portal(instance, PORTAL_DEMO_MEMBERS="0") as running:
        yield running


def rows(instance: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(instance / "portal.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def headcount(instance: Path, expected: int) -> int:
    """The portal's own count, whatever the campaign froze; its last write may be a second away."""
    found, pause = -1, threading.Event()
    for _ in range(100):
        [(found,)] = rows(instance, "SELECT members FROM headcount")
        if found == expected:
            break
        pause.wait(0.1)
    return found


def members(portal: RunningPortal) -> int:
    """How many people count now, worked out from what the sandbox alone knows."""
    v1 = client_for(portal.sandbox_url, "sk_test_sandbox_portal").v1
    now = portal.control.state()["clock"]["now"]
    paid: dict[Any, int] = defaultdict(int)
    for invoice in v1.invoices.list({"status": "paid", "limit": 100}).auto_paging_iter():
        ends = [line.period.end for line in invoice.lines.data]
        paid[invoice.customer] = max(paid[invoice.customer], *ends)
    counted = set()
    listed = v1.subscriptions.list({"status": "all", "limit": 100}).auto_paging_iter()
    for one in listed:
        until = paid[one.customer]
        renews = one.status == "active" and not one.cancel_at_period_end
        if renews or until + (GRACE if one.status == "past_due" else 0) > now:
            counted.add(one.customer)
    charges = v1.charges.list({"limit": 100}).auto_paging_iter()
    return len(counted - {charge.customer for charge in charges if charge.refunded})


def test_a_year_passes_and_the_bar_of_an_open_window_tells_it(
    portal: RunningPortal, instance: Path
) -> None:
    with window(portal) as opened:
        ends_at = opened.wait_for(10, count=0)["ends_at"]
        for days, joins in ((JOINING_DAYS, JOINS), (QUIET_DAYS, 0)):
            played = portal.control.call("POST", "/play", days=days, joins=joins, wait=True)
            told = (played["done"], played["joined"], played["error"])
            assert told == (days, days * joins, None)
        expected = members(portal)
        assert PEOPLE // 2 < expected <= PEOPLE
        assert headcount(instance, expected) == expected
        counts = [said["count"] for said in opened.said]
        assert len(set(counts)) > PEOPLE // 3, f"the bar jumped instead of moving: {counts}"
        renewed = "SELECT 1 FROM periods GROUP BY membership_id HAVING count(*) > 1"
        assert len(rows(instance, renewed)) >= 3

        portal.control.advance(years=1)
        final = opened.wait_for(300, state="ended", is_final=True)
        assert final["as_of"] == ends_at
    log = (instance / "portal.log").read_text()
    assert "Traceback" not in log
    assert [line for line in log.splitlines() if '"level": "error"' in line] == []
    assert rows(instance, "SELECT count(*) FROM stripe_events WHERE state = 'parked'") == [(0,)]
    assert requests.get(portal.url, timeout=30).status_code == 200
