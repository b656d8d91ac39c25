"""What is known of accounts when they are counted, read for many at once: five queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.support.counting import PaidPeriod, Term, member_until
from portal.support.history import Recorded
from portal.support.leaving import Past
from portal.support.models import CountChange, Counted, Membership, Period

_AMONG: BindParameter[Any] = bindparam("accounts", expanding=True)
ACCOUNTS = select(Account.id, Account.erased_at).where(Account.id.in_(_AMONG)).order_by(Account.id)
MEMBERSHIPS = select(
    Membership.id,
    Membership.account_id,
    Membership.standing,
    Membership.started_at,
    Membership.ends_at,
    Membership.end_reason,
    Membership.ended_at,
    Membership.paid_through,
).where(Membership.account_id.in_(_AMONG))
PERIODS = (
    select(
        Period.membership_id,
        Period.starts_at,
        Period.ends_at,
        Period.amount_minor,
        Period.is_fully_refunded,
        Period.is_lost_in_dispute,
        Period.paid_at,
        Period.reversed_at,
    )
    .join(Membership, Membership.id == Period.membership_id)
    .where(Membership.account_id.in_(_AMONG))
)
COUNTED = select(Counted).where(Counted.account_id.in_(_AMONG))
MOVES = (
    select(CountChange.account_id, CountChange.changed_at, CountChange.delta)
    .where(CountChange.account_id.in_(_AMONG))
    .order_by(CountChange.changed_at, CountChange.id)
)


@dataclass
class Known:
    """One account: its memberships, its place in the count, and its last recorded move."""

    account_id: int
    erased_at: datetime | None
    pasts: list[Past] = field(default_factory=list)
    counted: Counted | None = None
    recorded: Recorded | None = None

    def member_until(self, now: datetime) -> datetime | None:
        """Until when it counts if nothing more happens; None when it does not count now."""
        if self.erased_at is not None:
            return None
        return member_until([_term(past) for past in self.pasts], (), now)


def read(session: Session, account_ids: Sequence[int]) -> list[Known]:
    """The accounts that exist, in the order of their ids; at most some hundred at once."""
    among = {"accounts": account_ids}
    found = {row.id: Known(row.id, row.erased_at) for row in session.execute(ACCOUNTS, among)}
    periods = _periods(session, account_ids)
    for row in session.execute(MEMBERSHIPS, among):
        found[row.account_id].pasts.append(
            Past(
                standing=row.standing,
                started_at=row.started_at,
                ends_at=row.ends_at,
                end_reason=row.end_reason,
                periods=tuple(periods[row.id]),
                ended_at=row.ended_at,
                paid_through=row.paid_through,
            )
        )
    for counted in session.scalars(COUNTED, among):
        found[counted.account_id].counted = counted
    for account_id, changed_at, delta in session.execute(MOVES, among):
        found[account_id].recorded = Recorded(changed_at, delta > 0)
    return list(found.values())


def _periods(session: Session, account_ids: Sequence[int]) -> dict[int, list[PaidPeriod]]:
    found: dict[int, list[PaidPeriod]] = defaultdict(list)
    for row in session.execute(PERIODS, {"accounts": account_ids}):
        found[row.membership_id].append(
            PaidPeriod(
                period_end=row.ends_at,
                amount_minor=row.amount_minor,
                is_fully_refunded=row.is_fully_refunded,
                is_lost_in_dispute=row.is_lost_in_dispute,
                period_start=row.starts_at,
                paid_at=row.paid_at,
                reversed_at=row.reversed_at,
            )
        )
    return found


def _term(past: Past) -> Term:
    through = past.paid_through
    is_reversed = through is not None and any(p.period_end > through for p in past.periods)
    return Term(past.standing, through, past.ends_at, is_reversed)
