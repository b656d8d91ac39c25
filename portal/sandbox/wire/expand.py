"""Objects as they leave the house: `expand` paths, and what Stripe only includes on request."""

from collections.abc import Callable
from typing import Any

from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal, invalid
from portal.sandbox.wire.listing import envelope
from portal.sandbox.wire.paths import stuck_at
from portal.sandbox.world import World

MAX_LEVELS = 4


def render(world: World, answer: Obj, wanted: list[str], params_type: str) -> Obj:
    """The answer with each path replaced by the object it names.

    `params_type` names the parameters of the call, by which an empty list is known.

    Raises: Refusal for a path that cannot be expanded or is deeper than four levels.
    """
    for path in wanted:
        parts = path.split(".")
        if len(parts) > MAX_LEVELS:
            raise invalid(
                "You cannot expand more than 4 levels of a property. The property that was passed "
                f"in to expand was '{path}'.",
                "expand",
            )
        if not answer.get("deleted") and (name := stuck_at(answer, params_type, path)):
            raise _cannot(path, name)
        _expand(world, answer, parts, path)
    shown: Obj = present(world, answer)
    return shown


def present(world: World, value: Any) -> Any:
    """Fields that depend on the time of reading are set: funds become available as days pass."""
    if isinstance(value, list):
        return [present(world, item) for item in value]
    if not isinstance(value, dict) or value.get("object") == "event":
        return value
    shown = {name: present(world, inner) for name, inner in value.items()}
    if value.get("object") == "balance_transaction":
        is_available = value["available_on"] <= world.clock.flowing()
        shown["status"] = "available" if is_available else "pending"
    return shown


def _expand(world: World, holder: Any, parts: list[str], path: str) -> None:
    if holder is None:
        return
    if isinstance(holder, list):
        for item in holder:
            _expand(world, item, parts, path)
        return
    if not isinstance(holder, dict) or holder.get("deleted"):
        return
    name, rest = parts[0], parts[1:]
    kind = holder.get("object")
    if name not in holder and (kind, name) in _INCLUDED:
        holder[name] = _INCLUDED[kind, name](world, holder)
    value = holder.get(name)
    if isinstance(value, str):
        found = world.store.find(value)
        if found is None:
            raise _cannot(path, name)
        holder[name] = value = found
    if rest:
        _expand(world, value, rest, path)


def _cannot(path: str, name: str) -> Refusal:
    return invalid(f"This property cannot be expanded ({name}), in '{path}'.", "expand")


def _payments(world: World, invoice: Obj) -> Obj:
    found = world.store.where("invoice_payment", "invoice", invoice["id"])
    return envelope(f"/v1/invoice_payments?invoice={invoice['id']}", found)


def _line_items(world: World, session: Obj) -> Obj:
    items = world.hidden(session["id"])["line_items"]
    return envelope(f"/v1/checkout/sessions/{session['id']}/line_items", items)


def _subscriptions(world: World, customer: Obj) -> Obj:
    found = world.store.where("subscription", "customer", customer["id"])
    live = [row for row in reversed(found) if row["status"] != "canceled"]
    return envelope(f"/v1/customers/{customer['id']}/subscriptions", live)


def _refunds(world: World, charge: Obj) -> Obj:
    found = world.store.where("refund", "charge", charge["id"])
    return envelope(f"/v1/charges/{charge['id']}/refunds", found[::-1])


_INCLUDED: dict[tuple[str | None, str], Callable[[World, Obj], Obj]] = {
    ("charge", "refunds"): _refunds,
    ("checkout.session", "line_items"): _line_items,
    ("customer", "subscriptions"): _subscriptions,
    ("invoice", "payments"): _payments,
}
