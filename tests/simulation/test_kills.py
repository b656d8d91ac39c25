"""Real kills: under `portal start` the web or the jobs die by signal 9, and nothing is lost.

The death of one ends all, as it should; then it is started again. Only at night, for each start
takes seconds: `pytest -m nightly tests/simulation/test_kills.py -k few` (twenty kills; fewer:
`PORTAL_SIMULATION_KILLS=5`).
"""

import os
import random
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import psutil
import pytest
import requests
import urllib3

from tests.flows.guest import pay_as_guest
from tests.flows.portal import two_free_ports
from tests.house.plan import PROJECT
from tests.sandbox.driver import NotPaid
from tests.sandbox.fixtures import KEY, Running, running
from tests.settings import WEBHOOK_SECRET

KILLS, MANY = int(os.environ.get("PORTAL_SIMULATION_KILLS", "20")), 100
PAUSES = (0.05, 0.4, 0.8, 1.5)
SETTLED_SECONDS = 60


class Started:
    """`portal start`, started again whenever it ended because one of its processes was killed."""

    def __init__(self, folder: Path, environ: dict[str, str], url: str) -> None:
        self._environ, self._url = environ, url
        self._log = (folder / "log").open("a")
        self.start()

    def start(self) -> None:
        """It runs and is ready."""
        self._process = psutil.Popen(
            [sys.executable, "-m", "portal.cli", "start"],
            cwd=PROJECT,
            env=self._environ,
            stdout=self._log,
            stderr=self._log,
        )
        again = urllib3.Retry(
            total=400, backoff_factor=0.1, backoff_max=0.3, status_forcelist=[503]
        )
        assert urllib3.request("GET", f"{self._url}/readyz", retries=again).status == 200

    def kill(self, word: str) -> None:
        """One of its two processes, the web with its workers, is gone at once; so it ends all."""
        below = self._process.children(recursive=True)
        victim = next(c for c in self._process.children() if word in c.cmdline())
        os.killpg(victim.pid, 9)
        assert self._process.wait(20) == 1
        _gone, alive = psutil.wait_procs(below, timeout=5)
        assert alive == [], "something outlived `portal start`"
        self.start()

    def stop(self) -> None:
        """It ended in its own time."""
        self._process.send_signal(signal.SIGINT)
        assert self._process.wait(20) == 0
        self._log.close()


class FromAnywhere(requests.Session):
    """Each guest comes from an address of its own, which the proxy in front names."""

    def __init__(self) -> None:
        super().__init__()
        self.headers["X-Forwarded-For"] = f"10.{random.randrange(250)}.{random.randrange(250)}.7"


class Crowd:
    """Guests who pay one after the other, whatever happens to the portal."""

    def __init__(self, url: str) -> None:
        self._url, self._stopping, self._number = url, threading.Event(), 0
        self.back: list[str] = []
        """Who paid and came back to a thanks page."""
        self._thread = threading.Thread(target=self._pay)
        self._thread.start()

    def close(self) -> None:
        """Nobody pays any more."""
        self._stopping.set()
        self._thread.join()

    def _pay(self) -> None:
        while not self._stopping.is_set():
            self._number += 1
            email = f"guest{self._number}@example.org"
            self._stopping.wait(0.7)  # more guests in a minute would be asked for an address
            try:
                if pay_as_guest(self._url, email).status_code == 200:
                    self.back.append(email)
            except (requests.RequestException, AssertionError, NotPaid):
                self._stopping.wait(0.1)  # the portal is being started again


@contextmanager
def started(folder: Path, sandbox: Running) -> Iterator[tuple[str, Started]]:
    """A portal without members on a SQLite file, and its address."""
    port = two_free_ports()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "STRIPE_"))}
    environ = {
        **kept,
        "PORT": str(port),
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_DEMO_MEMBERS": "0",
        "PORTAL_TRUSTED_PROXIES": "1",
        "PORTAL_CHECKOUT_MIN_SECONDS": "0",
        "STRIPE_API_BASE": sandbox.url,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
    }
    url = f"http://127.0.0.1:{port}"
    portal = Started(folder, environ, url)
    try:
        yield url, portal
    finally:
        portal.stop()


@pytest.mark.nightly
def test_nothing_acknowledged_is_lost_by_a_few_kills(tmp_path: Path) -> None:
    survive(tmp_path, KILLS)


@pytest.mark.nightly
def test_nothing_acknowledged_is_lost_by_a_hundred_kills(tmp_path: Path) -> None:
    survive(tmp_path, MANY)


def survive(folder: Path, kills: int) -> None:
    """Kill so often under load; afterwards everything paid is booked, counted and done."""
    chance, pause = random.Random(), threading.Event()
    database = folder / "portal.sqlite3"
    with (
        mock.patch("tests.flows.guest.requests.Session", FromAnywhere),
        running(folder / "sandbox.sqlite3", delivery_retry_seconds=(0.3,) * 4000) as sandbox,
        started(folder, sandbox) as (url, portal),
    ):
        (staff,) = _counts(database, "accounts")
        sandbox.control.listen(f"{url}/stripe/webhook", WEBHOOK_SECRET)
        with closing(Crowd(url)) as crowd:
            for _ in range(kills):
                pause.wait(chance.choice(PAUSES))
                portal.kill(chance.choice(("jobs", "gunicorn")))
        sandbox.control.flush(SETTLED_SECONDS)
        paid = {
            session.customer_details.email
            for session in sandbox.client.v1.checkout.sessions.list(
                {"status": "complete", "limit": 100}
            ).auto_paging_iter()
            if session.customer_details
        }
        acknowledged = {
            one["event"] for one in sandbox.control.deliveries() if one["state"] == "delivered"
        }
        assert _await_settled(database, len(paid)) == (len(paid), len(paid), len(paid) + staff)
        assert set(crowd.back) <= paid
        assert acknowledged <= _column(database, "SELECT id FROM stripe_events")
        assert len(paid) > kills // 4, "hardly anybody paid: this proves little"


def _await_settled(path: Path, paid: int) -> tuple[int, ...]:
    """Payments, counted members, accounts; once no event waits and all is done."""
    found: tuple[int, ...] = ()
    waiting = threading.Event()
    for _ in range(SETTLED_SECONDS * 5):
        found = _counts(path, "payments", "counted", "accounts")
        left = _column(path, "SELECT id FROM stripe_events WHERE state NOT IN ('done', 'ignored')")
        if not left and found[:2] == (paid, paid):
            break
        waiting.wait(0.2)
    return found


def _counts(path: Path, *tables: str) -> tuple[int, ...]:
    return tuple(_column(path, f"SELECT count(*) FROM {table}").pop() for table in tables)


def _column(path: Path, query: str) -> set[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute(query)}
