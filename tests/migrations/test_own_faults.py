"""Migration 0011 with rows present: parked events keep their faults, others begin at none."""

from flask import Flask
from sqlalchemy import text

from portal.extensions import db
from tests.migrations.steps import down, up

BEFORE = "0010"


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


def test_what_was_parked_keeps_its_faults_and_all_survive_the_way_back(older_app: Flask) -> None:
    fill()
    up("0011")
    assert rows("id, attempts, faults") == [("evt_1", 8, 8), ("evt_2", 7, 0), ("evt_3", 1, 0)]
    down(BEFORE)
    assert rows("id, attempts") == [("evt_1", 8), ("evt_2", 7), ("evt_3", 1)]
    up("0011")
    assert rows("faults") == [(8,), (0,), (0,)]
