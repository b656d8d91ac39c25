"""What others may see of support: an account's memberships and payments as frozen values."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.money import Money
from portal.support.counting import counts_until
from portal.support.models import Membership, Payment, Reversal
from portal.support.standing import Cadence, Standing


@dataclass(frozen=True, slots=True)
class HeldMembership:
    """A membership of an account, running or over."""

    id: int
    account_id: int
    standing: Standing
    amount: Money
    cadence: Cadence
    started_at: datetime
    paid_through: datetime | None
    counts_until: datetime | None
    current_period_end: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    is_duplicate: bool

    @property
    def is_running(self) -> bool:
        """True while it is neither over nor a duplicate being undone."""
        return self.standing is not Standing.ENDED and not self.is_duplicate


@dataclass(frozen=True, slots=True)
class MadePayment:
    """A payment of an account; `refunded` is what was given back, `is_disputed` what was lost."""

    id: int
    kind: str
    membership_id: int | None
    amount: Money
    refunded: Money
    is_renewal: bool
    is_disputed: bool
    paid_at: datetime


def memberships(session: Session, account_id: int) -> list[HeldMembership]:
    """All memberships of the account, the newest first."""
    rows = select(Membership).where(Membership.account_id == account_id)
    return [_held(row) for row in session.scalars(rows.order_by(Membership.started_at.desc()))]


def membership(session: Session, membership_id: int) -> HeldMembership | None:
    """One membership; the caller checks whose it is."""
    row = session.get(Membership, membership_id)
    return _held(row) if row else None


def running_membership(session: Session, account_id: int) -> HeldMembership | None:
    """The account's membership that is not over, if it has one; never a duplicate."""
    return next((held for held in memberships(session, account_id) if held.is_running), None)


def payments(session: Session, account_id: int) -> list[MadePayment]:
    """All payments of the account, the newest first. Two queries."""
    rows = session.scalars(
        select(Payment).where(Payment.account_id == account_id).order_by(Payment.paid_at.desc())
    ).all()
    back: dict[int, int] = {}
    lost: set[int] = set()
    for entry in session.scalars(
        select(Reversal)
        .join(Payment, Reversal.payment_id == Payment.id)
        .where(Payment.account_id == account_id)
    ):
        if entry.payment_id is None:
            continue
        if entry.kind == "refund" and entry.state == "done":
            back[entry.payment_id] = back.get(entry.payment_id, 0) + entry.amount_minor
        if entry.kind == "dispute" and entry.state == "lost":
            lost.add(entry.payment_id)
    return [
        MadePayment(
            id=row.id,
            kind=row.kind,
            membership_id=row.membership_id,
            amount=Money(row.amount_minor, row.currency),
            refunded=Money(back.get(row.id, 0), row.currency),
            is_renewal=row.is_renewal,
            is_disputed=row.id in lost,
            paid_at=row.paid_at,
        )
        for row in rows
    ]


def _held(row: Membership) -> HeldMembership:
    return HeldMembership(
        id=row.id,
        account_id=row.account_id,
        standing=row.standing,
        amount=Money(row.amount_minor, row.currency),
        cadence=row.cadence,
        started_at=row.started_at,
        paid_through=row.paid_through,
        counts_until=counts_until(row.term),
        current_period_end=row.current_period_end,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        is_duplicate=row.duplicate_of_id is not None,
    )
