"""Changing a subscription: its price, its card, its words, its planned end."""

from portal.sandbox.objects import (
    collection,
    invoices,
    payment_methods,
    prices,
    renewals,
    subscriptions,
)
from portal.sandbox.objects.lines import part, proration_line
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, no_such, not_played
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World

_SCHEDULE = ("cancel_at", "cancel_at_period_end")


def update(world: World, params: Obj, name: str) -> Obj:
    """The subscription with the sent changes.

    Another interval starts a new period and is billed at once; within one interval
    `proration_behavior` decides what is billed for the rest of the period, and when.

    Raises: Refusal for a cancelled subscription, a foreign item or card, another currency.
    """
    before = world.get("subscription", name)
    has_ended = before["status"] in ("canceled", "incomplete_expired")
    if has_ended and params.keys() - {"metadata", "cancellation_details"}:
        raise invalid(
            "A canceled subscription can only update its cancellation_details and metadata."
        )
    after = {**before, "metadata": merged(before["metadata"], params)}
    if "description" in params:
        after["description"] = params["description"] or None
    if "default_payment_method" in params:
        method = params["default_payment_method"]
        found = payment_methods.of(world, before["customer"], method)
        after["default_payment_method"] = found["id"]
    extra, bills_now = _items(world, params, before, after)
    _schedule(world, params, after)
    world.save(after)
    invoice = None
    if bills_now:
        lines = extra + renewals.pending(world, name)
        invoice = invoices.draft(world, after, lines, "subscription_update")
        invoice = invoices.finalize(world, invoice)
        after["latest_invoice"] = invoice["id"]
        world.save(after)
    elif extra:
        hidden = world.hidden(name)
        world.save(after, {**hidden, "pending": [*hidden["pending"], *extra]})
    if after != before:
        world.emit("customer.subscription.updated", after, before)
    subscriptions.plan_next(world, after)
    if invoice and invoice["status"] == "open":
        collection.collect(world, invoice)
    return world.get("subscription", name)


def _items(world: World, params: Obj, before: Obj, after: Obj) -> tuple[list[Obj], bool]:
    """The lines that the new items cause, and whether they are billed now."""
    if not params.get("items"):
        return [], False
    rows = {row["id"]: row for row in before["items"]["data"]}
    _check_once(params["items"])
    for index, sent in enumerate(params["items"]):
        changed = _item(world, sent, rows, before, f"items[{index}]")
        rows[changed["id"]] = changed
    data = list(rows.values())
    subscriptions.check_distinct([row["price"] for row in data])
    cycles = {_cycle(row) for row in data}
    if len(cycles) > 1:
        raise not_played("several billing intervals in one subscription", "items")
    behaviour = params.get("proration_behavior", "create_prorations")
    old = before["items"]["data"]
    restarts = cycles != {_cycle(row) for row in old}
    extra = [] if behaviour == "none" else _credits(world, old, data, before, restarts)
    if restarts:
        now = world.now()
        after["billing_cycle_anchor"] = now
        fresh = [
            subscriptions.item(world, before["id"], row["price"], row["quantity"], now)
            for row in data
        ]
        data = [{**row, "id": kept["id"]} for row, kept in zip(fresh, data, strict=True)]
    after["items"] = {**before["items"], "data": data}
    if restarts:
        extra += renewals.period_lines(after)
    return extra, restarts or (behaviour == "always_invoice" and bool(extra))


def _check_once(sent: list[Obj]) -> None:
    names: set[str] = set()
    for index, row in enumerate(sent):
        name = row.get("id", f"new item {index}")
        if name in names:
            raise invalid(f"The subscription item `{name}` is given twice.", f"items[{index}][id]")
        names.add(name)


def _item(world: World, sent: Obj, rows: dict[str, Obj], subscription: Obj, at: str) -> Obj:
    if "id" in sent and sent["id"] not in rows:
        raise no_such("subscription_item", sent["id"], f"{at}[id]")
    if "price" in sent and "price_data" in sent:
        raise invalid("You may only specify one of these parameters: price, price_data.", at)
    old = rows.get(sent.get("id", ""))
    if old and sent.get("price") == old["price"]["id"]:
        price = old["price"]
    elif "price" in sent:
        price = prices.active(world, sent["price"], f"{at}[price]")
    elif "price_data" in sent:
        price = prices.build(world, sent["price_data"], f"{at}[price_data]", active=False)
    elif old:
        price = old["price"]
    else:
        raise invalid(f"Missing required param: {at}[price].", f"{at}[price]", "parameter_missing")
    if not price["recurring"]:
        raise invalid(
            f"The price specified is set to `type=one_time` but this field only accepts prices "
            f"with `type=recurring`: {price['id']}.",
            f"{at}[price]",
        )
    if price["currency"] != subscription["currency"]:
        raise invalid(
            f"The price specified only supports `{price['currency']}`. This doesn't match the "
            f"expected currency: `{subscription['currency']}`.",
            f"{at}[price_data][currency]" if "price_data" in sent else f"{at}[price]",
        )
    usual: int = old["quantity"] if old else 1
    quantity: int = sent.get("quantity", usual)
    if quantity < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            f"{at}[quantity]",
            "parameter_invalid_integer",
        )
    if old:
        return subscriptions.with_price(old, price, quantity)
    first = subscriptions.first_item(subscription)
    made = subscriptions.item(
        world, subscription["id"], price, quantity, subscription["billing_cycle_anchor"]
    )
    return {**made, "current_period_end": first["current_period_end"]}


def _credits(
    world: World, old: list[Obj], new: list[Obj], subscription: Obj, restarts: bool
) -> list[Obj]:
    """What was paid for and is not used, and what the rest of the period costs now."""
    now, lines = world.now(), []
    kept = {row["id"]: row for row in old}
    for row in new:
        was = kept.get(row["id"])
        if was and _cost(was) == _cost(row) and not restarts:
            continue
        start, end = row["current_period_start"], row["current_period_end"]
        if was and subscription["status"] == "active":
            amount = -part(_cost(was), start, end, now)
            lines.append(proration_line(was, subscription, amount, now, end))
        if not restarts:
            amount = part(_cost(row), start, end, now)
            lines.append(proration_line(row, subscription, amount, now, end))
    return lines


def _schedule(world: World, params: Obj, after: Obj) -> None:
    """When it will end; the flag and an own time are two things, and are undone separately."""
    end = subscriptions.first_item(after)["current_period_end"]
    details = dict(after["cancellation_details"])
    details.update(params.get("cancellation_details", {}))
    if params.get("cancel_at_period_end") and params.get("cancel_at"):
        raise invalid(
            "You may only specify one of these parameters: cancel_at, cancel_at_period_end.",
            "cancel_at",
        )
    if "cancel_at_period_end" in params:
        if after["cancel_at_period_end"] and not params["cancel_at_period_end"]:
            after["cancel_at"] = None
        after["cancel_at_period_end"] = params["cancel_at_period_end"]
    if params.get("cancel_at") == "":
        after["cancel_at"] = None
    elif "cancel_at" in params:
        if not isinstance(params["cancel_at"], int):
            raise not_played(f"`cancel_at` {params['cancel_at']}", "cancel_at")
        if params["cancel_at"] <= world.now():
            raise invalid("`cancel_at` must be in the future.", "cancel_at")
        after["cancel_at"], after["cancel_at_period_end"] = params["cancel_at"], False
    if after["cancel_at_period_end"]:
        after["cancel_at"] = end
    if any(name in params for name in _SCHEDULE):
        is_ending = after["cancel_at"] is not None
        details["reason"] = "cancellation_requested" if is_ending else None
        if not is_ending:
            details.update(comment=None, feedback=None)
        after["canceled_at"] = (after["canceled_at"] or world.now()) if is_ending else None
    after["cancellation_details"] = {name: value or None for name, value in details.items()}


def _cost(row: Obj) -> int:
    cost: int = row["price"]["unit_amount"] * row["quantity"]
    return cost


def _cycle(row: Obj) -> tuple[str, int]:
    recurring = row["price"]["recurring"]
    return recurring["interval"], recurring["interval_count"]


_PLAYS = (
    "cancel_at cancel_at_period_end cancellation_details.comment cancellation_details.feedback "
    "default_payment_method description metadata proration_behavior off_session "
    "items.id items.price items.quantity "
    + " ".join(f"items.price_data.{name}" for name in prices.PRICE_DATA.split())
)

OPERATIONS = [
    Operation(
        "POST", "/v1/subscriptions/{subscription}", "SubscriptionUpdateParams", update, _PLAYS
    ),
]
