"""Builders of facts about invented people; every moment is relative to one fixed now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.money import Money
from portal.support import applying, headcount, stamps
from portal.support.duplicates import Ordered
from portal.support.facts import Fact, MembershipSeen, PaymentSettled, PeriodPaid, Supporter
from portal.support.models import Counted
from portal.support.standing import Cadence, Standing
from tests.settings import SECRET_KEY

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MONTH = timedelta(days=30)
EIGHT = Money(800, "usd")


def period(
    ref: str = "in_1",
    *,
    ends_at: datetime = NOW + MONTH,
    amount: Money = EIGHT,
    is_fully_refunded: bool = False,
    is_lost_in_dispute: bool = False,
) -> PeriodPaid:
    """A paid month that began before NOW."""
    return PeriodPaid(ref, ends_at - MONTH, ends_at, amount, is_fully_refunded, is_lost_in_dispute)


def membership(
    ref: str = "sub_1",
    email: str = "alisa@example.org",
    *,
    standing: Standing = Standing.ACTIVE,
    periods: tuple[PeriodPaid, ...] | None = None,
    started_at: datetime = NOW,
    ended_at: datetime | None = None,
    end_reason: str | None = None,
    ends_at: datetime | None = None,
    attempt_id: str | None = None,
) -> MembershipSeen:
    """A monthly membership of $8 as the provider has it; paid for a month unless told."""
    return MembershipSeen(
        ref=ref,
        supporter=Supporter(email=email),
        attempt_id=attempt_id,
        standing=standing,
        amount=EIGHT,
        cadence=Cadence.MONTHLY,
        started_at=started_at,
        current_period_end=started_at + MONTH,
        ends_at=ends_at,
        ended_at=ended_at,
        end_reason=end_reason,
        periods=(period(f"in_{ref}"),) if periods is None else periods,
    )


def ended(seen: MembershipSeen, reason: str = "cancelled", at: datetime = NOW) -> MembershipSeen:
    """The same membership, over."""
    return replace(seen, standing=Standing.ENDED, ended_at=at, end_reason=reason)


def payment(
    ref: str = "ch_1",
    email: str = "alisa@example.org",
    *,
    membership_ref: str | None = "sub_1",
    is_renewal: bool = False,
    attempt_id: str | None = None,
    paid_at: datetime = NOW,
) -> PaymentSettled:
    """A settled charge of $8."""
    return PaymentSettled(
        ref=ref,
        supporter=Supporter(email=email),
        attempt_id=attempt_id,
        membership_ref=membership_ref,
        amount=EIGHT,
        paid_at=paid_at,
        is_renewal=is_renewal,
    )


def apply(*facts: Fact, now: datetime = NOW) -> list[Ordered]:
    """Apply each fact in a unit of work of its own; all that was ordered."""
    ordered = []
    for fact in facts:
        with unit_of_work() as session:
            ordered += applying.apply(session, fact, now)
    return ordered


def apply_at_once(facts: Iterable[Fact]) -> None:
    """Apply all facts in one unit of work."""
    with unit_of_work() as session:
        for fact in facts:
            applying.apply(session, fact, NOW)


def members() -> int:
    """The number on the bar, after checking that it is the number of people who count."""
    db.session.rollback()
    shown = headcount.read(db.session()).members
    assert shown == db.session.scalar(select(func.count()).select_from(Counted))
    return shown


def stamp() -> str:
    """What the support form carries when it was shown just now: another one each time."""
    return stamps.issue(SECRET_KEY, clock.now())
