"""Real kills: the web and the jobs process die by signal 9 under load, and nothing is lost.

Each is started again as a service manager would. (Under `portal start` the death of one ends all,
which `tests/test_start.py` shows; what a restart finds is the same.)
"""

import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
import requests
import urllib3

from portal.seeding import migrate
from tests import databases
from tests.flows.guest import pay_as_guest
from tests.flows.portal import two_free_ports
from tests.house.plan import PROJECT
from tests.sandbox.driver import NotPaid
from tests.sandbox.fixtures import KEY, Running, running
from tests.settings import WEBHOOK_SECRET, make_settings

KILLS, NIGHTLY = 20, 100
PAUSES = (0.05, 0.4, 0.8, 1.5)
SETTLED_SECONDS = 60


class Service:
    """A process that is started again whenever it was killed."""

    def __init__(self, name: str, environ: dict[str, str], log: Path) -> None:
        self.name, self._environ = name, environ
        self._log = log.open("a")
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "portal.cli", self.name]
        self._process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=self._environ,
            start_new_session=True,
            stdout=self._log,
            stderr=self._log,
        )

    def kill(self) -> None:
        """The whole process group is gone at once."""
        os.killpg(self._process.pid, 9)
        self._process.wait()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)
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

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _pay(self) -> None:
        while not self._stopping.is_set():
            self._number += 1
            email = f"guest{self._number}@example.org"
            try:
                if pay_as_guest(self._url, email).status_code == 200:
                    self.back.append(email)
            except (requests.RequestException, AssertionError, NotPaid):
                self._stopping.wait(0.1)  # the portal is being started again


@contextmanager
def services(folder: Path, sandbox: Running) -> Iterator[tuple[str, list[Service]]]:
    """Web and jobs of one portal on a migrated SQLite file, and the address of the web."""
    port = two_free_ports()
    environ = {
        "PORT": str(port),
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_TRUSTED_PROXIES": "1",
        "PORTAL_CHECKOUT_MIN_SECONDS": "0",
        "STRIPE_API_BASE": sandbox.url,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
    }
    with databases.running(make_settings(folder, **environ)):
        migrate()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "STRIPE_"))}
    started = [Service(name, {**kept, **environ}, folder / "log") for name in ("web", "jobs")]
    try:
        yield f"http://127.0.0.1:{port}", started
    finally:
        for service in started:
            service.stop()


@pytest.mark.nightly
def test_nothing_acknowledged_is_lost_by_twenty_kills(tmp_path: Path) -> None:
    survive(tmp_path, KILLS)


@pytest.mark.nightly
def test_nothing_acknowledged_is_lost_by_a_hundred_kills(tmp_path: Path) -> None:
    survive(tmp_path, NIGHTLY)


def survive(folder: Path, kills: int) -> None:
    """Kill so often under load; afterwards everything paid is booked, counted and done."""
    chance, pause = random.Random(), threading.Event()
    with (
        mock.patch("tests.flows.guest.requests.Session", FromAnywhere),
        running(folder / "sandbox.sqlite3", delivery_retry_seconds=(0.3,) * 400) as sandbox,
        services(folder, sandbox) as (url, started),
    ):
        sandbox.control.listen(f"{url}/stripe/webhook", WEBHOOK_SECRET)
        _await_web(url)
        crowd = Crowd(url)
        for _ in range(kills):
            pause.wait(chance.choice(PAUSES))
            victim = chance.choices(started, (1, 2))[0]
            victim.kill()
            victim.start()
            if victim.name == "web":
                _await_web(url)
        crowd.stop()
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
        left = _await_settled(folder / "portal.sqlite3", len(paid))
        assert left == (0, len(paid), len(paid), len(paid)), folder
        assert set(crowd.back) <= paid
        kept = _column(folder / "portal.sqlite3", "SELECT id FROM stripe_events")
        assert acknowledged <= kept
        assert len(paid) > kills // 4, "hardly anybody paid: this proves little"


def _await_web(url: str) -> None:
    again = urllib3.Retry(total=60, backoff_factor=0.1, backoff_max=0.5)
    assert urllib3.request("GET", f"{url}/readyz", retries=again).status == 200


def _await_settled(path: Path, paid: int) -> tuple[int, ...]:
    """Events that still wait, payments, members on the bar, accounts; once all is done."""
    found: tuple[int, ...] = ()
    waiting = threading.Event()
    for _ in range(SETTLED_SECONDS * 5):
        with sqlite3.connect(path) as connection:
            found = connection.execute(
                "SELECT (SELECT count(*) FROM stripe_events WHERE state NOT IN ('done','ignored')),"
                " (SELECT count(*) FROM payments),"
                " coalesce((SELECT members FROM headcount), 0), (SELECT count(*) FROM accounts)"
            ).fetchone()
        connection.close()
        if found == (0, paid, paid, paid):
            break
        waiting.wait(0.2)
    return found


def _column(path: Path, query: str) -> set[str]:
    with sqlite3.connect(path) as connection:
        found = {row[0] for row in connection.execute(query)}
    connection.close()
    return found
