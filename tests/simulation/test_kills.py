"""Real kills: the portal's processes die by signal 9 under load, and nothing acknowledged is lost.

They run as deploy/*.service runs them, and what died is begun again: twenty deaths in the one test
command, a hundred at night. Under `portal start` the death of one ends all, which is begun anew.
"""

import os
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
import requests
from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account
from portal.billing.gateway import Gateway
from portal.billing.models import StripeEvent
from portal.billing.proof import verify
from portal.billing.sweep import sweep
from portal.extensions import db
from portal.finance.models import LedgerEntry
from portal.seeding import seed_demo
from portal.support.models import Attempt, Membership
from tests import databases
from tests.flows.guest import pay_as_guest
from tests.flows.portal import started_portal, two_free_ports
from tests.sandbox.fixtures import KEY, Running, running
from tests.settings import SECRET_KEY, WEBHOOK_SECRET, make_settings
from tests.simulation.load import Load
from tests.simulation.units import Jobs, Web

KILLS = int(os.environ.get("PORTAL_SIMULATION_KILLS", "10"))
"""In each of the two runs of the one test command."""
NIGHTLY = 100
PAUSE_SECONDS = 1.2
SETTLED_SECONDS = 60
VICTIMS = ("worker", "worker", "web", "jobs", "jobs", "both")
# The sweep leaves an event this long to the worker that was told of it.
LATER = timedelta(minutes=2)
SETTLED = ("done", "ignored")
DELIVERED = "SELECT DISTINCT event FROM deliveries WHERE state = 'delivered'"


class TestTenKills:
    """One half of the twenty; in a class of its own, so that the halves run beside each other."""

    def test_nothing_acknowledged_is_lost(self, tmp_path: Path) -> None:
        survive(tmp_path, KILLS)


class TestTenMore:
    """The other half."""

    def test_nothing_acknowledged_is_lost(self, tmp_path: Path) -> None:
        survive(tmp_path, KILLS)


class TestUnderPortalStart:
    """Where `portal start` runs all of it, as in the demo and in a container."""

    def test_the_death_of_one_ends_all_and_the_next_start_has_everything(
        self, tmp_path: Path
    ) -> None:
        with started_portal(tmp_path) as portal:
            assert pay_as_guest(portal.url, "alisa@example.org").status_code == 200
            supervisor = psutil.Process(portal.process.pid)
            below = supervisor.children(recursive=True)
            word = random.choice(("jobs", "gunicorn"))
            os.killpg(next(c for c in supervisor.children() if word in c.cmdline()).pid, 9)
            assert portal.process.wait(60) == 1
            _gone, alive = psutil.wait_procs(below, timeout=30)
            assert alive == []
        assert "ended by itself; stopping the rest." in portal.output
        with started_portal(tmp_path) as portal:
            found = requests.get(f"{portal.url}/campaigns/current/progress.json", timeout=30)
            assert found.json()["count"] == 1


@pytest.mark.nightly
def test_nothing_acknowledged_is_lost_by_a_hundred_kills(tmp_path: Path) -> None:
    survive(tmp_path, NIGHTLY)


def survive(folder: Path, kills: int) -> None:
    """Kill so often under load; afterwards everything paid is booked, counted and done."""
    with (
        running(folder / "sandbox.sqlite3", delivery_retry_seconds=(0.5,) * 4000) as sandbox,
        newsroom(folder, sandbox) as environ,
    ):
        web, jobs = Web(environ, folder), Jobs(environ, folder)
        try:
            web.await_ready()
            sandbox.control.listen(f"{web.url}/stripe/webhook", WEBHOOK_SECRET)
            with closing(Load(web.url, sandbox)) as load:
                _kill(random.Random(), kills, web, jobs)
            sandbox.control.settle()
            sandbox.control.flush(SETTLED_SECONDS)
        finally:
            jobs.kill()
            web.kill()
        left = list((folder / "metrics").glob("gauge_live*"))
        assert len(left) <= 2, "what died long ago is still said to hold streams open"
        _settle()
        assert _lost(sandbox, load, folder) == []
        assert len(load.promised) > kills // 2, "hardly anybody came: this proves little"


def _kill(chance: random.Random, kills: int, web: Web, jobs: Jobs) -> None:
    pause = threading.Event()
    for _ in range(kills):
        web.await_ready()
        jobs.await_ready()
        pause.wait(chance.uniform(0, PAUSE_SECONDS))
        victim = chance.choice(VICTIMS)
        if victim == "worker":
            web.kill_worker()
        if victim in ("web", "both"):
            web.kill()
        if victim in ("jobs", "both"):
            jobs.kill()
            jobs.start()
        if victim in ("web", "both"):
            web.start()
    web.await_ready()


@contextmanager
def newsroom(folder: Path, sandbox: Running) -> Iterator[dict[str, str]]:
    """A portal without members on a SQLite file, entered here, and the environment of its units."""
    own = {
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_SECRET_KEY": SECRET_KEY,
        "PORTAL_TRUSTED_PROXIES": "1",
        "PORTAL_CHECKOUT_MIN_SECONDS": "0",
        "PORT": str(two_free_ports()),
        "DATABASE_URL": databases.fresh_sqlite(folder),
        "STRIPE_API_BASE": sandbox.url,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "STRIPE_"))}
    with databases.running(make_settings(folder, **own)) as app:
        seed_demo(app.extensions["settings"], say=lambda _line: None)
        yield {**kept, **own}


def _settle() -> None:
    """What the minute's sweep has found two minutes later."""
    settings = current_app.extensions["settings"]
    for _ in range(20):
        done = sweep(_gateway(), settings, clock.now() + LATER)
        if not any(done.values()):
            return


def _lost(sandbox: Running, load: Load, folder: Path) -> list[str]:
    """A sentence for each thing that was acknowledged or paid and is not in the portal."""
    session = db.session()
    api = sandbox.client.v1
    events = {one.id: one.state for one in session.scalars(select(StripeEvent))}
    with closing(sqlite3.connect(folder / "sandbox.sqlite3")) as stripe:
        delivered = [row[0] for row in stripe.execute(DELIVERED)]
    lost = [f"event {one} was answered with 200" for one in delivered if one not in events]
    lost += [f"event {one} is {state}" for one, state in events.items() if state not in SETTLED]
    known = {one.checkout_ref: one for one in session.scalars(select(Attempt))}
    for checkout in api.checkout.sessions.list({"limit": 100}).auto_paging_iter():
        ours = known.get(checkout.id)
        is_promised = any(checkout.id in url for url in load.promised)
        if is_promised and ours is None:
            lost.append(f"checkout {checkout.id} was answered with 303")
        if checkout.status == "complete" and (ours is None or ours.state != "paid"):
            lost.append(f"checkout {checkout.id} is paid, and its attempt {ours and ours.state}")
    ours_of = {one.provider_ref: one.amount_minor for one in session.scalars(select(Membership))}
    for one in api.subscriptions.list({"limit": 100}).auto_paging_iter():
        amount = one["items"].data[0].price.unit_amount
        if ours_of.get(one.id) != amount:
            lost.append(f"membership {one.id} is {ours_of.get(one.id)}, at Stripe {amount}")
    posted = set(session.scalars(select(LedgerEntry.ref)))
    moved = {one.id for one in api.balance_transactions.list({"limit": 100}).auto_paging_iter()}
    lost += [f"movement {one} is in one of both only" for one in posted ^ moved]
    thanked = {one.email_key for one in session.scalars(select(Account))}
    lost += [f"{one} was thanked and has no account" for one in load.thanked - thanked]
    proof = verify.prove(_gateway(), clock.now, asks_provider=True)
    return [*lost, *(str(one) for one in proof.differences)]


def _gateway() -> Gateway:
    found: Gateway = current_app.extensions["stripe_gateway"]
    return found
