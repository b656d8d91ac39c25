"""Taking the steps of the setup: each write to Stripe is a row first, and safe to repeat.

A creation that was cut off is repeated under its key while Stripe remembers that key, and its
answer, the endpoint's secret with it, is the same. Later it is given up, and another is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.billing import marks, orders, products
from portal.billing.gateway import V1, Broken, Declined, Gateway, Options
from portal.billing.installation import mark_in
from portal.billing.models import StripeOrder
from portal.billing.orders import Order
from portal.billing.setup.endpoints import secret_print
from portal.billing.setup.steps import CONFIGURATION, ENDPOINT, Step
from portal.extensions import unit_of_work

# Stripe forgets a key after 24 hours at the earliest.
# https://docs.stripe.com/api/idempotent_requests
REMEMBERED = timedelta(hours=23)
TARGETS = {"configuration": CONFIGURATION, "endpoint": ENDPOINT}

Call = Callable[[V1, str, Any, Options], Any]

CALLS: dict[str, Call] = {
    "create_configuration": lambda v1, _ref, given, options: (
        v1.billing_portal.configurations.create(given, options)
    ),
    "change_configuration": lambda v1, ref, given, options: v1.billing_portal.configurations.update(
        ref, given, options
    ),
    "create_endpoint": lambda v1, _ref, given, options: v1.webhook_endpoints.create(given, options),
    "change_endpoint": lambda v1, ref, given, options: v1.webhook_endpoints.update(
        ref, given, options
    ),
    "remove_endpoint": lambda v1, ref, _given, options: v1.webhook_endpoints.delete(
        ref, None, options
    ),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a step: a sentence, and the secret of an endpoint that was made."""

    words: str
    secret: str = ""


def take(gateway: Gateway, step: Step, now: datetime, show: Callable[[Taken], None]) -> None:
    """The step is done and `show` was told, before that is committed: no secret is lost.

    Raises: Unavailable when it is unknown whether it was done (repeat the setup); Declined.
    """
    if step.noun == "product":
        show(_product(gateway, step, now))
    elif step.act == "adopt":
        with unit_of_work() as session:
            marks.mark(session, marks.CONFIGURATION, now, step.ref)
    elif step.act == "make":
        _make(gateway, step, now, show)
    else:
        _change(gateway, step, now, show)


def _product(gateway: Gateway, step: Step, now: datetime) -> Taken:
    kind = step.parameters["kind"]
    if step.ref:
        products.forget(kind, now, step.ref)
    return Taken(f"{products.NAMES[kind]}: made ({products.product_of(gateway, kind, now)})")


def _make(gateway: Gateway, step: Step, now: datetime, show: Callable[[Taken], None]) -> None:
    order = _wanted(step, now)
    if order.state != "waiting":
        show(Taken("another setup made it at this moment, and has shown what it had to show"))
        return
    made = _call(gateway, order, now)
    secret = str(getattr(made, "secret", None) or "")
    show(Taken(f"made ({made.id})", secret))
    with unit_of_work() as session:
        orders.finish(session, order.id, now, result_ref=made.id)
        if secret:
            marks.mark(session, marks.ENDPOINT, now, f"{made.id} {secret_print(secret)}")
        else:
            marks.mark(session, marks.CONFIGURATION, now, made.id)


def _wanted(step: Step, now: datetime) -> Order:
    """The creation as it is committed: the one that was cut off, if it can still be repeated."""
    kind, target = f"create_{step.noun}", TARGETS[step.noun]
    with unit_of_work() as session:
        generation = step.generation
        for row in session.scalars(_waiting(target)):
            sent = {key: row.parameters.get(key) for key in step.parameters}
            if sent == step.parameters and row.ordered_at + REMEMBERED > now:
                return orders.as_order(row)
            row.state, row.last_error, row.finished_at = "refused", "given up", now
            generation += 1
        natural_key = f"{target}:{generation}"
        metadata = {**mark_in(session, now), "order": natural_key}
        parameters = {**step.parameters, "metadata": metadata}
        return orders.as_order(
            orders.want(session, kind, target, parameters, now, natural_key=natural_key)
        )


def _change(gateway: Gateway, step: Step, now: datetime, show: Callable[[Taken], None]) -> None:
    with unit_of_work() as session:
        row = orders.want(session, f"{step.act}_{step.noun}", step.ref, step.parameters, now)
        order = orders.as_order(row)
        for other in session.scalars(_waiting(step.ref)):
            if other.id != order.id:  # cut off earlier; this one says more
                other.state, other.last_error, other.finished_at = "refused", "given up", now
    try:
        _call(gateway, order, now)
    except Declined as error:
        if step.act != "remove" or error.code != "resource_missing":
            raise
    with unit_of_work() as session:
        orders.finish(session, order.id, now, result_ref=step.ref)
        if step.noun == "configuration":
            marks.mark(session, marks.CONFIGURATION, now, step.ref)
    show(Taken(f"{step.ref}: {'removed' if step.act == 'remove' else 'changed'}"))


def _waiting(target: str) -> Any:
    return select(StripeOrder).where(
        StripeOrder.target_ref == target, StripeOrder.state == "waiting"
    )


def _call(gateway: Gateway, order: Order, now: datetime) -> Any:
    options: Options = {"idempotency_key": order.key}
    given = dict(order.parameters)
    try:
        return gateway.ask(lambda v1: CALLS[order.kind](v1, order.target_ref, given, options))
    except (Broken, Declined) as error:  # Stripe would repeat this answer under the key
        with unit_of_work() as session:
            orders.finish(session, order.id, now, state="refused", error=type(error).__name__)
        raise
