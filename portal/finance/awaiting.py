"""Payments whose movement of money the provider has not reported yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from portal.finance.models import LedgerEntry
from portal.money import Money
from portal.support.models import Payment


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A settled charge that is not in the ledger yet."""

    payment_ref: str
    kind: str
    amount: Money
    paid_at: datetime


def awaiting(
    session: Session,
    *,
    paid_from: datetime | None = None,
    paid_before: datetime | None = None,
    limit: int = 200,
) -> list[Awaiting]:
    """The payments without a movement, paid in the half-open interval, oldest first."""
    entry = exists().where(
        LedgerEntry.payment_ref == Payment.provider_ref, LedgerEntry.category == "charge"
    )
    within: list[ColumnElement[bool]] = [~entry]
    if paid_from is not None:
        within.append(Payment.paid_at >= paid_from)
    if paid_before is not None:
        within.append(Payment.paid_at < paid_before)
    rows = session.scalars(
        select(Payment).where(*within).order_by(Payment.paid_at, Payment.id).limit(limit)
    )
    return [
        Awaiting(row.provider_ref, row.kind, Money(row.amount_minor, row.currency), row.paid_at)
        for row in rows
    ]
