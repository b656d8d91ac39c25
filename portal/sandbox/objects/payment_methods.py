"""Payment methods: cards on file. Only brand, last four and behaviour are ever stored."""

import hashlib
from datetime import UTC, datetime

from portal.sandbox.objects import customers
from portal.sandbox.objects.cards import CARDS, TOKENS, Card
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal, invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

NO_ADDRESS = {
    "city": None,
    "country": None,
    "line1": None,
    "line2": None,
    "postal_code": None,
    "state": None,
}


def billing_details(email: str | None = None, name: str | None = None) -> Obj:
    """Who holds a card, as far as a form asked."""
    return {
        "address": dict(NO_ADDRESS),
        "email": email,
        "name": name,
        "phone": None,
        "tax_id": None,
    }


def make(world: World, card: Card, details: Obj, expires: tuple[int, int] | None = None) -> Obj:
    """A stored card, attached to nobody yet. `expires` is month and year."""
    month, year = expires or (12, datetime.fromtimestamp(world.now(), UTC).year + 3)
    three_d_secure = {"supported": True}
    method = world.add(
        "payment_method",
        hidden={"number": card.number},
        allow_redisplay="limited",
        billing_details=details,
        card={
            "brand": card.brand,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": "US",
            "display_brand": card.brand,
            "exp_month": month,
            "exp_year": year,
            "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
            "funding": "credit",
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": three_d_secure,
            "wallet": None,
        },
        metadata={},
        type="card",
    )
    slim = {name: value for name, value in method.items() if name in _SHOWN}
    world.save(slim)
    return slim


def card_of(world: World, method: str) -> Card:
    """How the stored card behaves."""
    return CARDS[world.hidden(method)["number"]]


def named(world: World, name: str, param: str | None) -> Obj:
    """The card of that id, or a new one for a test token such as `pm_card_visa`.

    Raises: Refusal when there is none.
    """
    if name in TOKENS:
        return make(world, TOKENS[name], billing_details())
    return world.get("payment_method", name, param)


def of(world: World, customer: str, name: str, param: str = "default_payment_method") -> Obj:
    """The customer's own card of that id.

    Raises: Refusal when it is somebody else's or nobody's.
    """
    method = world.get("payment_method", name, param)
    if method["customer"] != customer:
        raise invalid(
            f"The customer does not have a payment method with the ID {name}. The payment method "
            "must be attached to the customer.",
            param,
            "resource_missing",
        )
    return method


def attach_to(world: World, method: Obj, customer: str) -> Obj:
    """The card belongs to the customer, and an event tells it."""
    attached = {**method, "customer": customer}
    world.save(attached)
    world.emit("payment_method.attached", attached)
    return attached


def attach(world: World, params: Obj, name: str) -> Obj:
    """A card, or one of Stripe's test tokens such as `pm_card_visa`, now at this customer.

    Raises: Refusal when it is at another one already, was used up, or its bank declines, which is
    asked at this moment: https://docs.stripe.com/testing#declined-payments
    """
    if "customer" not in params:
        raise invalid("Missing required param: customer.", "customer", "parameter_missing")
    customer = customers.living(world, params["customer"], "customer")
    method = named(world, name, None)
    if method["customer"] not in (None, customer["id"]):
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            code="payment_method_unexpected_state",
        )
    if method["customer"] is None and world.hidden(method["id"]).get("is_used_up"):
        raise invalid(
            "This PaymentMethod was previously used without being attached to a Customer or was "
            "detached from a Customer, and may not be used again.",
            "payment_method",
        )
    if decline := card_of(world, method["id"]).decline:
        raise Refusal(
            decline.message, status=402, kind="card_error", code=decline.code, **decline.more
        )
    return attach_to(world, method, customer["id"])


def detach(world: World, params: Obj, name: str) -> Obj:
    """The card belongs to nobody any more, pays nothing, and cannot come back.

    Raises: Refusal when it belonged to nobody.
    """
    method = world.get("payment_method", name)
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer.")
    customer = world.get("customer", method["customer"])
    settings = customer["invoice_settings"]
    if settings["default_payment_method"] == name:
        kept = {**settings, "default_payment_method": None}
        world.change(customer, "customer.updated", invoice_settings=kept)
    for subscription in world.store.where("subscription", "customer", customer["id"]):
        if subscription["default_payment_method"] == name:
            gone = {"default_payment_method": None}
            world.change(subscription, "customer.subscription.updated", **gone)
    use_up(world, method)
    return world.change(method, "payment_method.detached", customer=None)


def use_up(world: World, method: Obj) -> None:
    """A card that belongs to nobody cannot be given to anybody afterwards."""
    world.store.put(method, {**world.hidden(method["id"]), "is_used_up": True})


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The payment method."""
    return world.get("payment_method", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of the payment methods of one customer."""
    if "customer" not in params:
        raise invalid("Missing required param: customer.", "customer", "parameter_missing")
    equal = {"customer": "customer", "type": "type"}
    return page(world, "/v1/payment_methods", "payment_method", params, equal=equal)


def of_customer(world: World, params: Obj, name: str) -> Obj:
    """The same list, asked for at the customer."""
    customers.living(world, name)
    asked = {**params, "customer": name}
    equal = {"customer": "customer", "type": "type"}
    url = f"/v1/customers/{name}/payment_methods"
    return page(world, url, "payment_method", asked, equal=equal)


_SHOWN = frozenset(
    "id object allow_redisplay billing_details card created customer livemode metadata type".split()
)
_PATH = "/v1/payment_methods/{payment_method}"

OPERATIONS = [
    Operation(
        "GET", "/v1/payment_methods", "PaymentMethodListParams", listed,
        LIST_PLAYS + "customer type",
    ),
    Operation("GET", _PATH, "PaymentMethodRetrieveParams", retrieve),
    Operation("POST", _PATH + "/attach", "PaymentMethodAttachParams", attach, "customer"),
    Operation("POST", _PATH + "/detach", "PaymentMethodDetachParams", detach),
    Operation(
        "GET", "/v1/customers/{customer}/payment_methods", "CustomerPaymentMethodListParams",
        of_customer, LIST_PLAYS + "type",
    ),
    Operation(
        "GET", "/v1/customers/{customer}/payment_methods/{payment_method}",
        "CustomerPaymentMethodRetrieveParams",
        lambda world, params, customer, name: world.get("payment_method", name),
    ),
]  # fmt: skip
