"""Orders: every write to Stripe is a row first. Carrying one out lives in `carrying.py`."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.billing.models import StripeObject, StripeOrder
from portal.billing.retrying import MAX_TRIES, wait_before
from portal.errors import Missing, Refused

KINDS = {
    "product", "close", "cancel", "undo_cancel", "change", "end", "pause", "resume", "card",
    "refund", "create_configuration", "change_configuration", "create_endpoint",
    "change_endpoint", "remove_endpoint",
}  # fmt: skip
# Carried out by the operator's command alone: a sweep would lose what only the answer shows.
BY_HAND = {kind for kind in KINDS if kind.endswith(("_configuration", "_endpoint"))}
# What staff may let be tried again after a refusal: what gives back or stops. A member who was
# told that nothing changed is not charged later by somebody else's press.
AGAIN = {"close", "cancel", "end", "pause", "refund"}
# https://docs.stripe.com/api/idempotent_requests: kept for 24 hours at least; clocks may differ.
KEY_IS_SURE = timedelta(hours=12)
NOT_AGAIN = {
    "done": "This order is done. Nothing was changed.",
    "by_hand": "This order belongs to the setup. Run: portal billing setup",
    "by_itself": "The portal orders another one by itself when it needs one.",
    "by_member": "The member was told that this did not work, and can wish for it anew.",
    "followed": "A later order for the same object followed. This one is past.",
}

WAITING = (
    select(StripeOrder)
    .where(StripeOrder.target_ref == bindparam("target"), StripeOrder.state == "waiting")
    .order_by(StripeOrder.id)
)
DUE = (
    select(StripeOrder.target_ref)
    .where(StripeOrder.state == "waiting", StripeOrder.next_try_at <= bindparam("now"))
    .where(StripeOrder.kind.not_in(BY_HAND))
    .group_by(StripeOrder.target_ref)
    .order_by(func.min(StripeOrder.next_try_at))
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was committed."""

    id: int
    kind: str
    key: str
    natural_key: str
    target_ref: str
    parameters: Mapping[str, Any]
    state: str
    attempts: int
    result_ref: str | None
    ordered_at: datetime

    def may_have_been_made(self, now: datetime) -> bool:
        """Whether an earlier try may have been executed under a key that Stripe has forgotten.

        One that was killed left no trace, and a key is sure to be remembered for a day only.
        """
        return bool(self.attempts) or now - self.ordered_at > KEY_IS_SURE


def want(
    session: Session,
    kind: str,
    target_ref: str,
    parameters: Mapping[str, Any],
    now: datetime,
    *,
    natural_key: str | None = None,
) -> StripeOrder:
    """The order's row, inside a unit of work; the same wish twice is one row.

    Without a `natural_key` a wish is the same while it is the last one that waits for its
    target; otherwise it is a new order under a new key.
    """
    if kind not in KINDS:
        raise ValueError(f"no such order: {kind}")
    if natural_key is None:
        session.get(StripeObject, target_ref, with_for_update=True)  # one wish at a time
        last = _last(session, target_ref)
        if last is not None and (last.kind, last.parameters) == (kind, dict(parameters)):
            return last
        natural_key = f"{kind}:{target_ref}:{_count(session, target_ref)}"
    same = select(StripeOrder).where(StripeOrder.natural_key == natural_key)
    row = session.scalar(same)
    if row is not None:
        return row
    row = StripeOrder(
        kind=kind,
        key=_key(),
        natural_key=natural_key,
        target_ref=target_ref,
        parameters=dict(parameters),
        state="waiting",
        attempts=0,
        next_try_at=now,
        ordered_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the same wish was committed at the same moment
        return session.scalars(same).one()
    return row


def waiting(session: Session, target_ref: str) -> list[Order]:
    """The orders of one target that wait, in the order in which they are carried out."""
    return [as_order(row) for row in session.scalars(WAITING, {"target": target_ref})]


def due(session: Session, now: datetime, limit: int) -> list[str]:
    """The targets that have an order whose next try is due."""
    return list(session.scalars(DUE, {"now": now, "limit": limit}))


def as_order(row: StripeOrder) -> Order:
    """The row as a value that outlives the transaction."""
    return Order(
        row.id, row.kind, row.key, row.natural_key, row.target_ref, dict(row.parameters), row.state,
        row.attempts, row.result_ref, row.ordered_at,
    )  # fmt: skip


def finish(
    session: Session,
    order_id: int,
    now: datetime,
    *,
    state: str = "done",
    result_ref: str | None = None,
    error: str | None = None,
) -> None:
    """The order is done or refused; one that is finished already stays as it is."""
    row = session.get_one(StripeOrder, order_id, with_for_update=True)
    if row.state == "waiting":
        row.state, row.result_ref, row.finished_at = state, result_ref, now
        row.last_error = error


def postpone(
    session: Session,
    order_id: int,
    now: datetime,
    error: str,
    *,
    is_fault: bool,
    is_broken: bool = False,
) -> bool:
    """The order is tried again later; True when it has failed too often by its own fault.

    It is still tried, once a day: money that is owed back stays owed. A key under which Stripe
    broke down would only repeat that, so the next try has another.
    """
    row = session.get_one(StripeOrder, order_id, with_for_update=True)
    row.last_error = error[:500]
    row.attempts += 1
    if is_broken:
        row.key = _key()
    is_hopeless = is_fault and row.attempts >= MAX_TRIES
    row.next_try_at = now + (timedelta(days=1) if is_hopeless else wait_before(row.attempts))
    return is_hopeless


def revive(session: Session, order_id: int, now: datetime) -> Order:
    """A refused order waits again, under a new key; one that waits is left as it is.

    It counts as tried before, so that what an earlier try made is looked for first.
    Raises: Missing; Refused, saying why, when it cannot be tried again (see `why_not_again`).
    """
    row = session.get(StripeOrder, order_id)
    if row is None:
        raise Missing("There is no such order.")
    session.get(StripeObject, row.target_ref, with_for_update=True)  # one wish at a time
    session.refresh(row, with_for_update=True)
    newest = select(func.max(StripeOrder.id)).where(StripeOrder.target_ref == row.target_ref)
    why = why_not_again(row.kind, row.state, is_newest=row.id == session.scalar(newest))
    if why:
        raise Refused(NOT_AGAIN[why])
    if row.state == "refused":
        row.state, row.key, row.attempts, row.next_try_at = "waiting", _key(), 1, now
        row.finished_at = row.last_error = None
    return as_order(row)


def why_not_again(kind: str, state: str, *, is_newest: bool) -> str:
    """A word of `NOT_AGAIN`, or "" when the order may be tried now."""
    if state == "done":
        return "done"
    if kind in BY_HAND:
        return "by_hand"
    if state == "waiting":
        return ""
    if kind not in AGAIN:
        return "by_itself" if kind == "product" else "by_member"
    return "" if is_newest else "followed"


def _key() -> str:
    return f"order-{secrets.token_hex(16)}"


def _last(session: Session, target_ref: str) -> StripeOrder | None:
    """The newest order of the target, if it still waits."""
    row = session.scalar(
        select(StripeOrder)
        .where(StripeOrder.target_ref == target_ref)
        .order_by(StripeOrder.id.desc())
        .limit(1)
    )
    return row if row is not None and row.state == "waiting" else None


def _count(session: Session, target_ref: str) -> int:
    found = select(func.count()).select_from(StripeOrder)
    return session.scalar(found.where(StripeOrder.target_ref == target_ref)) or 0
