"""The stage of each scenario: the sandbox, and on demand the real test mode."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import clock
from tests import databases
from tests.sandbox.fixtures import running
from tests.scenarios.sandbox_stage import SandboxStage, answering
from tests.scenarios.stage import Stage
from tests.settings import WEBHOOK_SECRET, make_settings


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A portal on a fresh SQLite file and its Stripe."""
    try:
        yield from _on_sandbox(tmp_path)
    finally:
        clock.follow(None)


def _on_sandbox(folder: Path) -> Iterator[Stage]:
    url = databases.fresh_sqlite(folder)
    with running(folder / "sandbox.sqlite3", automatic_payouts=False) as sandbox:
        settings = make_settings(folder, DATABASE_URL=url, STRIPE_API_BASE=sandbox.url)
        with databases.running(settings) as app, answering(app) as address:
            sandbox.control.listen(f"{address}/stripe/webhook", WEBHOOK_SECRET)
            yield SandboxStage(app, sandbox, folder / "ahead")
