"""Balance transactions: every movement of money, once, never changed."""

from typing import Any

from portal.sandbox.objects import settlement
from portal.sandbox.objects.amounts import fee as fee_of
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

DAY = 86400
AVAILABLE_SECONDS = 2 * DAY
PAID_IN = "json_extract(hidden, '$.payout')"
"""The column of a movement that names the payout it left with."""


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
    rate: float | None = None,
    is_available: bool = False,
    payout: str | None = None,
) -> Obj:
    """One movement; `amount` and `fee` in minor units, net is their difference.

    It leaves with a payout once it is available, unless `payout` names one already.
    """
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
    available_on = world.now() + (0 if is_available else AVAILABLE_SECONDS)
    movement = world.add(
        "balance_transaction",
        hidden={"payout": payout},
        amount=amount,
        available_on=available_on,
        balance_type="payments",
        currency=currency,
        description=description,
        exchange_rate=rate,
        fee=fee,
        fee_details=details,
        net=amount - fee,
        reporting_category=category,
        source=source,
        status="pending",
        type=kind,
    )
    if payout is None:
        plan_payout(world, currency, available_on)
    return movement


def post_about(
    world: World,
    charge: Obj,
    *,
    kind: str,
    category: str,
    source: str,
    amount: int,
    fee: int | None,
    description: str | None,
) -> Obj:
    """A movement about a charge; `amount` in the payer's currency, `fee` in the settled one.

    The usual fee is taken when `fee` is None.
    """
    rule = settlement.rule_for(world, charge)
    settled = settlement.converted(amount, charge["currency"], rule)
    return post(
        world,
        kind=kind,
        category=category,
        source=source,
        amount=settled,
        currency=rule[0],
        fee=fee_of(settled, rule[0]) if fee is None else fee,
        description=description,
        rate=None if rule[1] is None else float(rule[1]),
    )


def plan_payout(world: World, currency: str, available_on: int) -> None:
    """The currency's next daily payout is planned for the midnight after that time, or sooner."""
    name, at = f"balance:{currency}", (available_on // DAY + 1) * DAY
    planned = world.store.rows(
        "SELECT at FROM due WHERE object = ? AND action = 'pay_out'", (name,)
    )
    if world.settings.automatic_payouts and (not planned or planned[0][0] > at):
        world.later(name, "pay_out", at)


def settle(world: World, name: str) -> None:
    """A charge gets its balance transaction, and `charge.updated` tells it."""
    charge = world.store.find(name)
    if charge is None or charge["balance_transaction"] or charge["status"] != "succeeded":
        return
    movement = post_about(
        world,
        charge,
        kind="charge",
        category="charge",
        source=name,
        amount=charge["amount"],
        fee=None,
        description=charge["description"],
    )
    world.change(charge, "charge.updated", balance_transaction=movement["id"])


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The movement."""
    return world.get("balance_transaction", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of movements; of one automatic payout, that payout's own row is among them.

    Raises: Refusal for a payout that was made by hand, whose rows nobody can tell.
    """
    equal = {"source": "source", "type": "type", "currency": "currency"}
    extra: tuple[str, tuple[Any, ...]] | None = None
    if "payout" in params:
        payout = world.get("payout", params["payout"], "payout")
        if not payout["automatic"]:
            raise invalid(
                "Balance transaction history can only be filtered on automatic transfers, not "
                "manual.",
                "payout",
            )
        extra = (f"{PAID_IN} = ?", (payout["id"],))
    url = "/v1/balance_transactions"
    return page(world, url, "balance_transaction", params, equal=equal, extra=extra)


OPERATIONS = [
    Operation(
        "GET", "/v1/balance_transactions", "BalanceTransactionListParams", listed,
        LIST_PLAYS + "source type currency payout",
    ),
    Operation(
        "GET", "/v1/balance_transactions/{name}", "BalanceTransactionRetrieveParams", retrieve
    ),
]  # fmt: skip
