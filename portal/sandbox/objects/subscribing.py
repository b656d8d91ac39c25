"""Subscriptions made through the API, paid with a card on file, and what waits for a first payment.

Those made by paying a checkout session come from `checkout.py`.
"""

from portal.sandbox.objects import (
    collection,
    customers,
    invoices,
    payment_methods,
    prices,
    renewals,
    subscriptions,
)
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal, invalid, missing, not_played
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World

PATIENCE_SECONDS = 23 * 3600
"""How long a first invoice waits: https://docs.stripe.com/billing/subscriptions/overview."""


def create(world: World, params: Obj) -> Obj:
    """A subscription from now on, active once its first invoice is paid.

    With a card that says no it is `incomplete` for 23 hours; `payment_behavior` may ask for an
    error instead, or for no try at all.

    Raises: Refusal for a customer, card or item that will not do.
    """
    if "customer" not in params:
        raise missing("customer")
    customer = customers.living(world, params["customer"], "customer")
    if params.get("billing_mode", {}).get("type", "flexible") != "flexible":
        raise not_played("`billing_mode` classic", "billing_mode.type")
    behaviour = params.get("payment_behavior", "allow_incomplete")
    if behaviour == "pending_if_incomplete":
        raise not_played("`payment_behavior` pending_if_incomplete", "payment_behavior")
    wanted = _wanted(world, params)
    method = _method(world, customer, params)
    subscription = begin(world, customer, wanted, method, params)
    if method is None and behaviour != "default_incomplete":
        if world.get("invoice", subscription["latest_invoice"])["status"] != "paid":
            raise invalid(
                "This customer has no attached payment source or default payment method. Please "
                "consider adding a default payment method.",
                code="resource_missing",
            )
    elif behaviour != "default_incomplete":
        _try(world, subscription, behaviour)
    return world.get("subscription", subscription["id"])


def begin(
    world: World,
    customer: Obj,
    wanted: list[tuple[Obj, int]],
    method: str | None,
    params: Obj,
) -> Obj:
    """The subscription with its first invoice finalized and no payment tried yet."""
    subscription = subscriptions.build(
        world,
        customer,
        wanted,
        metadata=merged({}, params),
        description=params.get("description"),
        method=method,
    )
    _plan_end(world, params, subscription)
    world.save(subscription)
    lines = renewals.period_lines(subscription)
    invoice = invoices.draft(world, subscription, lines, "subscription_create")
    subscription["latest_invoice"] = invoice["id"]
    world.save(subscription)
    invoice = invoices.finalize(world, invoice)
    if invoice["status"] == "paid":
        subscription["status"] = "active"
        world.save(subscription)
    world.emit("customer.subscription.created", subscription)
    if customer["currency"] != subscription["currency"]:
        customer = world.get("customer", customer["id"])
        world.change(customer, "customer.updated", currency=subscription["currency"])
    subscriptions.plan_next(world, subscription)
    if subscription["status"] == "incomplete":
        world.later(subscription["id"], "give_up", world.now() + PATIENCE_SECONDS)
    return subscription


def give_up_due(world: World, name: str) -> None:
    """Nobody paid the first invoice: it is void, and the subscription never was."""
    subscription = world.store.find(name)
    if subscription is None or subscription["status"] != "incomplete":
        return
    invoice = world.get("invoice", subscription["latest_invoice"])
    world.never(invoice["id"], "collect")
    moments = {**invoice["status_transitions"], "voided_at": world.now()}
    void = {"auto_advance": False, "next_payment_attempt": None, "status_transitions": moments}
    world.change(invoice, "invoice.voided", status="void", **void)
    fields = {"status": "incomplete_expired", "ended_at": world.now()}
    world.change(subscription, "customer.subscription.updated", **fields)
    world.never(name, "subscription")


def _wanted(world: World, params: Obj) -> list[tuple[Obj, int]]:
    if not params.get("items"):
        raise missing("items")
    found = []
    for index, sent in enumerate(params["items"]):
        at = f"items[{index}]"
        if ("price" in sent) == ("price_data" in sent):
            raise invalid(f"You must specify either `price` or `price_data` in {at}.", at)
        if "price" in sent:
            price = prices.active(world, sent["price"], f"{at}[price]")
        else:
            price = prices.build(world, sent["price_data"], f"{at}[price_data]", active=False)
        if not price["recurring"] or sent.get("quantity", 1) < 1:
            raise invalid(f"{at} needs a recurring price and a quantity of 1 or more.", at)
        found.append((price, sent.get("quantity", 1)))
    cycles = {
        (price["recurring"]["interval"], price["recurring"]["interval_count"]) for price, _ in found
    }
    if len(cycles) > 1:
        raise not_played("several billing intervals in one subscription", "items")
    subscriptions.check_distinct([price for price, _ in found])
    currencies = {price["currency"] for price, _ in found}
    if len(currencies) > 1 or params.get("currency", "").lower() not in ("", *currencies):
        raise invalid("All prices of a subscription must be in the same currency.", "items")
    return found


def _method(world: World, customer: Obj, params: Obj) -> str | None:
    """The card that the subscription names as its own; None when the customer's pays."""
    if "default_payment_method" not in params:
        usual: str | None = customer["invoice_settings"]["default_payment_method"]
        return usual
    method = payment_methods.of(world, customer["id"], params["default_payment_method"])
    return str(method["id"])


def _plan_end(world: World, params: Obj, subscription: Obj) -> None:
    end = subscriptions.first_item(subscription)["current_period_end"]
    at = end if params.get("cancel_at_period_end") else params.get("cancel_at")
    if at is None:
        return
    if not isinstance(at, int):
        raise not_played(f"`cancel_at` {at}", "cancel_at")
    if at <= world.now():
        raise invalid("`cancel_at` must be in the future.", "cancel_at")
    subscription.update(
        cancel_at=at,
        cancel_at_period_end=bool(params.get("cancel_at_period_end")),
        canceled_at=world.now(),
    )
    subscription["cancellation_details"]["reason"] = "cancellation_requested"


def _try(world: World, subscription: Obj, behaviour: str) -> None:
    """The first payment, without the payer.

    Raises: Refusal when it fails and an error was asked for.
    """
    invoice = world.get("invoice", subscription["latest_invoice"])
    if invoice["status"] != "open":
        return
    after = collection.collect(world, invoice)
    if after["status"] != "paid" and behaviour == "error_if_incomplete":
        error = invoices.intent_of(world, after)["last_payment_error"]
        raise Refusal(error["message"], status=402, kind="card_error", code=error["code"])


OPERATIONS = [
    Operation(
        "POST", "/v1/subscriptions", "SubscriptionCreateParams", create,
        "customer currency description metadata default_payment_method payment_behavior "
        "off_session cancel_at cancel_at_period_end billing_mode.type "
        "items.price items.quantity items.price_data.currency items.price_data.product "
        "items.price_data.unit_amount items.price_data.tax_behavior items.price_data.recurring",
    ),
]  # fmt: skip
