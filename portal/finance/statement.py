"""The statement of a month: the ledger's movements in the newsroom's calendar, and their sums.

Payouts to the newsroom's bank are no payments and stand in no statement of payments.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.finance.models import LedgerEntry
from portal.finance.months import Month, from_text
from portal.money import Money
from portal.support.models import Payment

PAYOUTS = ("payout", "payout_reversal")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One movement. `purpose`: membership, donation, gift, foreign, or "other" when unknown."""

    ref: str
    occurred_at: datetime
    category: str
    purpose: str
    gross: Money
    fee: Money
    net: Money
    paid: Money | None
    payment_ref: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a month's movements in one currency; `count` movements, of which charges."""

    month: Month
    count: int
    charges: int
    gross: Money
    fee: Money
    net: Money


def totals(session: Session, month: Month | None = None) -> list[Totals]:
    """One row per month and currency, the newest month first."""
    sums = (
        select(
            LedgerEntry.posted_month,
            LedgerEntry.currency,
            func.count(),
            func.sum(case((LedgerEntry.category == "charge", 1), else_=0)),
            func.sum(LedgerEntry.gross_minor),
            func.sum(LedgerEntry.fee_minor),
            func.sum(LedgerEntry.net_minor),
        )
        .where(LedgerEntry.category.not_in(PAYOUTS))
        .group_by(LedgerEntry.posted_month, LedgerEntry.currency)
        .order_by(LedgerEntry.posted_month.desc(), LedgerEntry.currency)
    )
    if month is not None:
        sums = sums.where(LedgerEntry.posted_month == str(month))
    return [
        Totals(
            month=from_text(posted),
            count=count,
            charges=int(charges),
            gross=Money(int(gross), currency),
            fee=Money(int(fee), currency),
            net=Money(int(net), currency),
        )
        for posted, currency, count, charges, gross, fee, net in session.execute(sums)
    ]


def newest(session: Session, month: Month, limit: int) -> list[Line]:
    """The last movements of the month, newest first."""
    found = _lines(month).order_by(LedgerEntry.occurred_at.desc(), LedgerEntry.id.desc())
    return [_line(*row) for row in session.execute(found.limit(limit))]


def lines(session: Session, month: Month) -> Iterator[Line]:
    """Every movement of the month that exists when it is called, in order of time.

    Read in batches, so that a year's largest month needs no more memory than its smallest. The
    ledger only grows: what is posted meanwhile is left out by its id.
    """
    last_id = session.scalar(select(func.max(LedgerEntry.id))) or 0
    ordered = _lines(month).order_by(LedgerEntry.occurred_at, LedgerEntry.id).limit(BATCH)
    ordered = ordered.where(LedgerEntry.id <= last_id)
    batch = session.execute(ordered).all()
    while batch:
        yield from (_line(*row) for row in batch)
        if len(batch) < BATCH:
            return
        entry = batch[-1][0]
        later = or_(
            LedgerEntry.occurred_at > entry.occurred_at,
            and_(LedgerEntry.occurred_at == entry.occurred_at, LedgerEntry.id > entry.id),
        )
        session.expunge_all()
        batch = session.execute(ordered.where(later)).all()


def _lines(month: Month) -> Select[LedgerEntry, str]:
    return (
        select(LedgerEntry, Payment.kind)
        .outerjoin(Payment, Payment.provider_ref == LedgerEntry.payment_ref)
        .where(LedgerEntry.posted_month == str(month), LedgerEntry.category.not_in(PAYOUTS))
    )


def _line(entry: LedgerEntry, kind: str | None) -> Line:
    paid = None
    if entry.paid_minor is not None and entry.paid_currency is not None:
        paid = Money(entry.paid_minor, entry.paid_currency)
    return Line(
        ref=entry.ref,
        occurred_at=entry.occurred_at,
        category=entry.category,
        purpose="foreign" if entry.is_foreign else kind or "other",
        gross=Money(entry.gross_minor, entry.currency),
        fee=Money(entry.fee_minor, entry.currency),
        net=Money(entry.net_minor, entry.currency),
        paid=paid,
        payment_ref=entry.payment_ref or entry.source_ref,
    )
