"""The ledger's table: every movement of money as its source reported it, never changed again."""

from datetime import date, datetime
from typing import cast

from sqlalchemy import DDL, Index, String, Table, event
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class LedgerEntry(Model):
    """One movement: a balance transaction of the provider, or an offline income.

    `posted_month` ("2026-03", in the newsroom's timezone) is the statement it belongs to.
    The database itself refuses to change, replace or delete a row.
    """

    __tablename__ = "ledger_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(255), unique=True)
    category: Mapped[str] = mapped_column(String(40))
    gross_minor: Mapped[int]
    fee_minor: Mapped[int]
    net_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    paid_minor: Mapped[int | None]  # what the payer paid, in the payer's currency
    paid_currency: Mapped[str | None] = mapped_column(String(3))
    source_ref: Mapped[str] = mapped_column(String(255), index=True)
    payment_ref: Mapped[str | None] = mapped_column(String(255), index=True)
    is_foreign: Mapped[bool] = mapped_column(default=False)
    occurred_at: Mapped[datetime]
    available_on: Mapped[date]
    posted_month: Mapped[str] = mapped_column(String(7))
    posted_at: Mapped[datetime]

    __table_args__ = (Index("ix_ledger_entries_month_order", "posted_month", "occurred_at", "id"),)


# Kept as text, so that a migration can create the same again after a batch change dropped them.
SQLITE_TRIGGERS = (
    *(
        f"CREATE TRIGGER ledger_entries_no_{word} BEFORE {word.upper()} ON ledger_entries"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for word in ("update", "delete")
    ),
    # INSERT OR REPLACE removes a row without asking the trigger that refuses DELETE.
    "CREATE TRIGGER ledger_entries_no_replace BEFORE INSERT ON ledger_entries"
    " WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE ref = NEW.ref OR id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE TRIGGER ledger_entries_no_change BEFORE UPDATE OR DELETE ON ledger_entries"
    " FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
    "CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON ledger_entries"
    " FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
)

for _dialect, _statements in (("sqlite", SQLITE_TRIGGERS), ("postgresql", POSTGRESQL_TRIGGERS)):
    for _statement in _statements:
        event.listen(
            cast(Table, LedgerEntry.__table__),
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
