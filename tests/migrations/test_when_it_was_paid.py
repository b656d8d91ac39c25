"""Migration 0002 with rows present: what is known of old periods is filled in, nothing is lost."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import text

from portal.extensions import db
from tests.migrations.steps import down, up

BEFORE = "0001"
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
MONTH = timedelta(days=30)


def fill() -> None:
    """One member with two paid months, the second of them not matched by any payment."""
    insert = {
        "accounts": {
            "id": 1, "email": "alisa@example.org", "email_key": "alisa@example.org",
            "role": "reader", "created_at": START,
        },
        "memberships": {
            "id": 1, "account_id": 1, "provider": "stripe", "provider_ref": "sub_1",
            "standing": "active", "cadence": "monthly", "amount_minor": 800, "currency": "usd",
            "started_at": START,
        },
        "payments": {
            "id": 1, "provider_ref": "pi_1", "account_id": 1, "membership_id": 1,
            "kind": "membership", "is_renewal": False, "amount_minor": 800, "currency": "usd",
            "paid_at": START - timedelta(seconds=4),
        },
    }  # fmt: skip
    periods = [
        {
            "invoice_ref": f"in_{n}", "membership_id": 1, "starts_at": START + n * MONTH,
            "ends_at": START + (n + 1) * MONTH, "amount_minor": 800, "currency": "usd",
            "is_fully_refunded": False, "is_lost_in_dispute": False,
        }
        for n in range(2)
    ]  # fmt: skip
    with db.engine.begin() as connection:
        for table, row in [*insert.items(), *(("periods", row) for row in periods)]:
            columns = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(
                text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), _ready(row)
            )


def _ready(row: dict[str, object]) -> dict[str, object]:
    is_sqlite = db.engine.dialect.name == "sqlite"
    return {
        name: str(value.replace(tzinfo=None))
        if is_sqlite and isinstance(value, datetime)
        else value
        for name, value in row.items()
    }


def payers() -> list[tuple[str, str | None]]:
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT invoice_ref, paid_by FROM periods ORDER BY 1"))
        return [(ref, by) for ref, by in found]


def test_old_periods_learn_who_paid_them_and_survive_the_way_back(older_app: Flask) -> None:
    fill()
    up("0002")
    assert payers() == [("in_0", "pi_1"), ("in_1", None)]
    down(BEFORE)
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM periods")) == 2
    up("0002")
    assert payers() == [("in_0", "pi_1"), ("in_1", None)]
