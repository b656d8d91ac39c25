"""Migration 0007 with rows present, before it and in its own tables."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, text

from portal.extensions import db
from portal.seeding import FOLDER
from tests import databases
from tests.settings import make_settings

NOW = datetime(2026, 11, 22, tzinfo=UTC).isoformat()
OURS = {"prompts", "prompt_variants", "prompt_house", "prompt_tallies", "prompt_reminders"}


@pytest.fixture(params=["sqlite", "postgresql"])
def older_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The portal on a database as migration 0006 left it."""
    url = {
        "sqlite": lambda: f"sqlite:///{tmp_path / 'older.sqlite3'}",
        "postgresql": databases.empty_postgresql,
    }[request.param]()
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)) as app:
        flask_migrate.upgrade(directory=str(FOLDER), revision="0006")
        yield app


def run(*statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_up_down_and_up_again_with_rows_present(older_app: Flask) -> None:
    run(
        "INSERT INTO accounts (id, email, email_key, role, created_at)"
        f" VALUES (1, 'alisa@example.org', 'alisa@example.org', 'reader', '{NOW}')"
    )
    flask_migrate.upgrade(directory=str(FOLDER), revision="0007")
    run(
        "INSERT INTO prompt_tallies VALUES ('winter', 'a', '2026-11-22', 1, 1, 0, 0, 0, 0)",
        "INSERT INTO prompt_reminders (id, address_hash, month, address, is_stopped)"
        " VALUES (1, 'hash', '2026-12-01', 'alisa@example.org', FALSE)",
    )
    flask_migrate.downgrade(directory=str(FOLDER), revision="0006")
    assert OURS.isdisjoint(inspect(db.engine).get_table_names())
    flask_migrate.upgrade(directory=str(FOLDER), revision="0007")
    assert set(inspect(db.engine).get_table_names()) >= OURS
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM accounts")) == 1
