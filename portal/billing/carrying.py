"""Carrying out orders: the call under the order's key, then the sync that shows its effect."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import structlog
from sqlalchemy.orm import Session

from portal.audit.notices import notice
from portal.billing import orders, outcomes
from portal.billing.gateway import V1, Broken, Declined, Gateway, Options
from portal.billing.installation import own_mark
from portal.billing.orders import Order
from portal.billing.sync import sync
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work

log = structlog.get_logger(__name__)

Call = Callable[[V1, str, Any, Options], object]

CALLS: dict[str, Call] = {
    "product": lambda v1, _ref, given, options: v1.products.create(given, options),
    "close": lambda v1, ref, given, options: v1.checkout.sessions.expire(ref, given, options),
    "cancel": lambda v1, ref, given, options: v1.subscriptions.update(ref, given, options),
    "undo_cancel": lambda v1, ref, given, options: v1.subscriptions.update(ref, given, options),
    "change": lambda v1, ref, given, options: v1.subscriptions.update(ref, given, options),
    "end": lambda v1, ref, given, options: v1.subscriptions.cancel(ref, given, options),
    "pause": lambda v1, ref, given, options: v1.subscriptions.pause(ref, given, options),
    "resume": lambda v1, ref, given, options: v1.subscriptions.resume(ref, given, options),
    "card": lambda v1, _ref, given, options: v1.billing_portal.sessions.create(given, options),
    "refund": lambda v1, _ref, given, options: v1.refunds.create(given, options),
}
# What is synced once the call was made; the order is done in the same write.
ROOT = {
    "close": "checkout.session",
    "refund": "payment_intent",
    **dict.fromkeys(("cancel", "undo_cancel", "change", "end", "pause", "resume"), "subscription"),
}


class _KeySpent(Broken):
    """Stripe broke down under the order's own key, and would repeat that.

    Only then does the order get another. A look that broke down says nothing of the key: another
    process may be about to send it, and under two keys the order would be carried out twice.
    """


def carry_out(gateway: Gateway, target_ref: str, now: datetime) -> object:
    """Every waiting order of the target is done, in their order; what the last call answered.

    Called with no unit of work open. Raises: Unavailable when Stripe does not answer (the
    orders wait for the sweep); Declined when it refuses the last one. An order that is refused
    is finished, and those behind it are carried out all the same.
    """
    answer: object = None
    refused: Declined | None = None
    last_id = 0
    while (found := _next(target_ref)) and found.id != last_id:
        last_id, refused = found.id, None
        try:
            answer = _carry_out(gateway, found, now)
        except Declined as error:
            refused = error
    if refused is not None:
        raise refused
    return answer


def _next(target_ref: str) -> Order | None:
    try:
        return next(iter(orders.waiting(db.session(), target_ref)), None)
    finally:
        end_read()


def _carry_out(gateway: Gateway, order: Order, now: datetime) -> object:
    try:
        answer = _answer(gateway, order, now)
    except Unavailable as error:
        _postpone(order, now, error, is_fault=False)
        raise
    except Declined as error:
        _refuse(order, now, error)
        raise
    except Exception as error:
        _postpone(order, now, error, is_fault=True)
        raise
    _complete(gateway, order, answer, now)
    return answer


def _answer(gateway: Gateway, order: Order, now: datetime) -> object:
    """What the call answered; None when it was declined because it is so already."""
    try:
        return _call(gateway, order, now)
    except Declined as error:
        if not outcomes.is_fulfilled(gateway, order, error):
            raise
        return None


def _call(gateway: Gateway, order: Order, now: datetime) -> object:
    if order.kind == "refund" and order.may_have_been_made(now):
        known = _refund_made_before(gateway, order)
        if known is not None:
            return known
    options: Options = {"idempotency_key": order.key}
    given: dict[str, Any] = dict(order.parameters)
    if order.kind == "refund":
        given["metadata"] = {**own_mark(now), "order": order.natural_key}
    try:
        return gateway.ask(lambda v1: CALLS[order.kind](v1, order.target_ref, given, options))
    except Broken as error:
        raise _KeySpent from error


def _refund_made_before(gateway: Gateway, order: Order) -> object | None:
    """The refund that an earlier try of this order made: Stripe forgets keys after a day."""
    made = gateway.ask(
        lambda v1: v1.refunds.list({"payment_intent": order.target_ref, "limit": 100}).data
    )
    return next((r for r in made if getattr(r.metadata, "order", None) == order.natural_key), None)


def _complete(gateway: Gateway, order: Order, answer: object, now: datetime) -> None:
    result = cast(str | None, getattr(answer, "id", None))

    def done(session: Session, _is_ours: bool = True) -> None:
        orders.finish(session, order.id, now, result_ref=result)

    if order.kind in ROOT:
        try:
            sync(gateway, ROOT[order.kind], order.target_ref, now, done)
        except Exception as error:
            _postpone(order, now, error, is_fault=not isinstance(error, Unavailable))
            raise
        return
    with unit_of_work() as session:
        done(session)


def _refuse(order: Order, now: datetime, error: Declined) -> None:
    words = f"{error.code} {error.param}".strip() or "declined"
    with unit_of_work() as session:
        orders.finish(session, order.id, now, state="refused", error=words)
        # After a try without an answer whoever wished it was told that we are checking.
        if order.kind in ("end", "refund") or order.attempts:
            notice(
                session,
                "order-refused",
                f"Stripe refused an order to {order.kind} ({words}), and it is not so already."
                f" Please look at {order.target_ref} in Stripe's dashboard.",
                key=f"order-refused:{order.id}",
            )


def _postpone(order: Order, now: datetime, error: Exception, *, is_fault: bool) -> None:
    end_read()
    log.warning("order_postponed", kind=order.kind, attempts=order.attempts + 1)
    with unit_of_work() as session:
        is_hopeless = orders.postpone(
            session,
            order.id,
            now,
            Broken.__name__ if isinstance(error, Broken) else type(error).__name__,
            is_fault=is_fault,
            is_broken=isinstance(error, _KeySpent),
        )
        if is_hopeless:
            notice(
                session,
                "order-failing",
                f"An order to {order.kind} {order.target_ref} keeps failing; it is tried daily.",
                key=f"order-failing:{order.id}",
            )
