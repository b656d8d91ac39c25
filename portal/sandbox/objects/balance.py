"""Balance transactions: every movement of money, once, never changed."""

from typing import Any

from portal.sandbox.objects.amounts import fee as fee_of
from portal.sandbox.store import Obj
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

AVAILABLE_SECONDS = 2 * 86400


def post(
    world: World,
    *,
    kind: str,
    category: str,
    source: str,
    amount: int,
    currency: str,
    fee: int = 0,
    description: str | None = None,
) -> Obj:
    """One movement; `amount` and `fee` in minor units, net is their difference."""
    details: list[dict[str, Any]] = []
    if fee:
        what = "Dispute fee" if category == "dispute" else "Stripe processing fees"
        details.append(
            {
                "amount": fee,
                "application": None,
                "currency": currency,
                "description": what,
                "type": "stripe_fee",
            }
        )
    return world.add(
        "balance_transaction",
        amount=amount,
        available_on=world.now() + AVAILABLE_SECONDS,
        balance_type="payments",
        currency=currency,
        description=description,
        fee=fee,
        fee_details=details,
        net=amount - fee,
        reporting_category=category,
        source=source,
        status="pending",
        type=kind,
    )


def settle(world: World, name: str) -> None:
    """A charge gets its balance transaction, and `charge.updated` tells it."""
    charge = world.store.find(name)
    if charge is None or charge["balance_transaction"] or charge["status"] != "succeeded":
        return
    movement = post(
        world,
        kind="charge",
        category="charge",
        source=name,
        amount=charge["amount"],
        currency=charge["currency"],
        fee=fee_of(charge["amount"], charge["currency"]),
        description=charge["description"],
    )
    world.change(charge, "charge.updated", balance_transaction=movement["id"])


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The movement."""
    return world.get("balance_transaction", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of movements."""
    equal = {"source": "source", "type": "type", "currency": "currency"}
    return page(world, "/v1/balance_transactions", "balance_transaction", params, equal=equal)


OPERATIONS = [
    Operation(
        "GET", "/v1/balance_transactions", "BalanceTransactionListParams", listed,
        LIST_PLAYS + "source type currency",
    ),
    Operation(
        "GET", "/v1/balance_transactions/{name}", "BalanceTransactionRetrieveParams", retrieve
    ),
]  # fmt: skip
