"""Pausing a subscription, and waking it; what resuming bills lives in `resuming.py`."""

from portal.sandbox.objects import subscriptions
from portal.sandbox.objects.lines import part, proration_line
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, not_played
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World


def pause(world: World, params: Obj, name: str) -> Obj:
    """The subscription, paused: no further period and no invoice until it resumes.

    Time already paid for is credited to the next invoice unless `bill_for` says otherwise.

    Raises: Refusal when it is not active.
    """
    before = world.get("subscription", name)
    if before["status"] != "active":
        raise invalid(
            f"Only active subscriptions can be paused. This one is {before['status']}.",
            code="subscription_not_active",
        )
    if params.get("invoicing_behavior", "pending_invoice_item") != "pending_invoice_item":
        raise not_played("invoicing at once when pausing", "invoicing_behavior")
    unused = params.get("bill_for", {}).get("unused_time_from", {}).get("type", "now")
    if unused == "item_current_period_start":
        raise not_played("crediting the whole current period", "bill_for.unused_time_from.type")
    paused = {
        **before,
        "status": "paused",
        "status_details": {
            "paused": {
                "subscription": {"type": "pause_requested"},
                "transitioned_at": world.now(),
                "type": "subscription",
            }
        },
    }
    hidden = world.hidden(name)
    if unused == "now":
        hidden = {**hidden, "pending": [*hidden["pending"], *_unused(world, before)]}
    world.save(paused, hidden)
    world.emit("customer.subscription.paused", paused)
    world.emit("customer.subscription.updated", paused, before)
    subscriptions.plan_next(world, paused)
    return paused


def wake(world: World, subscription: Obj) -> Obj:
    """The subscription is active from now on, in the period that its resumption was billed for."""
    hidden = world.hidden(subscription["id"])
    plan = hidden.pop("resuming")
    awake = {
        **subscription,
        "billing_cycle_anchor": plan["anchor"],
        "items": {**subscription["items"], "data": plan["items"]},
        "status": "active",
        "status_details": None,
    }
    world.save(awake, hidden)
    world.emit("customer.subscription.resumed", awake)
    world.emit("customer.subscription.updated", awake, subscription)
    subscriptions.plan_next(world, awake)
    return awake


def _unused(world: World, subscription: Obj) -> list[Obj]:
    now = world.now()
    return [
        proration_line(
            row,
            subscription,
            -part(
                row["price"]["unit_amount"] * row["quantity"],
                row["current_period_start"],
                row["current_period_end"],
                now,
            ),
            now,
            row["current_period_end"],
        )
        for row in subscription["items"]["data"]
    ]


OPERATIONS = [
    Operation(
        "POST", "/v1/subscriptions/{subscription}/pause", "SubscriptionPauseParams", pause,
        "bill_for invoicing_behavior type",
    ),
]  # fmt: skip
