"""Two memberships of one person: the later one is undone, and its owner told.

Nothing stops two people, or two tabs, from paying at the same moment; so the second payment is
taken, recognised here, and given back in full by the desk that talks to the provider.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.mail import outbox
from portal.support.models import Membership
from portal.support.standing import Standing

# A membership whose card fails is no reason to refuse one that is paid.
RUNNING = (Standing.ACTIVE, Standing.PAUSED)
OF_ACCOUNTS = (
    select(Membership)
    .where(
        Membership.account_id.in_(bindparam("accounts", expanding=True)),
        Membership.standing.in_(RUNNING),
        Membership.ends_at.is_(None),
        Membership.paid_through > bindparam("now"),
    )
    .order_by(Membership.account_id, Membership.started_at, Membership.provider_ref)
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the provider must be told: kind "undo_duplicate" is to end it now and refund all."""

    kind: str
    membership_id: int
    membership_ref: str


def find(session: Session, account_ids: Collection[int], now: datetime) -> list[Ordered]:
    """Mark every running, paid membership of each account but the first; order what is new.

    The first is the one that started first (then by reference), whichever was seen first. One
    whose end is scheduled ends by itself: who cancelled and pays anew keeps what is new.
    """
    running = session.scalars(OF_ACCOUNTS, {"accounts": list(account_ids), "now": now})
    orders: list[Ordered] = []
    for _account, rows in groupby(running.all(), key=lambda row: row.account_id):
        orders += _of_one(session, list(rows))
    return orders


def _of_one(session: Session, running: Sequence[Membership]) -> list[Ordered]:
    kept = next((row for row in running if row.duplicate_of_id is None), None)
    if kept is None:
        return []
    orders = []
    for row in running:
        if row is kept:
            continue
        if row.duplicate_of_id is None:
            orders.append(Ordered("undo_duplicate", row.id, row.provider_ref))
            _tell(session, row)
        row.duplicate_of_id = kept.id
    return orders


def _tell(session: Session, row: Membership) -> None:
    outbox.queue(
        session,
        kind="duplicate-membership",
        to_account_id=row.account_id,
        key=f"duplicate-membership:{row.provider_ref}",
        payload={"amount_minor": row.amount_minor, "currency": row.currency},
    )
