"""Reading orders for people: those that wait or were refused, in pages, and one of them.

Frozen values only, without the parameters, which may hold a payer's address.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.billing.explaining import why_order
from portal.billing.models import StripeOrder
from portal.billing.orders import why_not_again
from portal.errors import Missing

STATES = ("waiting", "refused", "done")
LIMIT = 50


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """One order. `why` is a word of `explaining.why_order`; `refusal` Stripe's own word.

    `not_again` is a word for why it cannot be tried again from here: done, by_hand, by_member,
    followed; "" when it can.
    """

    id: int
    kind: str
    target_ref: str
    state: str
    attempts: int
    ordered_at: datetime
    next_try_at: datetime
    finished_at: datetime | None
    last_error: str | None
    result_ref: str | None
    why: str
    not_again: str


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """Some orders, the newest first, and the id after which the next page begins, if any."""

    orders: tuple[KeptOrder, ...]
    next: int | None


def orders(
    session: Session,
    *,
    state: str = "",
    target_ref: str = "",
    after: int | None = None,
    limit: int = LIMIT,
) -> OrdersPage:
    """A page of the orders of a state and a target, or of all. Two queries."""
    where: list[ColumnElement[bool]] = []
    if state:
        where.append(StripeOrder.state == state)
    if target_ref:
        where.append(StripeOrder.target_ref == target_ref)
    if after is not None:
        where.append(StripeOrder.id < after)
    found = _list(session, where, limit + 1)
    return OrdersPage(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None)


def order(session: Session, order_id: int) -> KeptOrder:
    """The order of that number. Raises: Missing."""
    found = _list(session, [StripeOrder.id == order_id], 1)
    if not found:
        raise Missing("There is no such order.")
    return found[0]


def _list(session: Session, where: list[ColumnElement[bool]], limit: int) -> list[KeptOrder]:
    rows = list(
        session.scalars(
            select(StripeOrder).where(*where).order_by(StripeOrder.id.desc()).limit(limit)
        )
    )
    newest = _newest(session, {row.target_ref for row in rows})
    return [_kept(row, newest[row.target_ref]) for row in rows]


def _newest(session: Session, targets: set[str]) -> dict[str, int]:
    """The number of the newest order of each target."""
    if not targets:
        return {}
    found = session.execute(
        select(StripeOrder.target_ref, func.max(StripeOrder.id).label("newest"))
        .where(StripeOrder.target_ref.in_(targets))
        .group_by(StripeOrder.target_ref)
    )
    return {row.target_ref: row.newest for row in found}


def _kept(row: StripeOrder, newest: int) -> KeptOrder:
    return KeptOrder(
        id=row.id,
        kind=row.kind,
        target_ref=row.target_ref,
        state=row.state,
        attempts=row.attempts,
        ordered_at=row.ordered_at,
        next_try_at=row.next_try_at,
        finished_at=row.finished_at,
        last_error=row.last_error,
        result_ref=row.result_ref,
        why=why_order(row.state, row.last_error),
        not_again=why_not_again(row.kind, row.state, is_newest=row.id >= newest),
    )
