"""Collecting an invoice: the try, what follows a failure, retries, and the end of patience."""

from portal.sandbox.objects import (
    customers,
    endings,
    invoices,
    pausing,
    payment_intents,
    payment_methods,
    subscriptions,
)
from portal.sandbox.objects.cards import AUTHENTICATE
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Declined, invalid
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World

DAY = 86400


def collect(
    world: World, invoice: Obj, method: Obj | None = None, *, payer_is_there: bool = False
) -> Obj:
    """The invoice after one try: paid, or open with its next try planned, or given up.

    Its subscription is active after success, past_due after a failure, and cancelled when the
    last planned try failed.
    """
    method = method or _method(world, invoice)
    count = invoice["attempt_count"] + 1
    tried = {**invoice, "attempt_count": count, "attempted": True, "next_payment_attempt": None}
    if method is None:
        return _failed(world, tried, AUTHENTICATE.code if payer_is_there else None)
    intent = payment_intents.attempt(
        world,
        invoices.intent_of(world, invoice),
        method,
        payer_is_there=payer_is_there,
        is_proved=payer_is_there,
    )
    if intent["status"] != "succeeded":
        return _failed(world, tried, intent["last_payment_error"]["code"])
    paid = invoices.mark_paid(world, tried)
    recover(world, paid)
    return paid


def recover(world: World, invoice: Obj) -> None:
    """A subscription that was past due, or waited to resume, because of this is active again."""
    subscription = _subscription(world, invoice)
    resuming = world.hidden(subscription["id"]).get("resuming")
    if resuming and resuming["invoice"] == invoice["id"]:
        pausing.wake(world, subscription)
        return
    if subscription["status"] in ("past_due", "incomplete"):
        world.never(subscription["id"], "give_up")
        back = world.change(subscription, "customer.subscription.updated", status="active")
        subscriptions.plan_next(world, back)


def finalize_due(world: World, name: str) -> None:
    """A renewal's draft is finalized and collected."""
    invoice = world.store.find(name)
    if invoice and invoice["status"] == "draft":
        invoice = invoices.finalize(world, invoice)
        if invoice["status"] == "open":
            collect(world, invoice)


def collect_due(world: World, name: str) -> None:
    """A planned retry happens."""
    invoice = world.store.find(name)
    if invoice and invoice["status"] == "open":
        collect(world, invoice)


def pay(world: World, params: Obj, name: str) -> Obj:
    """The invoice, paid now.

    Raises: Refusal when it is paid already or no invoice to pay; Declined when the card refuses.
    """
    invoice = world.get("invoice", name)
    if invoice["status"] == "draft":
        invoice = invoices.finalize(world, invoice)
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] != "open":
        raise invalid(f"Invoice cannot be paid while {invoice['status']}.")
    method = None
    if "payment_method" in params:
        named = params["payment_method"]
        method = payment_methods.of(world, invoice["customer"], named, "payment_method")
    invoice = collect(world, invoice, method)
    if invoice["status"] != "paid":
        error = invoices.intent_of(world, invoice)["last_payment_error"]
        code = error["code"] if error else "invoice_payment_intent_requires_action"
        message = error["message"] if error else "There is no default payment method set."
        raise Declined(message, code)
    return invoice


def _failed(world: World, invoice: Obj, code: str | None) -> Obj:
    days = world.settings.payment_retry_days
    count = invoice["attempt_count"]
    subscription = _subscription(world, invoice)
    has_ended = subscription["status"] == "canceled"
    if subscription["status"] == "incomplete":  # the first payment is not tried again by itself
        has_ended = True
    if count <= len(days) and not has_ended:
        invoice["next_payment_attempt"] = world.now() + days[count - 1] * DAY
        world.later(invoice["id"], "collect", invoice["next_payment_attempt"])
    world.save(invoice)
    if code == AUTHENTICATE.code:
        world.emit("invoice.payment_action_required", invoice)
    world.emit("invoice.payment_failed", invoice)
    if has_ended:
        return invoice
    if subscription["status"] == "active":
        subscription = world.change(
            subscription, "customer.subscription.updated", status="past_due"
        )
    if invoice["next_payment_attempt"] is None:
        endings.end(world, subscription, "payment_failed")
        invoice = world.get("invoice", invoice["id"])
    return invoice


def _subscription(world: World, invoice: Obj) -> Obj:
    return world.get("subscription", invoice["parent"]["subscription_details"]["subscription"])


def _method(world: World, invoice: Obj) -> Obj | None:
    customer = customers.living(world, invoice["customer"])
    name = (
        _subscription(world, invoice)["default_payment_method"]
        or customer["invoice_settings"]["default_payment_method"]
    )
    return world.store.find(name) if name else None


OPERATIONS = [
    Operation(
        "POST", "/v1/invoices/{invoice}/pay", "InvoicePayParams", pay,
        "payment_method off_session",
    ),
]  # fmt: skip
