"""Invoice previews: what would be billed, found by doing it and taking all of it back."""

import json
from collections.abc import Callable
from typing import Any

from portal.sandbox.ids import letters
from portal.sandbox.objects import changes, customers, renewals, subscribing, subscriptions
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal, invalid, missing, not_played
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World

_BEGINS = ("cancel_at", "cancel_at_period_end", "items")
_CHANGES = ("cancel_at", "cancel_at_period_end", "items", "proration_behavior")


def create_preview(world: World, params: Obj) -> Obj:
    """The invoice that comes next, or that the described change or new subscription would cause.

    Nothing is kept of it: no object, no event, no delivery.

    Raises: Refusal as the change itself would be refused, or when no invoice is to come.
    """
    details = params.get("subscription_details", {})
    if "subscription" not in params:
        return _previewed(world, lambda: _begin(world, params, details))
    subscription = world.get("subscription", params["subscription"], "subscription")
    if params.get("customer", subscription["customer"]) != subscription["customer"]:
        raise invalid("The subscription does not belong to that customer.", "customer")
    return _previewed(world, lambda: _go_on(world, subscription["id"], details))


def _previewed(world: World, act: Callable[[], object]) -> Obj:
    with world.store.undone():
        (last,) = world.store.rows("SELECT COALESCE(MAX(seq), 0) FROM objects")[0]
        act()
        made = world.store.rows(
            "SELECT body FROM objects WHERE seq > ? AND kind = 'event' "
            "AND json_extract(body, '$.type') = 'invoice.created' ORDER BY seq LIMIT 1",
            (last,),
        )
        if not made:
            raise Refusal(
                "No upcoming invoices for this customer.", code="invoice_upcoming_none", status=404
            )
        draft = json.loads(made[0][0])["data"]["object"]
        balance = world.get("customer", draft["customer"])["balance"]
    return _as_preview(draft, balance)


def _begin(world: World, params: Obj, details: Obj) -> None:
    if "customer" not in params:
        raise missing("customer")
    customer = customers.living(world, params["customer"], "customer")
    asked = {name: details[name] for name in _BEGINS if name in details}
    asked.update(customer=customer["id"], payment_behavior="default_incomplete")
    subscribing.create(world, asked)


def _go_on(world: World, name: str, details: Obj) -> None:
    asked: dict[str, Any] = {word: details[word] for word in _CHANGES if word in details}
    if any(row.get("deleted") for row in asked.get("items", [])):
        raise not_played("taking items away", "subscription_details.items.deleted")
    before = _invoices(world)
    if asked:
        changes.update(world, asked, name)
    subscription = world.get("subscription", name)
    end = subscriptions.first_item(subscription)["current_period_end"]
    is_last = subscription["cancel_at"] is not None and subscription["cancel_at"] <= end
    runs_on = subscription["status"] in ("active", "past_due") and not is_last
    if _invoices(world) == before and runs_on:
        with world.clock.standing_at(end):
            renewals.renew(world, subscription)


def _invoices(world: World) -> int:
    count: int = world.store.rows("SELECT COUNT(*) FROM objects WHERE kind = 'invoice'")[0][0]
    return count


def _as_preview(draft: Obj, balance: int) -> Obj:
    """The draft as Stripe shows what does not exist yet."""
    name = f"upcoming_in_{letters(24)}"
    due = max(0, draft["total"] + balance)
    lines = {
        **draft["lines"],
        "data": [{**line, "invoice": name} for line in draft["lines"]["data"]],
        "url": f"/v1/invoices/upcoming/lines?subscription={_subscription(draft)}",
    }
    return {
        **draft,
        "id": name,
        "amount_due": due,
        "amount_remaining": due,
        "lines": lines,
        "next_payment_attempt": draft["automatically_finalizes_at"],
        "starting_balance": balance,
    }


def _subscription(draft: Obj) -> str:
    return str(draft["parent"]["subscription_details"]["subscription"])


_DETAILS = (
    "cancel_at cancel_at_period_end proration_behavior items.id items.price items.quantity "
    "items.deleted items.price_data.currency items.price_data.product "
    "items.price_data.unit_amount items.price_data.tax_behavior items.price_data.recurring"
)

OPERATIONS = [
    Operation(
        "POST", "/v1/invoices/create_preview", "InvoiceCreatePreviewParams", create_preview,
        "customer subscription "
        + " ".join(f"subscription_details.{name}" for name in _DETAILS.split()),
    ),
]  # fmt: skip
