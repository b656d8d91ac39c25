"""Payment intents: one wish to be paid, through as many tries as it takes."""

from portal.sandbox.ids import letters
from portal.sandbox.objects import charges, payment_methods
from portal.sandbox.objects.cards import Card, Decline
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World


def begin(
    world: World,
    *,
    amount: int,
    currency: str,
    customer: str | None,
    description: str | None = None,
    metadata: dict[str, str] | None = None,
    receipt_email: str | None = None,
    setup_future_usage: str | None = None,
) -> Obj:
    """A payment intent that waits for a payment method, and its event."""
    intent = world.add(
        "payment_intent",
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        automatic_payment_methods=None,
        capture_method="automatic",
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        description=description,
        metadata=metadata or {},
        payment_method_options={
            "card": {
                "installments": None,
                "mandate_options": None,
                "network": None,
                "request_three_d_secure": "automatic",
            }
        },
        payment_method_types=["card"],
        receipt_email=receipt_email,
        setup_future_usage=setup_future_usage,
        status="requires_payment_method",
    )
    intent["client_secret"] = f"{intent['id']}_secret_{letters(24)}"
    world.save(intent)
    world.emit("payment_intent.created", intent)
    return intent


def attempt(
    world: World, intent: Obj, method: Obj, *, payer_is_there: bool, is_proved: bool = False
) -> Obj:
    """The intent after one try: `succeeded`, `requires_action`, or `requires_payment_method`.

    `is_proved` says that the payer passed the bank's page; without them some cards fail.
    """
    card = payment_methods.card_of(world, method["id"])
    if card.asks_3ds and payer_is_there and not is_proved:
        return _ask(world, intent, method)
    decline = card.decline or (None if payer_is_there else card.fails_later)
    return _charge(world, intent, method, card, decline)


def refuse(world: World, intent: Obj, method: Obj, decline: Decline) -> Obj:
    """The payer failed the bank's page: no charge is made."""
    return _failed(world, intent, method, decline, None)


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The payment intent."""
    return world.get("payment_intent", name)


def update(world: World, params: Obj, name: str) -> Obj:
    """The payment intent with other words on it; Stripe has no event for that."""
    intent = world.get("payment_intent", name)
    fields = {"description": params["description"] or None} if "description" in params else {}
    changed = {**intent, **fields, "metadata": merged(intent["metadata"], params)}
    world.save(changed)
    return changed


def listed(world: World, params: Obj) -> Obj:
    """One page of payment intents."""
    return page(
        world, "/v1/payment_intents", "payment_intent", params, equal={"customer": "customer"}
    )


def _ask(world: World, intent: Obj, method: Obj) -> Obj:
    action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
    waiting = {
        **intent,
        "next_action": action,
        "payment_method": method["id"],
        "status": "requires_action",
    }
    world.save(waiting)
    world.emit("payment_intent.requires_action", waiting)
    return waiting


def _charge(world: World, intent: Obj, method: Obj, card: Card, decline: Decline | None) -> Obj:
    charge = charges.make(world, intent, method, card, decline)
    if decline:
        return _failed(world, intent, method, decline, charge["id"])
    paid = {
        **intent,
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": method["id"],
        "status": "succeeded",
    }
    world.save(paid)
    world.emit("payment_intent.succeeded", paid)
    return paid


def _failed(world: World, intent: Obj, method: Obj, decline: Decline, charge: str | None) -> Obj:
    error = {
        "code": decline.code,
        "doc_url": f"https://stripe.com/docs/error-codes/{decline.code.replace('_', '-')}",
        "message": decline.message,
        "payment_method": method,
        "type": "card_error",
    }
    if charge:
        error["charge"] = charge
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    failed = {
        **intent,
        "last_payment_error": error,
        "latest_charge": charge or intent["latest_charge"],
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    world.save(failed)
    world.emit("payment_intent.payment_failed", failed)
    return failed


_PATH = "/v1/payment_intents/{intent}"

OPERATIONS = [
    Operation(
        "GET", "/v1/payment_intents", "PaymentIntentListParams", listed, LIST_PLAYS + "customer"
    ),
    Operation("GET", _PATH, "PaymentIntentRetrieveParams", retrieve),
    Operation("POST", _PATH, "PaymentIntentUpdateParams", update, "description metadata"),
]
