"""What the control page shows, gathered from the store: no more than a screen of each kind."""

import json
from datetime import UTC, datetime
from typing import Any

from portal.sandbox import acts
from portal.sandbox.objects.amounts import written
from portal.sandbox.pages.checkout import cadence
from portal.sandbox.store import Obj
from portal.sandbox.world import World

ROWS = 25


def seen(world: World) -> dict[str, Any]:
    """Everything the template names."""
    state = acts.state(world)
    return {
        "now": when(state["clock"]["now"]),
        "days_ahead": int(world.clock.offset // 86400),
        "is_followed": world.settings.clock_file is not None,
        "spoiled": state["deliveries"]["spoiled"],
        "pending": state["deliveries"]["pending"],
        "counts": state["objects"],
        "due": [{**row, "at": when(row["at"])} for row in state["due"][:10]],
        "subscriptions": [_subscription(world, row) for row in newest(world, "subscription")],
        "charges": [_charge(world, row) for row in newest(world, "charge")],
        "disputes": [
            {**row, "amount": written(row["amount"], row["currency"])}
            for row in newest(world, "dispute")
        ],
        "payouts": [_payout(row) for row in newest(world, "payout")],
        "deliveries": acts.sent_deliveries(world, ROWS),
        "events": newest(world, "event"),
    }


def when(at: float) -> str:
    """A time as `14 Mar 2027, 09:30 UTC`."""
    return datetime.fromtimestamp(at, UTC).strftime("%-d %b %Y, %H:%M UTC")


def newest(world: World, kind: str) -> list[Obj]:
    """The newest objects of a kind."""
    found = world.store.rows(
        "SELECT body FROM objects WHERE kind = ? ORDER BY created DESC, seq DESC LIMIT ?",
        (kind, ROWS),
    )
    return [json.loads(row[0]) for row in found]


def _subscription(world: World, row: Obj) -> dict[str, Any]:
    item = row["items"]["data"][0]
    amount = item["price"]["unit_amount"] * item["quantity"]
    status = row["status"]
    if status == "active" and (row["cancel_at"] or row["cancel_at_period_end"]):
        status = "active, cancels at the end"
    return {
        "id": row["id"],
        "email": _email(world, row["customer"]),
        "amount": f"{written(amount, row['currency'])} a {cadence(item['price']['recurring'])}",
        "status": status,
        "until": when(item["current_period_end"]),
        "is_live": row["status"] != "canceled",
    }


def _charge(world: World, row: Obj) -> dict[str, Any]:
    status = row["status"]
    if row["disputed"]:
        status = "disputed"
    elif row["refunded"]:
        status = "refunded"
    elif row["amount_refunded"]:
        status = f"{written(row['amount_refunded'], row['currency'])} refunded"
    return {
        "id": row["id"],
        "email": row["billing_details"]["email"] or "",
        "amount": written(row["amount"], row["currency"]),
        "status": status,
        "at": when(row["created"]),
        "can_return": row["paid"] and not row["refunded"] and not row["disputed"],
    }


def _payout(row: Obj) -> dict[str, Any]:
    return {
        "at": when(row["created"]),
        "amount": written(row["amount"], row["currency"]),
        "status": row["status"].replace("_", " "),
    }


def _email(world: World, customer: str) -> str:
    found = world.store.find(customer) or {}
    return str(found.get("email") or customer)
