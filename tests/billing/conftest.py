"""A portal whose Stripe is a sandbox of its own; tests carry its events over by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import databases
from tests.billing.story import Story
from tests.sandbox.fixtures import Running
from tests.sandbox.fixtures import sandbox_server as sandbox_server
from tests.settings import make_settings


@pytest.fixture
def app(tmp_path: Path, sandbox_server: Running) -> Iterator[Flask]:
    """The portal on a fresh SQLite file, talking to the sandbox."""
    url = databases.fresh_sqlite(tmp_path)
    settings = make_settings(tmp_path, DATABASE_URL=url, STRIPE_API_BASE=sandbox_server.url)
    with databases.running(settings) as app:
        yield app


@pytest.fixture(params=["sqlite", "postgresql"])
def app_on_both(
    request: pytest.FixtureRequest, tmp_path: Path, sandbox_server: Running
) -> Iterator[Flask]:
    """The same on SQLite and on PostgreSQL."""
    fresh = {
        "sqlite": lambda: databases.fresh_sqlite(tmp_path),
        "postgresql": databases.fresh_postgresql,
    }
    url = fresh[request.param]()
    settings = make_settings(tmp_path, DATABASE_URL=url, STRIPE_API_BASE=sandbox_server.url)
    with databases.running(settings) as app:
        yield app


@pytest.fixture
def story(app: Flask, sandbox_server: Running) -> Story:
    """People who pay, and a postman for Stripe's events, on SQLite."""
    return Story(app, sandbox_server)


@pytest.fixture
def story_on_both(app_on_both: Flask, sandbox_server: Running) -> Story:
    """The same on both databases."""
    return Story(app_on_both, sandbox_server)
