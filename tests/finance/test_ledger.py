"""The ledger only grows: each movement once, and nothing changes or removes one."""

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from portal.extensions import db, unit_of_work
from portal.finance.models import LedgerEntry
from portal.money import MixedCurrencies, Money
from tests.finance.building import NOON, entry, post, refs


def test_a_movement_is_posted_once(app_on_both: Flask) -> None:
    assert post(entry()) == 1
    assert post(entry(), entry(gross=900)) == 0
    row = db.session.query(LedgerEntry).one()
    assert (row.gross_minor, row.fee_minor, row.net_minor) == (800, 53, 747)
    assert (row.posted_month, row.posted_at) == ("2026-03", NOON)


@pytest.mark.parametrize(
    "change",
    [
        update(LedgerEntry).values(net_minor=1),
        update(LedgerEntry).where(LedgerEntry.ref == "txn_1").values(posted_month="2026-04"),
        delete(LedgerEntry),
        text("UPDATE ledger_entries SET is_foreign = NOT is_foreign"),
        text("DELETE FROM ledger_entries WHERE ref = 'txn_1'"),
    ],
    ids=["update all", "update one", "delete", "update by hand", "delete by hand"],
)
def test_the_database_itself_refuses_to_change_it(app_on_both: Flask, change: object) -> None:
    post(entry())
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work() as session:
        session.execute(change)  # type: ignore[call-overload]
    assert refs() == ["txn_1"]
    assert db.session.query(LedgerEntry).one().net_minor == 747


@pytest.mark.parametrize("same", ["ref", "id"])
def test_sqlite_refuses_to_replace_one(app: Flask, same: str) -> None:
    post(entry())
    other = {"ref": "'txn_2'", "id": "2"}
    other.pop(same)
    columns = [column.name for column in LedgerEntry.__table__.columns]
    values = ", ".join(other.get(name, "1" if name == "net_minor" else name) for name in columns)
    replaced = text(
        f"INSERT OR REPLACE INTO ledger_entries ({', '.join(columns)})"
        f" SELECT {values} FROM ledger_entries"
    )
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work() as session:
        session.execute(replaced)
    assert refs() == ["txn_1"]
    assert db.session.query(LedgerEntry).one().net_minor == 747


def test_postgresql_refuses_to_empty_it(app_on_both: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    post(entry())
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work() as session:
        session.execute(text("TRUNCATE ledger_entries"))
    assert refs() == ["txn_1"]


def test_a_unit_of_work_that_fails_leaves_no_movement(app_on_both: Flask) -> None:
    with pytest.raises(KeyError), unit_of_work() as session:
        from portal.finance import ledger

        ledger.post(session, [entry()], NOON)
        raise KeyError
    assert refs() == []


def test_a_movement_whose_sums_do_not_agree_is_no_movement() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match="gross less fee"):
        replace(entry(), net=Money(746, "usd"))
    with pytest.raises(MixedCurrencies):
        replace(entry(), fee=Money(53, "eur"))
