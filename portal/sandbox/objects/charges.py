"""Charges: one try to take money, successful or not."""

from portal.sandbox.ids import letters
from portal.sandbox.objects import payment_methods
from portal.sandbox.objects.cards import Card, Decline
from portal.sandbox.store import Obj
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World


def make(world: World, intent: Obj, method: Obj, card: Card, decline: Decline | None) -> Obj:
    """A charge for the whole payment intent, and its event.

    Money that was taken gets its balance transaction a moment later, as at Stripe.
    """
    is_paid = decline is None
    charge = world.add(
        "charge",
        amount=intent["amount"],
        amount_captured=intent["amount"] if is_paid else 0,
        amount_refunded=0,
        billing_details=method["billing_details"],
        calculated_statement_descriptor="SANDBOX",
        captured=is_paid,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code=decline.code if decline else None,
        failure_message=decline.message if decline else None,
        fraud_details={},
        metadata=dict(intent["metadata"]),
        outcome=_outcome(decline),
        paid=is_paid,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"card": _card_details(method, intent["amount"]), "type": "card"},
        radar_options={},
        receipt_email=intent["receipt_email"],
        refunded=False,
        status="succeeded" if is_paid else "failed",
    )
    charge["receipt_url"] = (
        f"{world.settings.public_url}/receipts/{charge['id']}" if is_paid else None
    )
    world.save(charge)
    world.emit("charge.succeeded" if is_paid else "charge.failed", charge)
    if method["customer"] is None:
        payment_methods.use_up(world, method)
    if is_paid:
        soon = world.clock.flowing() + world.settings.settle_seconds
        world.later(charge["id"], "settle", soon)
        if card.is_disputed:
            world.later(charge["id"], "dispute", soon + world.settings.settle_seconds)
    return charge


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The charge."""
    return world.get("charge", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of charges."""
    equal = {"customer": "customer", "payment_intent": "payment_intent"}
    return page(world, "/v1/charges", "charge", params, equal=equal)


def _outcome(decline: Decline | None) -> Obj:
    if decline is None:
        return {
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "risk_score": 12,
            "seller_message": "Payment complete.",
            "type": "authorized",
        }
    return {
        "advice_code": "try_again_later",
        "network_advice_code": None,
        "network_decline_code": "05",
        "network_status": "declined_by_network",
        "reason": decline.decline_code or decline.code,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }


def _card_details(method: Obj, amount: int) -> Obj:
    card = method["card"]
    return {
        "amount_authorized": amount,
        "authorization_code": letters(6).upper(),
        "brand": card["brand"],
        "checks": dict(card["checks"]),
        "country": card["country"],
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "extended_authorization": {"status": "disabled"},
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card["last4"],
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": letters(15),
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "wallet": None,
    }


OPERATIONS = [
    Operation(
        "GET", "/v1/charges", "ChargeListParams", listed, LIST_PLAYS + "customer payment_intent"
    ),
    Operation("GET", "/v1/charges/{charge}", "ChargeRetrieveParams", retrieve),
]
