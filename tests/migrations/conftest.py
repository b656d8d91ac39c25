"""What the tests of migrations begin with: a database without tables, or as it was before a step.

A module that asks for `older_app` says in `BEFORE` which migration its database is at.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import databases
from tests.migrations.steps import up
from tests.settings import make_settings


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The portal on a database without tables."""
    url = {
        "sqlite": lambda: f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "postgresql": databases.empty_postgresql,
    }[request.param]()
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)) as app:
        yield app


@pytest.fixture
def older_app(empty_app: Flask, request: pytest.FixtureRequest) -> Flask:
    """The portal on a database as the migration that the module names left it."""
    up(request.module.BEFORE)
    return empty_app
