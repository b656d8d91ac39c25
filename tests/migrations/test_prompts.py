"""Migration 0007 with rows present, before it and in its own tables."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import inspect, text

from portal.extensions import db
from tests.migrations.steps import down, run, up

BEFORE = "0006"
NOW = datetime(2026, 11, 22, tzinfo=UTC).isoformat()
OURS = {"prompts", "prompt_variants", "prompt_house", "prompt_tallies", "prompt_reminders"}


def test_up_down_and_up_again_with_rows_present(older_app: Flask) -> None:
    run(
        "INSERT INTO accounts (id, email, email_key, role, created_at)"
        f" VALUES (1, 'alisa@example.org', 'alisa@example.org', 'reader', '{NOW}')"
    )
    up("0007")
    run(
        "INSERT INTO prompt_tallies VALUES ('winter', 'a', '2026-11-22', 1, 1, 0, 0, 0, 0)",
        "INSERT INTO prompt_reminders (id, address_hash, month, address, is_stopped)"
        " VALUES (1, 'hash', '2026-12-01', 'alisa@example.org', FALSE)",
    )
    down(BEFORE)
    assert OURS.isdisjoint(inspect(db.engine).get_table_names())
    up("0007")
    assert set(inspect(db.engine).get_table_names()) >= OURS
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM accounts")) == 1
