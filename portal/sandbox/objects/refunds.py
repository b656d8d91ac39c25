"""Refunds: whole or in parts, never more than is left."""

from portal.sandbox.ids import letters
from portal.sandbox.objects import balance
from portal.sandbox.objects.amounts import check_digits, written
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World


def create(world: World, params: Obj) -> Obj:
    """A refund that has succeeded, its movement, and their events.

    Raises: Refusal when there is nothing, or not so much, to give back, or the charge is disputed.
    """
    charge = _charge(world, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if charge["refunded"]:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if charge["disputed"]:
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if amount < 1:
        raise invalid("Invalid positive integer", "amount", "parameter_invalid_integer")
    check_digits(amount, charge["currency"], "amount")
    if amount > left:
        currency = charge["currency"]
        raise invalid(
            f"Refund amount ({written(amount, currency)}) is greater than unrefunded amount on "
            f"charge ({written(left, currency)})",
            "amount",
        )
    refund = _make(world, charge, params, amount)
    world.emit("refund.created", refund)
    after = {
        "amount_refunded": charge["amount_refunded"] + amount,
        "refunded": amount == left,
    }
    world.change(charge, "charge.refunded", **after)
    world.emit("refund.updated", refund, {**refund, "destination_details": None})
    world.emit("charge.refund.updated", refund, {**refund, "destination_details": None})
    return refund


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The refund."""
    return world.get("refund", name)


def update(world: World, params: Obj, name: str) -> Obj:
    """The refund with other metadata."""
    refund = world.get("refund", name)
    return world.change(refund, "refund.updated", metadata=merged(refund["metadata"], params))


def listed(world: World, params: Obj) -> Obj:
    """One page of refunds."""
    equal = {"charge": "charge", "payment_intent": "payment_intent"}
    return page(world, "/v1/refunds", "refund", params, equal=equal)


def _make(world: World, charge: Obj, params: Obj, amount: int) -> Obj:
    refund = world.add(
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={
            "card": {
                "reference": letters(11),
                "reference_status": "available",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        metadata=merged({}, params),
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        status="succeeded",
    )
    movement = balance.post_about(
        world,
        charge,
        kind="refund",
        category="refund",
        source=refund["id"],
        amount=-amount,
        fee=0,
        description="REFUND FOR CHARGE",
    )
    refund["balance_transaction"] = movement["id"]
    world.save(refund)
    return refund


def _charge(world: World, params: Obj) -> Obj:
    if "charge" in params:
        charge = world.get("charge", params["charge"], "charge")
        if params.get("payment_intent", charge["payment_intent"]) != charge["payment_intent"]:
            raise invalid("The charge does not belong to that payment intent.", "payment_intent")
        if charge["status"] == "succeeded":
            return charge
        raise invalid(f"Charge {charge['id']} is not refundable: it failed.", "charge")
    if "payment_intent" not in params:
        raise invalid(
            "One of the following params should be provided for this request: payment_intent or "
            "charge."
        )
    intent = world.get("payment_intent", params["payment_intent"], "payment_intent")
    if intent["status"] != "succeeded":
        raise invalid(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            "payment_intent",
        )
    return world.get("charge", intent["latest_charge"])


OPERATIONS = [
    Operation(
        "POST", "/v1/refunds", "RefundCreateParams", create,
        "amount charge payment_intent reason metadata",
    ),
    Operation(
        "GET", "/v1/refunds", "RefundListParams", listed, LIST_PLAYS + "charge payment_intent"
    ),
    Operation("GET", "/v1/refunds/{refund}", "RefundRetrieveParams", retrieve),
    Operation("POST", "/v1/refunds/{refund}", "RefundUpdateParams", update, "metadata"),
]  # fmt: skip
