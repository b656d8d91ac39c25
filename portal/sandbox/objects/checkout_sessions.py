"""Checkout sessions: opened, read, listed, expired. Paying one lives in `checkout.py`."""

from portal.sandbox.ids import new_id
from portal.sandbox.objects import customers, session_rules, setup_intents, subscriptions
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page, window
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World


def create(world: World, params: Obj) -> Obj:
    """An open session whose `url` shows the hosted page.

    Raises: Refusal for everything `session_rules` refuses, and a customer that will not do.
    """
    session_rules.check(params, world.real_time())
    mode, customer = params["mode"], None
    if "customer" in params:
        customer = customers.living(world, params["customer"], "customer")
    lines = session_rules.priced(world, params)
    currency = lines[0][0]["currency"] if lines else params["currency"].lower()
    if customer and mode == "subscription":
        subscriptions.check_currency(world, customer, currency, "customer")
    name = new_id("checkout.session")
    total = sum(price["unit_amount"] * quantity for price, quantity in lines) if lines else None
    expires_at = params.get("expires_at", int(world.real_time()) + session_rules.LATEST_SECONDS)
    intent = None
    if mode == "setup":
        data = params.get("setup_intent_data", {})
        intent = setup_intents.begin(world, {**data, "customer": params.get("customer")})["id"]
    return world.add(
        "checkout.session",
        id=name,
        hidden={
            "line_items": [_line_item(price, quantity, world) for price, quantity in lines],
            "payment_intent_data": params.get("payment_intent_data", {}),
            "subscription_data": params.get("subscription_data", {}),
        },
        adaptive_pricing={"enabled": False},
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={
            "enabled": False, "liability": None, "provider": None, "status": None,
        },
        billing_address_collection=None,
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        currency=currency,
        custom_fields=[],
        custom_text={
            "after_submit": None, "shipping_address": None, "submit": None,
            "terms_of_service_acceptance": None,
        },
        customer=customer["id"] if customer else None,
        customer_creation=_creation(params),
        customer_details=details(customer["email"], customer["name"]) if customer else None,
        customer_email=params.get("customer_email"),
        expires_at=expires_at,
        locale=params.get("locale"),
        metadata=merged({}, params),
        mode=mode,
        payment_method_collection="if_required" if mode == "payment" else "always",
        payment_method_options={"card": {"request_three_d_secure": "automatic"}},
        payment_method_types=["card"],
        payment_status="unpaid" if lines else "no_payment_required",
        phone_number_collection={"enabled": False},
        setup_intent=intent,
        shipping_options=[],
        status="open",
        submit_type=params.get("submit_type"),
        success_url=params["success_url"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
        if lines
        else None,
        ui_mode="hosted_page",
        url=f"{world.settings.public_url}/c/pay/{name}",
    )  # fmt: skip


def details(email: str | None, name: str | None) -> Obj:
    """Who the payer said they are."""
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def expire_now(world: World, session: Obj) -> Obj:
    """The session can no longer be paid, and an event tells it."""
    expired = {**session, "status": "expired", "url": None}
    world.save(expired)
    world.emit("checkout.session.expired", expired)
    return expired


def expire(world: World, params: Obj, name: str) -> Obj:
    """The open session, expired.

    Raises: Refusal when it is not open any more.
    """
    session = world.get("checkout.session", name)
    if session["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}.",
        )
    return expire_now(world, session)


def expire_overdue(world: World) -> None:
    """Sessions whose time is up in their clients' time expire."""
    rows = world.store.rows(
        "SELECT id FROM objects WHERE kind = 'checkout.session' "
        "AND json_extract(body, '$.status') = 'open' "
        "AND json_extract(body, '$.expires_at') <= ?",
        (int(world.real_time()),),
    )
    for (name,) in rows:
        with world.unit():
            session = world.get("checkout.session", name)
            if session["status"] == "open":
                expire_now(world, session)


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The session."""
    return world.get("checkout.session", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of sessions."""
    asked = {**params}
    if "customer_details" in asked:
        asked["email"] = asked.pop("customer_details")["email"]
    equal = {
        "customer": "customer",
        "payment_intent": "payment_intent",
        "subscription": "subscription",
        "status": "status",
        "email": "customer_details.email",
    }
    return page(world, "/v1/checkout/sessions", "checkout.session", asked, equal=equal)


def line_items(world: World, params: Obj, name: str) -> Obj:
    """One page of what the session sells."""
    world.get("checkout.session", name)
    rows = world.hidden(name)["line_items"]
    return window(f"/v1/checkout/sessions/{name}/line_items", rows, params)


def _creation(params: Obj) -> str | None:
    if params["mode"] == "subscription":
        return None if "customer" in params else "always"
    return None if "customer" in params else str(params.get("customer_creation", "if_required"))


def _line_item(price: Obj, quantity: int, world: World) -> Obj:
    product = world.get("product", price["product"])
    total = price["unit_amount"] * quantity
    return {
        "id": new_id("item"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


_CREATE = (
    "mode success_url cancel_url client_reference_id currency customer customer_creation "
    "customer_email expires_at locale metadata submit_type ui_mode adaptive_pricing.enabled "
    "line_items.price line_items.quantity payment_intent_data.metadata "
    "payment_intent_data.description payment_intent_data.receipt_email "
    "payment_intent_data.setup_future_usage payment_intent_data.statement_descriptor_suffix "
    "setup_intent_data.metadata setup_intent_data.description "
    "subscription_data.metadata "
    "subscription_data.description subscription_data.billing_mode "
    "line_items.price_data.product_data.name line_items.price_data.product_data.description "
    "line_items.price_data.product_data.metadata "
    + " ".join(f"line_items.price_data.{name}" for name in
               ("currency", "unit_amount", "product", "recurring.interval",
                "recurring.interval_count", "tax_behavior"))
)  # fmt: skip
_PATH = "/v1/checkout/sessions/{session}"
_FILTERS = "customer payment_intent subscription status customer_details.email"

OPERATIONS = [
    Operation("POST", "/v1/checkout/sessions", "checkout.SessionCreateParams", create, _CREATE),
    Operation(
        "GET", "/v1/checkout/sessions", "checkout.SessionListParams", listed, LIST_PLAYS + _FILTERS
    ),
    Operation("GET", _PATH, "checkout.SessionRetrieveParams", retrieve),
    Operation("POST", _PATH + "/expire", "checkout.SessionExpireParams", expire),
    Operation(
        "GET", _PATH + "/line_items", "checkout.SessionListLineItemsParams", line_items, LIST_PLAYS
    ),
]
