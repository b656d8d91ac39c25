"""Payouts: what has become available leaves for the bank, by the day or by hand."""

from portal.sandbox.objects import balance
from portal.sandbox.objects.balance import DAY, PAID_IN
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

DESCRIPTION = "STRIPE PAYOUT"
_WAITS = f"kind = 'balance_transaction' AND {PAID_IN} IS NULL"
_CURRENCY = "json_extract(body, '$.currency')"
_AVAILABLE_ON = "json_extract(body, '$.available_on')"


def pay_out_due(world: World, name: str) -> None:
    """The daily payout of one currency; the next is planned when more becomes available."""
    currency = name.removeprefix("balance:")
    pay_out(world, currency, world.now())
    rows = world.store.rows(
        f"SELECT MIN({_AVAILABLE_ON}) FROM objects WHERE {_WAITS} "  # noqa: S608
        f"AND {_CURRENCY} = ? AND {_AVAILABLE_ON} > ?",
        (currency, world.now()),
    )
    if rows[0][0] is not None:
        balance.plan_payout(world, currency, rows[0][0])


def pay_out(world: World, currency: str, until: float) -> Obj | None:
    """An automatic payout of all that is available by then; None when that is nothing to pay."""
    amount = _waiting(world, currency, until)
    if amount <= 0:
        return None
    payout = make(world, amount, currency, DESCRIPTION, is_automatic=True)
    world.store.run(
        "UPDATE objects SET hidden = json_object('payout', ?) "  # noqa: S608
        f"WHERE {_WAITS} AND {_CURRENCY} = ? AND {_AVAILABLE_ON} <= ?",
        (payout["id"], currency, until),
    )
    world.emit("payout.created", payout)
    return payout


def make(
    world: World,
    amount: int,
    currency: str,
    description: str | None,
    *,
    is_automatic: bool,
    metadata: dict[str, str] | None = None,
) -> Obj:
    """A payout on its way, with its own movement, which takes the money from the balance."""
    payout = world.add(
        "payout",
        amount=amount,
        arrival_date=(world.now() // DAY + 1) * DAY,
        automatic=is_automatic,
        currency=currency,
        description=description,
        metadata=metadata or {},
        method="standard",
        reconciliation_status="in_progress" if is_automatic else "not_applicable",
        source_type="card",
        status="in_transit",
        type="bank_account",
    )
    movement = balance.post(
        world,
        kind="payout",
        category="payout",
        source=payout["id"],
        amount=-amount,
        currency=currency,
        description=description,
        is_available=True,
        payout=payout["id"] if is_automatic else None,
    )
    payout["balance_transaction"] = movement["id"]
    world.save(payout)
    world.later(payout["id"], "arrive", payout["arrival_date"])
    return payout


def pay_out_all(world: World) -> list[Obj]:
    """All that has settled is at the bank now, also what the schedule would still hold back.

    One payout for each currency that has something to pay.
    """
    found = world.store.rows(f"SELECT DISTINCT {_CURRENCY} FROM objects WHERE {_WAITS}")  # noqa: S608
    made = []
    for (currency,) in sorted(found):
        if payout := pay_out(world, currency, float("inf")):
            world.never(payout["id"], "arrive")
            made.append(arrive(world, payout))
    return made


def arrive_due(world: World, name: str) -> None:
    """The bank has the money."""
    arrive(world, world.get("payout", name))


def arrive(world: World, payout: Obj) -> Obj:
    """The payout is paid; of an automatic one it is told that its transactions can be listed."""
    payout = world.change(payout, "payout.paid", status="paid")
    if payout["automatic"]:
        payout = world.change(
            payout, "payout.reconciliation_completed", reconciliation_status="completed"
        )
    return payout


def fail(world: World, payout: Obj) -> Obj:
    """The bank refused; the money is back and leaves with a later payout.

    Raises: Refusal when it failed before.
    """
    if payout["status"] == "failed":
        raise invalid(f"Payout {payout['id']} has failed already.")
    world.never(payout["id"], "arrive")
    movement = balance.post(
        world,
        kind="payout_failure",
        category="payout_reversal",
        source=payout["id"],
        amount=payout["amount"],
        currency=payout["currency"],
        description="PAYOUT FAILURE",
        is_available=True,
    )
    return world.change(
        payout,
        "payout.failed",
        failure_balance_transaction=movement["id"],
        failure_code="account_closed",
        failure_message="The bank account has been closed",
        status="failed",
    )


def create(world: World, params: Obj) -> Obj:
    """A payout by hand; its own row leaves with the next automatic one, so nothing is paid twice.

    Raises: Refusal when less is available.
    """
    currency, amount = params["currency"].lower(), params["amount"]
    if amount < 1:
        raise invalid("Invalid positive integer", "amount", "parameter_invalid_integer")
    if amount > _waiting(world, currency, world.now()):
        raise invalid(
            "You have insufficient funds in your Stripe account for this transfer.",
            "amount",
            "balance_insufficient",
        )
    words, more = params.get("description"), merged({}, params)
    payout = make(world, amount, currency, words, is_automatic=False, metadata=more)
    world.emit("payout.created", payout)
    return payout


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The payout."""
    return world.get("payout", name)


def update(world: World, params: Obj, name: str) -> Obj:
    """The payout with other metadata."""
    payout = world.get("payout", name)
    return world.change(payout, "payout.updated", metadata=merged(payout["metadata"], params))


def listed(world: World, params: Obj) -> Obj:
    """One page of payouts."""
    return page(world, "/v1/payouts", "payout", params, equal={"status": "status"})


def _waiting(world: World, currency: str, until: float) -> int:
    rows = world.store.rows(
        "SELECT SUM(json_extract(body, '$.net')) FROM objects "  # noqa: S608
        f"WHERE {_WAITS} AND {_CURRENCY} = ? AND {_AVAILABLE_ON} <= ?",
        (currency, until),
    )
    return int(rows[0][0] or 0)


_PATH = "/v1/payouts/{payout}"

OPERATIONS = [
    Operation(
        "POST", "/v1/payouts", "PayoutCreateParams", create, "amount currency description metadata"
    ),
    Operation("GET", "/v1/payouts", "PayoutListParams", listed, LIST_PLAYS + "status"),
    Operation("GET", _PATH, "PayoutRetrieveParams", retrieve),
    Operation("POST", _PATH, "PayoutUpdateParams", update, "metadata"),
]
