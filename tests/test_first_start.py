"""The first start of the demo: 240 members with half a year behind them, and everything agrees."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest
import requests

from portal import clock
from portal.app import create_app
from portal.extensions import db, unit_of_work
from portal.support import figures, headcount
from portal.support.counting import GRACE
from tests.flows.portal import RunningPortal, started_portal, two_free_ports
from tests.house.plan import PROJECT
from tests.sandbox.fixtures import client_for
from tests.settings import make_settings

# Thirty on a machine with nothing else to do; the tests share theirs with many others.
MOST_SECONDS = 180
KEY = "sk_test_sandbox_portal"


def value(instance: Path, query: str) -> int:
    with closing(sqlite3.connect(instance / "portal.sqlite3")) as connection:
        found: int = connection.execute(query).fetchone()[0]
    return found


def environment(instance: Path, port: int, **environ: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "STRIPE_"))}
    return {**kept, "PORT": str(port), "PORTAL_INSTANCE": str(instance), **environ}


def portal_says(
    instance: Path, portal: RunningPortal, *command: str
) -> subprocess.CompletedProcess[str]:
    """A command beside the running portal."""
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", *command],
        env=environment(instance, portal.port),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def kill_at(line: str, instance: Path) -> None:
    """A start that is killed, not stopped, once it prints that; its children are gone, too."""
    with subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "start"],
        env=environment(instance, two_free_ports(), PORTAL_DEMO_MEMBERS="20"),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert any(line in said for said in process.stdout)
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
        process.kill()
    _gone, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []


def progress(portal: RunningPortal) -> int:
    answer = requests.get(f"{portal.url}/campaigns/current/progress.json", timeout=10).json()
    count: int = answer["count"]
    return count


def test_the_demo_begins_with_240_members_that_stripe_proves(tmp_path: Path) -> None:
    began = time.monotonic()
    with started_portal(tmp_path, PORTAL_DEMO_MEMBERS="240") as portal:
        assert time.monotonic() - began < MOST_SECONDS
        assert "The demo begins with 240 members" in portal.output
        assert progress(portal) == 240
        v1 = client_for(portal.sandbox_url, KEY).v1
        listed = list(v1.subscriptions.list({"status": "all", "limit": 100}).auto_paging_iter())
        assert value(tmp_path, "SELECT count(*) FROM memberships") == len(listed) >= 240
        moved = list(v1.balance_transactions.list({"limit": 100}).auto_paging_iter())
        assert value(tmp_path, "SELECT sum(net_minor) FROM ledger_entries") == sum(
            one.net for one in moved
        )
        assert value(tmp_path, "SELECT count(*) FROM ledger_entries") == len(moved) > 400
        assert value(tmp_path, "SELECT count(*) FROM stripe_events") == 0  # nothing was delivered
        assert value(tmp_path, "SELECT count(*) FROM mails") < 30  # only to who came in three days
        for command in (["verify"], ["reconcile", "--dry-run"]):
            asked = portal_says(tmp_path, portal, "billing", *command)
            assert asked.returncode == 0, asked.stdout
    settings = make_settings(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'portal.sqlite3'}")
    app = create_app(settings)
    with app.app_context():
        with unit_of_work() as session:
            assert headcount.recount(session, clock.now()) == 0
        today = clock.now().astimezone(settings.zone).date()
        days = figures.days(db.session(), today - 10 * GRACE, today, settings.zone)
        assert days[-1].members == 240
        assert sum(1 for day in days if day.joined) > 60
        assert max(day.joined for day in days) < 60  # nobody came all at once
        db.session.remove()
        db.engine.dispose()

    with started_portal(tmp_path, PORTAL_DEMO_MEMBERS="99") as again:
        assert "Making up" not in again.output
        assert progress(again) == 240


@pytest.mark.parametrize("line", ["Making up", "Taking in"])
def test_a_first_start_that_was_killed_is_finished_by_the_next(tmp_path: Path, line: str) -> None:
    kill_at(line, tmp_path)
    with started_portal(tmp_path, PORTAL_DEMO_MEMBERS="20") as portal:
        assert progress(portal) == 20
        assert "stripe_unavailable" not in portal.output
        v1 = client_for(portal.sandbox_url, KEY).v1
        listed = list(v1.subscriptions.list({"status": "all", "limit": 100}).auto_paging_iter())
        assert value(tmp_path, "SELECT count(*) FROM memberships") == len(listed) < 40


def test_another_database_beside_the_same_sandbox_gets_members_of_its_own(tmp_path: Path) -> None:
    with started_portal(tmp_path, PORTAL_DEMO_MEMBERS="20"):
        pass
    (tmp_path / "portal.sqlite3").rename(tmp_path / "earlier.sqlite3")
    with started_portal(tmp_path, PORTAL_DEMO_MEMBERS="10") as portal:
        assert progress(portal) == 10
        foreign = "SELECT count(*) FROM ledger_entries WHERE is_foreign"
        assert value(tmp_path, foreign) > 20
