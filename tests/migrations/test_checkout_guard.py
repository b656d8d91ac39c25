"""Migration 0003 with rows present: attempts survive the way there, back and there again."""

from flask import Flask
from sqlalchemy import inspect, text

from portal.extensions import db
from tests.migrations.steps import down, up

BEFORE = "0002"
MOMENT = "2026-03-10 12:00:00"
ATTEMPT = text(
    "INSERT INTO attempts (id, amount_minor, currency, state, created_at, expires_at)"
    f" VALUES ('a1', 800, 'usd', 'open', '{MOMENT}', '{MOMENT}')"
)
TRACE = text(
    "INSERT INTO checkout_traces (attempt_id, began_at, is_guest, place_key, near_key, visitor_key)"
    f" VALUES ('a1', '{MOMENT}', true, 'p', 'n', 'v')"
)


def attempts() -> int:
    with db.engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM attempts")) or 0


def test_attempts_survive_and_may_have_traces(older_app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(ATTEMPT)
    up("0003")
    with db.engine.begin() as connection:
        connection.execute(TRACE)
    down(BEFORE)
    assert attempts() == 1
    assert "checkout_traces" not in inspect(db.engine).get_table_names()
    up("0003")
    assert attempts() == 1
    with db.engine.begin() as connection:
        connection.execute(TRACE)
        connection.execute(text("DELETE FROM attempts"))
        assert connection.scalar(text("SELECT count(*) FROM checkout_traces")) == 0
