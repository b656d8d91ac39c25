"""Setup intents: a card is kept for later, and nothing is charged."""

from portal.sandbox.ids import letters
from portal.sandbox.objects import customers, payment_methods
from portal.sandbox.objects.cards import Decline
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Declined, invalid, missing
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


def begin(world: World, data: Obj) -> Obj:
    """A setup intent that waits for a card, or with one to be confirmed, and its event."""
    method = data.get("payment_method")
    intent = world.add(
        "setup_intent",
        customer=data.get("customer"),
        description=data.get("description"),
        metadata=merged({}, data),
        payment_method=method,
        payment_method_options={"card": {"request_three_d_secure": "automatic"}},
        payment_method_types=["card"],
        status="requires_confirmation" if method else "requires_payment_method",
        usage=data.get("usage", "off_session"),
    )
    intent["client_secret"] = f"{intent['id']}_secret_{letters(24)}"
    world.save(intent)
    world.emit("setup_intent.created", intent)
    return intent


def attempt(world: World, intent: Obj, method: Obj, *, is_proved: bool = False) -> Obj:
    """The intent after one try: `succeeded`, `requires_action`, or `requires_payment_method`.

    Kept, the card belongs to the intent's customer. `is_proved`: the payer passed the bank's page.
    """
    card = payment_methods.card_of(world, method["id"])
    if card.decline:
        return refuse(world, intent, method, card.decline)
    if card.asks_3ds and not is_proved:
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
        waiting = {
            **intent,
            "next_action": action,
            "payment_method": method["id"],
            "status": "requires_action",
        }
        world.save(waiting)
        world.emit("setup_intent.requires_action", waiting)
        return waiting
    kept = {
        **intent,
        "last_setup_error": None,
        "next_action": None,
        "payment_method": method["id"],
        "status": "succeeded",
    }
    world.save(kept)
    world.emit("setup_intent.succeeded", kept)
    if intent["customer"] and method["customer"] is None:
        payment_methods.attach_to(world, method, intent["customer"])
    return kept


def refuse(world: World, intent: Obj, method: Obj, decline: Decline) -> Obj:
    """The card was not kept, and an event tells why."""
    error = {
        "code": decline.code,
        "doc_url": f"https://stripe.com/docs/error-codes/{decline.code.replace('_', '-')}",
        "message": decline.message,
        "payment_method": method,
        "type": "card_error",
    }
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    failed = {
        **intent,
        "last_setup_error": error,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    world.save(failed)
    world.emit("setup_intent.setup_failed", failed)
    return failed


def create(world: World, params: Obj) -> Obj:
    """A setup intent, confirmed at once when `confirm` asks for it.

    Raises: Refusal for a customer or card that will not do; Declined when the card says no.
    """
    if "customer" in params:
        customers.living(world, params["customer"], "customer")
    data = dict(params)
    if "payment_method" in params:
        data["payment_method"] = _method(world, params, params.get("customer"))["id"]
    intent = begin(world, data)
    return confirm(world, {}, intent["id"]) if params.get("confirm") else intent


def confirm(world: World, params: Obj, name: str) -> Obj:
    """The intent after its try.

    Raises: Refusal when it is over or has no card; Declined when the card says no.
    """
    intent = _open(world, name, "confirm")
    if "payment_method" in params:
        method = _method(world, params, intent["customer"])
    elif intent["payment_method"]:
        method = world.get("payment_method", intent["payment_method"])
    else:
        raise missing("payment_method")
    after = attempt(world, intent, method)
    if error := after["last_setup_error"]:
        more = {name: error[name] for name in ("decline_code",) if name in error}
        raise Declined(error["message"], error["code"], setup_intent=after, **more)
    return after


def cancel(world: World, params: Obj, name: str) -> Obj:
    """The intent is over, and an event tells it.

    Raises: Refusal when it was over before.
    """
    intent = _open(world, name, "cancel")
    reason = params.get("cancellation_reason")
    gone = {**intent, "cancellation_reason": reason, "next_action": None, "status": "canceled"}
    world.save(gone)
    world.emit("setup_intent.canceled", gone)
    return gone


def update(world: World, params: Obj, name: str) -> Obj:
    """The setup intent with other words on it; Stripe has no event for that."""
    intent = world.get("setup_intent", name)
    fields = {"description": params["description"] or None} if "description" in params else {}
    changed = {**intent, **fields, "metadata": merged(intent["metadata"], params)}
    world.save(changed)
    return changed


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The setup intent."""
    return world.get("setup_intent", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of setup intents."""
    equal = {"customer": "customer", "payment_method": "payment_method"}
    return page(world, "/v1/setup_intents", "setup_intent", params, equal=equal)


def _open(world: World, name: str, act: str) -> Obj:
    intent = world.get("setup_intent", name)
    if intent["status"] not in _OPEN:
        raise invalid(
            f"You cannot {act} this SetupIntent because it has a status of {intent['status']}.",
            code="setup_intent_unexpected_state",
        )
    return intent


def _method(world: World, params: Obj, customer: str | None) -> Obj:
    method = payment_methods.named(world, params["payment_method"], "payment_method")
    if method["customer"] not in (None, customer):
        raise invalid(
            "The payment method you provided belongs to another customer.", "payment_method"
        )
    return method


_PATH = "/v1/setup_intents/{intent}"

OPERATIONS = [
    Operation(
        "POST", "/v1/setup_intents", "SetupIntentCreateParams", create,
        "customer confirm description metadata payment_method usage",
    ),
    Operation(
        "GET", "/v1/setup_intents", "SetupIntentListParams", listed,
        LIST_PLAYS + "customer payment_method",
    ),
    Operation("GET", _PATH, "SetupIntentRetrieveParams", retrieve),
    Operation("POST", _PATH, "SetupIntentUpdateParams", update, "description metadata"),
    Operation("POST", _PATH + "/confirm", "SetupIntentConfirmParams", confirm, "payment_method"),
    Operation(
        "POST", _PATH + "/cancel", "SetupIntentCancelParams", cancel, "cancellation_reason"
    ),
]  # fmt: skip
