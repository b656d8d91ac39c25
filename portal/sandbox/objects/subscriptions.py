"""Subscriptions as they stand: built, read, listed. What changes them has modules of its own."""

from typing import Any

from portal.sandbox.ids import new_id
from portal.sandbox.objects import clock_limits
from portal.sandbox.periods import next_end
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import envelope, page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

LIVE = ("active", "past_due", "paused", "trialing", "unpaid", "incomplete")


def build(
    world: World,
    customer: Obj,
    wanted: list[tuple[Obj, int]],
    *,
    metadata: dict[str, str],
    description: str | None,
    method: str | None,
) -> Obj:
    """A stored subscription to these prices and quantities from now on, without an event yet.

    Raises: Refusal when the customer pays another currency already.
    """
    currency = wanted[0][0]["currency"]
    check_currency(world, customer, currency, None)
    clock_limits.check_subscriptions(world, customer)
    now, name = world.now(), new_id("subscription")
    return world.add(
        "subscription",
        id=name,
        hidden={"pending": []},
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
        billing_cycle_anchor=now,
        billing_mode={"flexible": {"proration_discounts": "included"}, "type": "flexible"},
        billing_schedules=[],
        cancel_at_period_end=False,
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        collection_method="charge_automatically",
        currency=currency,
        customer=customer["id"],
        default_payment_method=method,
        default_tax_rates=[],
        description=description,
        discounts=[],
        invoice_settings={"account_tax_ids": None, "issuer": {"type": "self"}},
        items=envelope(
            f"/v1/subscription_items?subscription={name}",
            [item(world, name, price, quantity, now) for price, quantity in wanted],
        ),
        metadata=metadata,
        payment_settings={
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        start_date=now,
        status="incomplete",
        test_clock=customer["test_clock"],
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
    )


def item(world: World, subscription: str, price: Obj, quantity: int, anchor: int) -> Obj:
    """A subscription item whose first period starts now."""
    recurring = price["recurring"]
    now = world.now()
    return {
        "id": new_id("subscription_item"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": now,
        "current_period_end": next_end(
            anchor, recurring["interval"], recurring["interval_count"], now
        ),
        "current_period_start": now,
        "discounts": [],
        "metadata": {},
        "plan": _plan(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription,
        "tax_rates": [],
    }


def with_price(old: Obj, price: Obj, quantity: int) -> Obj:
    """The item with another price or quantity, its period untouched."""
    return {**old, "plan": _plan(price), "price": price, "quantity": quantity}


def first_item(subscription: Obj) -> Obj:
    """The item that the others share the period with."""
    found: Obj = subscription["items"]["data"][0]
    return found


def plan_next(world: World, subscription: Obj) -> None:
    """The end of the period, or an earlier planned cancellation, will find the subscription."""
    times = [subscription["cancel_at"]] if subscription["cancel_at"] else []
    if subscription["status"] in ("active", "past_due"):
        times.append(first_item(subscription)["current_period_end"])
    if times and subscription["status"] in LIVE:
        world.later(subscription["id"], "subscription", min(times))
    else:
        world.never(subscription["id"], "subscription")


def check_currency(world: World, customer: Obj, currency: str, param: str | None) -> None:
    """Raises: Refusal when a live subscription of the customer has another currency."""
    for other in world.store.where("subscription", "customer", customer["id"]):
        if other["status"] in LIVE and other["currency"] != currency:
            raise invalid(
                "You cannot combine currencies on a single customer. This customer has an active "
                f"subscription, subscription schedule, discount, quote, or invoice item with "
                f"currency {other['currency']}.",
                param,
            )


def check_distinct(sold: list[Obj]) -> None:
    """Raises: Refusal when one price would stand on two items."""
    names = [price["id"] for price in sold]
    for name in names:
        if names.count(name) > 1:
            raise invalid(
                f"Cannot add multiple subscription items with the same plan: {name}", "items"
            )


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The subscription."""
    return world.get("subscription", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of subscriptions; cancelled ones and those of test clocks only when asked for."""
    status = params.pop("status", None)
    state = "json_extract(body, '$.status')"
    values: tuple[Any, ...] = ()
    if status == "all":
        where = "TRUE"
    elif status == "ended":
        where = f"{state} IN ('canceled', 'incomplete_expired')"
    elif status:
        where, values = f"{state} = ?", (status,)
    else:
        where = f"{state} != 'canceled'"
    if not params.keys() & {"customer", "test_clock"}:
        where += " AND json_extract(body, '$.test_clock') IS NULL"
    extra = (where, values)
    equal = {"customer": "customer", "test_clock": "test_clock"}
    return page(world, "/v1/subscriptions", "subscription", params, equal=equal, extra=extra)


def _plan(price: Obj) -> Obj:
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": price["recurring"]["interval"],
        "interval_count": price["recurring"]["interval_count"],
        "livemode": False,
        "metadata": dict(price["metadata"]),
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


OPERATIONS = [
    Operation(
        "GET", "/v1/subscriptions", "SubscriptionListParams", listed,
        LIST_PLAYS + "customer status test_clock",
    ),
    Operation("GET", "/v1/subscriptions/{subscription}", "SubscriptionRetrieveParams", retrieve),
]  # fmt: skip
