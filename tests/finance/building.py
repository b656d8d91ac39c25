"""Builders of movements, and of the payments that they belong to."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from portal.accounts.models import Account
from portal.extensions import db, end_read, unit_of_work
from portal.finance import ledger
from portal.finance.ledger import Entry
from portal.money import Money
from portal.support.models import Payment

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def entry(
    ref: str = "txn_1",
    *,
    gross: int = 800,
    fee: int = 53,
    currency: str = "usd",
    category: str = "charge",
    payment_ref: str | None = "pi_1",
    is_foreign: bool = False,
    occurred_at: datetime = NOON,
) -> Entry:
    """A charge of $8 at noon, unless told."""
    return Entry(
        ref=ref,
        category=category,
        gross=Money(gross, currency),
        fee=Money(fee, currency),
        net=Money(gross - fee, currency),
        source_ref=f"source_of_{ref}",
        payment_ref=payment_ref,
        is_foreign=is_foreign,
        occurred_at=occurred_at,
        available_on=date(2026, 3, 12),
        paid=Money(gross, currency) if category == "charge" else None,
    )


def post(*entries: Entry) -> int:
    """Posted in one unit of work; how many were new."""
    with unit_of_work() as session:
        return ledger.post(session, entries, NOON)


def payment(ref: str = "pi_1", kind: str = "membership", paid_at: datetime = NOON) -> None:
    """A settled payment of Alisa's."""
    with unit_of_work() as session:
        alisa = session.scalar(select(Account).where(Account.email_key == "alisa@example.org"))
        if alisa is None:
            alisa = Account(
                email="alisa@example.org",
                email_key="alisa@example.org",
                role="reader",
                created_at=NOON,
            )
            session.add(alisa)
            session.flush()
        session.add(
            Payment(
                provider_ref=ref,
                account_id=alisa.id,
                kind=kind,
                is_renewal=False,
                amount_minor=800,
                currency="usd",
                paid_at=paid_at,
            )
        )


def refs() -> list[str]:
    """The references in the ledger, as they were posted."""
    from portal.finance.models import LedgerEntry

    end_read()
    return list(db.session.scalars(select(LedgerEntry.ref).order_by(LedgerEntry.id)))
