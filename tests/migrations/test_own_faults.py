"""Migration 0011 with rows present: parked events keep their faults, others begin at none."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from portal.extensions import db
from portal.seeding import FOLDER
from tests import databases
from tests.settings import make_settings


@pytest.fixture(params=["sqlite", "postgresql"])
def app_before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The portal on a database as migration 0010 left it."""
    url = {
        "sqlite": lambda: f"sqlite:///{tmp_path / 'before.sqlite3'}",
        "postgresql": databases.empty_postgresql,
    }[request.param]()
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)) as app:
        flask_migrate.upgrade(directory=str(FOLDER), revision="0010")
        yield app


def fill() -> None:
    """An event that is parked, one that waits after an outage, one that is done."""
    with db.engine.begin() as connection:
        for name, state, attempts in (
            ("evt_1", "parked", 8), ("evt_2", "waiting", 7), ("evt_3", "done", 1),
        ):  # fmt: skip
            connection.execute(
                text(
                    "INSERT INTO stripe_events (id, type, object_ref, object_kind, is_live,"
                    " created_at, received_at, state, attempts, next_try_at)"
                    " VALUES (:id, 'invoice.paid', 'in_1', 'invoice', false,"
                    " '2026-01-05 09:00:00', '2026-01-05 09:00:01', :state, :attempts,"
                    " '2026-01-05 10:00:00')"
                ),
                {"id": name, "state": state, "attempts": attempts},
            )


def rows(columns: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM stripe_events ORDER BY id"))
        return [tuple(row) for row in found]


def test_what_was_parked_keeps_its_faults_and_all_survive_the_way_back(app_before: Flask) -> None:
    fill()
    flask_migrate.upgrade(directory=str(FOLDER), revision="0011")
    assert rows("id, attempts, faults") == [("evt_1", 8, 8), ("evt_2", 7, 0), ("evt_3", 1, 0)]
    flask_migrate.downgrade(directory=str(FOLDER), revision="0010")
    assert rows("id, attempts") == [("evt_1", 8), ("evt_2", 7), ("evt_3", 1)]
    flask_migrate.upgrade(directory=str(FOLDER), revision="0011")
    assert rows("faults") == [(8,), (0,), (0,)]
