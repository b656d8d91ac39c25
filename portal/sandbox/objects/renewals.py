"""What the end of a period brings: the next one and its invoice, or a planned cancellation."""

from portal.sandbox.objects import endings, invoices, subscriptions
from portal.sandbox.objects.lines import period_line
from portal.sandbox.periods import next_end
from portal.sandbox.store import Obj
from portal.sandbox.world import World


def subscription_due(world: World, name: str) -> None:
    """A subscription reached the end of its period or its planned end."""
    subscription = world.store.find(name)
    if subscription is None or subscription["status"] not in ("active", "past_due", "paused"):
        return
    if subscription["cancel_at"] and subscription["cancel_at"] <= world.now():
        endings.end(world, subscription, "cancellation_requested")
    elif subscription["status"] != "paused":
        renew(world, subscription)


def renew(world: World, subscription: Obj) -> Obj:
    """The next period runs and its invoice is a draft that will be finalized and collected."""
    renewed = {
        **subscription,
        "items": {
            **subscription["items"],
            "data": [_next(item, subscription) for item in subscription["items"]["data"]],
        },
    }
    lines = period_lines(renewed) + pending(world, subscription["id"])
    finalizes_at = world.now() + world.settings.draft_seconds
    invoice = invoices.draft(world, renewed, lines, "subscription_cycle", finalizes_at)
    world.later(invoice["id"], "finalize", finalizes_at)
    renewed["latest_invoice"] = invoice["id"]
    world.save(renewed)
    world.emit("customer.subscription.updated", renewed, subscription)
    subscriptions.plan_next(world, renewed)
    return renewed


def period_lines(subscription: Obj) -> list[Obj]:
    """One line for each item's current period."""
    return [
        period_line(item, subscription, item["current_period_start"], item["current_period_end"])
        for item in subscription["items"]["data"]
    ]


def pending(world: World, name: str) -> list[Obj]:
    """The prorations that wait for the next invoice; they wait no more."""
    hidden = world.hidden(name)
    waiting: list[Obj] = hidden.get("pending", [])
    world.store.put(world.get("subscription", name), {**hidden, "pending": []})
    return waiting


def _next(item: Obj, subscription: Obj) -> Obj:
    recurring, start = item["price"]["recurring"], item["current_period_end"]
    end = next_end(
        subscription["billing_cycle_anchor"],
        recurring["interval"],
        recurring["interval_count"],
        start,
    )
    return {**item, "current_period_start": start, "current_period_end": end}
