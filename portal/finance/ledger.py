"""The ledger: posting each movement once. Nothing here or elsewhere changes or removes one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.finance.models import LedgerEntry
from portal.finance.months import month_of
from portal.money import Money

POSTED = select(LedgerEntry.ref).where(LedgerEntry.ref.in_(bindparam("refs", expanding=True)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement as its source reports it; `ref` is the source's own id of it.

    `category` in our words: charge, charge_failure, refund, refund_failure, dispute,
    dispute_reversal, fee, payout, adjustment. `gross` is positive for money that came and negative
    for money that went, and `net` is `gross` less `fee`. `source_ref` is what moved (a charge, a
    refund); `payment_ref` the payment it belongs to. A foreign entry is another product's
    on the same account of the provider. `paid` is what the payer paid, in the payer's currency.
    """

    ref: str
    category: str
    gross: Money
    fee: Money
    net: Money
    source_ref: str
    payment_ref: str | None
    is_foreign: bool
    occurred_at: datetime
    available_on: date
    paid: Money | None = None

    def __post_init__(self) -> None:
        if self.gross - self.fee != self.net:
            raise ValueError(f"{self.ref}: gross less fee is not net")


def post(session: Session, entries: Iterable[Entry], now: datetime) -> int:
    """The entries stand in the ledger; how many are new in it. Inside a unit of work."""
    wanted: dict[str, Entry] = {}
    for entry in entries:
        wanted.setdefault(entry.ref, entry)
    if not wanted:
        return 0
    posted = set(session.scalars(POSTED, {"refs": list(wanted)}))
    new = [entry for ref, entry in wanted.items() if ref not in posted]
    session.add_all(_row(entry, now) for entry in new)
    session.flush()
    return len(new)


def _row(entry: Entry, now: datetime) -> LedgerEntry:
    zone = current_app.extensions["settings"].zone
    return LedgerEntry(
        ref=entry.ref,
        category=entry.category,
        gross_minor=entry.gross.minor,
        fee_minor=entry.fee.minor,
        net_minor=entry.net.minor,
        currency=entry.gross.currency,
        paid_minor=entry.paid.minor if entry.paid else None,
        paid_currency=entry.paid.currency if entry.paid else None,
        source_ref=entry.source_ref,
        payment_ref=entry.payment_ref,
        is_foreign=entry.is_foreign,
        occurred_at=entry.occurred_at,
        available_on=entry.available_on,
        posted_month=str(month_of(entry.occurred_at, zone)),
        posted_at=now,
    )
