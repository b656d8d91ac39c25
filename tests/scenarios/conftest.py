"""The stage of each scenario: the sandbox, and on demand the real test mode."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import stripe

from portal import clock
from tests import databases
from tests.sandbox.driver import pay
from tests.sandbox.fixtures import running
from tests.scenarios.hosted_pages import payer
from tests.scenarios.real_stage import RealStage
from tests.scenarios.sandbox_stage import SandboxStage, answering
from tests.scenarios.stage import Stage
from tests.scenarios.witness import witnessed
from tests.settings import WEBHOOK_SECRET, make_settings


@pytest.fixture(autouse=True)
def real_time_again() -> Iterator[None]:
    """Whatever time a scenario let pass, the next test lives in the machine's."""
    yield
    clock.follow(None)


@pytest.fixture(params=["sandbox", pytest.param("real", marks=pytest.mark.stripe_real)])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A portal on a fresh SQLite file and its Stripe."""
    yield from _on_sandbox(tmp_path) if request.param == "sandbox" else _on_stripe(tmp_path)


@pytest.fixture
def real_stage_on_sandbox(tmp_path: Path) -> Iterator[RealStage]:
    """The stage of the real mode, its calls answered by a sandbox that delivers nothing."""
    url = databases.fresh_sqlite(tmp_path)
    with running(tmp_path / "sandbox.sqlite3") as sandbox, witnessed():
        settings = make_settings(tmp_path, DATABASE_URL=url, STRIPE_API_BASE=sandbox.url)
        with databases.running(settings) as app:
            stage = RealStage(
                app,
                sandbox.client,
                tmp_path / "ahead",
                lambda page, number, email, bank: pay(page, card=number, email=email, bank=bank),
            )
            stage.look_seconds = 0.05
            yield from _left_tidy(stage)


def _on_sandbox(folder: Path) -> Iterator[Stage]:
    url = databases.fresh_sqlite(folder)
    with running(folder / "sandbox.sqlite3", automatic_payouts=False) as sandbox:
        settings = make_settings(folder, DATABASE_URL=url, STRIPE_API_BASE=sandbox.url)
        with databases.running(settings) as app, answering(app) as address:
            sandbox.control.listen(f"{address}/stripe/webhook", WEBHOOK_SECRET)
            yield SandboxStage(app, sandbox, folder / "ahead")


def _on_stripe(folder: Path) -> Iterator[Stage]:
    from playwright.sync_api import sync_playwright

    key = os.environ.get("STRIPE_SECRET_KEY", "")
    if not key.startswith(("sk_test_", "rk_test_")):
        pytest.fail("-m stripe_real needs STRIPE_SECRET_KEY, a key of the test mode (sk_test_…)")
    settings = make_settings(
        folder,
        DATABASE_URL=databases.fresh_sqlite(folder),
        STRIPE_SECRET_KEY=key,
        STRIPE_API_BASE="",
    )
    client = stripe.StripeClient(key, http_client=stripe.RequestsClient(timeout=(3.05, 60)))
    with (
        _reachable(),
        witnessed(),
        sync_playwright() as browsers,
        databases.running(settings) as app,
    ):
        stage = RealStage(app, client, folder / "ahead", payer(browsers.chromium))
        yield from _left_tidy(stage)


def _left_tidy(stage: RealStage) -> Iterator[RealStage]:
    try:
        yield stage
    finally:
        stage.leave()


@contextmanager
def _reachable() -> Iterator[None]:
    """The one place where a test may leave this machine."""
    guarded = socket.socket.connect
    del socket.socket.connect
    try:
        yield
    finally:
        socket.socket.connect = guarded  # type: ignore[method-assign]
