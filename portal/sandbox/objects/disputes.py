"""Disputes: a payer's bank takes the money back; won, it returns."""

from portal.sandbox.objects import balance
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

FEE_MINOR = 1500
ANSWER_SECONDS = 9 * 86400
# Evidence that decides a dispute in test mode: https://docs.stripe.com/testing#disputes
DECISIVE = {"winning_evidence": True, "losing_evidence": False}


def begin(world: World, charge: Obj, reason: str = "fraudulent") -> Obj:
    """A dispute over the whole charge; the money and a fee are withdrawn.

    Raises: Refusal when the charge failed, is disputed already, or was refunded.
    """
    if charge["status"] != "succeeded" or charge["disputed"] or charge["refunded"]:
        raise invalid(f"Charge {charge['id']} cannot be disputed.")
    dispute = world.add(
        "dispute",
        amount=charge["amount"],
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}},
        evidence_details={
            "due_by": world.now() + ANSWER_SECONDS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=False,
        metadata={},
        network_reason_code="10.4",
        payment_intent=charge["payment_intent"],
        payment_method_details={
            "card": {
                "brand": "visa",
                "case_type": "chargeback",
                "network": "visa",
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        reason=reason,
        status="needs_response",
    )
    world.emit("charge.dispute.created", dispute)
    world.change(charge, "charge.updated", disputed=True)
    _move(world, dispute, -dispute["amount"], FEE_MINOR, "charge.dispute.funds_withdrawn")
    return world.get("dispute", dispute["id"])


def begin_due(world: World, name: str) -> None:
    """The card that is always disputed is disputed, once its charge has settled.

    A dispute that was answered with decisive evidence is decided.
    """
    found = world.store.find(name)
    if found and found["object"] == "dispute":
        if found["status"] == "under_review":
            close(world, found, is_won=DECISIVE[found["evidence"]["uncategorized_text"]])
    elif found and not found["disputed"] and not found["refunded"]:
        begin(world, found)


def close(world: World, dispute: Obj, *, is_won: bool) -> Obj:
    """The bank decided. Won, the money and the fee come back.

    Raises: Refusal when it was decided before.
    """
    if dispute["status"] in ("won", "lost"):
        raise invalid(f"This dispute is already {dispute['status']}.")
    closed = {**dispute, "status": "won" if is_won else "lost"}
    world.save(closed)
    world.emit("charge.dispute.closed", closed, dispute)
    if is_won:
        _move(world, closed, dispute["amount"], -FEE_MINOR, "charge.dispute.funds_reinstated")
    return world.get("dispute", dispute["id"])


def update(world: World, params: Obj, name: str) -> Obj:
    """The dispute with this evidence, under review unless `submit` is false.

    Decisive evidence is decided upon a moment later. Raises: Refusal once it was decided.
    """
    dispute = world.get("dispute", name)
    if dispute["status"] in ("won", "lost"):
        raise invalid("This dispute is already closed.")
    given = params.get("evidence") or {}
    evidence = {**dispute["evidence"], **given}
    details, status = dict(dispute["evidence_details"]), dispute["status"]
    details["has_evidence"] = bool(details["has_evidence"] or given)
    is_answer = bool(given) or "submit" in params
    if is_answer and details["has_evidence"] and params.get("submit", True):
        details["submission_count"] += 1
        details["submission_method"] = "manual"
        status = "under_review"
        if evidence["uncategorized_text"] in DECISIVE:
            world.later(name, "dispute", world.now() + world.settings.settle_seconds)
    return world.change(
        dispute,
        "charge.dispute.updated",
        evidence=evidence,
        evidence_details=details,
        metadata=merged(dispute["metadata"], params),
        status=status,
    )


def accept(world: World, params: Obj, name: str) -> Obj:
    """The dispute is given up: lost."""
    return close(world, world.get("dispute", name), is_won=False)


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The dispute."""
    return world.get("dispute", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of disputes."""
    equal = {"charge": "charge", "payment_intent": "payment_intent"}
    return page(world, "/v1/disputes", "dispute", params, equal=equal)


def _move(world: World, dispute: Obj, amount: int, fee: int, event: str) -> None:
    movement = balance.post_about(
        world,
        world.get("charge", dispute["charge"]),
        kind="adjustment",
        category="dispute" if amount < 0 else "dispute_reversal",
        source=dispute["id"],
        amount=amount,
        fee=fee,
        description=f"Chargeback for {dispute['charge']}",
    )
    moved = [*dispute["balance_transactions"], movement]
    world.change(dispute, event, balance_transactions=moved)


_EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure "
    "cancellation_rebuttal customer_communication customer_email_address customer_name "
    "customer_purchase_ip customer_signature duplicate_charge_documentation "
    "duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy "
    "refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation "
    "shipping_tracking_number uncategorized_file uncategorized_text"
).split()
_PATH = "/v1/disputes/{dispute}"

OPERATIONS = [
    Operation(
        "GET", "/v1/disputes", "DisputeListParams", listed, LIST_PLAYS + "charge payment_intent"
    ),
    Operation("GET", _PATH, "DisputeRetrieveParams", retrieve),
    Operation("POST", _PATH, "DisputeUpdateParams", update, "evidence metadata submit"),
    Operation("POST", _PATH + "/close", "DisputeCloseParams", accept),
]
