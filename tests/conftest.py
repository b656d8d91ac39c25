"""Fixtures for all tests: an application on a real database, an offline network, fast hashing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import databases, network, prepared
from tests.settings import make_settings

# Each of the portals that tests start would compile all of its five hundred files by itself.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest_plugins = ["tests.contract.plugin", "tests.simulation.plugin"]


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    with network.only_loopback():
        yield


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    """Applications share what does not differ between them."""
    with prepared.shared_addresses():
        yield


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The portal on a fresh SQLite file, inside an application context."""
    url = databases.fresh_sqlite(tmp_path)
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)) as app:
        yield app


@pytest.fixture(params=["sqlite", "postgresql"])
def app_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The portal on a fresh SQLite file and on a fresh PostgreSQL database, one after the other."""
    fresh = {
        "sqlite": lambda: databases.fresh_sqlite(tmp_path),
        "postgresql": databases.fresh_postgresql,
    }
    url = fresh[request.param]()
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts, talking to `app`."""
    return app.test_client()
