"""Invoices: drafted, finalized, paid. Collecting and retrying live in `collection.py`."""

from portal.sandbox.objects import payment_intents
from portal.sandbox.objects.amounts import least
from portal.sandbox.store import Obj
from portal.sandbox.wire.listing import envelope, page, window
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World


def draft(
    world: World, subscription: Obj, lines: list[Obj], reason: str, finalizes_at: int | None = None
) -> Obj:
    """A draft invoice over these lines, and its event."""
    customer = world.get("customer", subscription["customer"])
    total = sum(line["amount"] for line in lines)
    invoice = world.add(
        "invoice",
        account_country="US",
        account_name="Sandbox newsroom",
        amount_due=max(0, total),
        amount_overpaid=0,
        amount_paid=0,
        amount_remaining=max(0, total),
        amount_shipping=0,
        attempt_count=0,
        attempted=False,
        auto_advance=True,
        automatic_tax={
            "disabled_reason": None, "enabled": False, "liability": None,
            "provider": None, "status": None,
        },
        automatically_finalizes_at=finalizes_at,
        billing_reason=reason,
        collection_method="charge_automatically",
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        customer_tax_exempt="none",
        customer_tax_ids=[],
        default_tax_rates=[],
        description=subscription["description"],
        discounts=[],
        issuer={"type": "self"},
        lines=envelope("", []),
        metadata={},
        parent={
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        payment_settings={
            "default_mandate": None, "payment_method_options": None, "payment_method_types": None,
        },
        period_end=world.now(),
        period_start=min(line["period"]["start"] for line in lines),
        post_payment_credit_notes_amount=0,
        pre_payment_credit_notes_amount=0,
        starting_balance=0,
        status="draft",
        status_transitions={
            "finalized_at": None, "marked_uncollectible_at": None, "paid_at": None,
            "voided_at": None,
        },
        subtotal=total,
        subtotal_excluding_tax=total,
        test_clock=subscription["test_clock"],
        total=total,
        total_discount_amounts=[],
        total_excluding_tax=total,
        total_pretax_credit_amounts=[],
        total_taxes=[],
    )  # fmt: skip
    own = [{**line, "invoice": invoice["id"]} for line in lines]
    invoice["lines"] = envelope(f"/v1/invoices/{invoice['id']}/lines", own)
    invoice["lines"]["total_count"] = len(own)
    world.save(invoice)
    world.emit("invoice.created", invoice)
    return invoice


def finalize(world: World, invoice: Obj) -> Obj:
    """The invoice is open, numbered and has a payment intent; with nothing to charge it is paid.

    A credit of the customer is used up first; what is under the minimum is put on their account.
    """
    customer = world.get("customer", invoice["customer"])
    start = customer["balance"]
    due = invoice["total"] + start
    is_small = due < least(invoice["currency"])
    number = customer["next_invoice_sequence"]
    changed = {**customer, "balance": due if is_small else 0, "next_invoice_sequence": number + 1}
    world.save(changed)
    if changed["balance"] != start:
        world.emit("customer.updated", changed, customer)
    invoice = {
        **invoice,
        "amount_due": 0 if is_small else due,
        "amount_remaining": 0 if is_small else due,
        "automatically_finalizes_at": None,
        "effective_at": world.now(),
        "ending_balance": changed["balance"],
        "hosted_invoice_url": f"{world.settings.public_url}/i/{invoice['id']}",
        "invoice_pdf": f"{world.settings.public_url}/i/{invoice['id']}",
        "number": f"{customer['invoice_prefix']}-{number:04d}",
        "starting_balance": start,
        "status": "open",
        "status_transitions": {**invoice["status_transitions"], "finalized_at": world.now()},
    }
    world.save(invoice)
    world.emit("invoice.finalized", invoice)
    if is_small:
        return mark_paid(world, invoice)
    intent = payment_intents.begin(
        world,
        amount=due,
        currency=invoice["currency"],
        customer=invoice["customer"],
        description="Subscription update" if number > 1 else "Subscription creation",
        setup_future_usage="off_session",
    )
    world.add(
        "invoice_payment",
        amount_requested=due,
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )
    return invoice


def intent_of(world: World, invoice: Obj) -> Obj:
    """The payment intent that pays the finalized invoice."""
    payment = world.store.where("invoice_payment", "invoice", invoice["id"])[0]
    return world.get("payment_intent", payment["payment"]["payment_intent"])


def mark_paid(world: World, invoice: Obj) -> Obj:
    """The invoice is paid in full, and three events tell it."""
    paid = {
        **invoice,
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
        "status_transitions": {**invoice["status_transitions"], "paid_at": world.now()},
    }
    world.save(paid)
    world.never(paid["id"], "collect")
    world.emit("invoice.paid", paid)
    world.emit("invoice.payment_succeeded", paid)
    for payment in world.store.where("invoice_payment", "invoice", paid["id"]):
        done = {
            **payment,
            "amount_paid": payment["amount_requested"],
            "status": "paid",
            "status_transitions": {"canceled_at": None, "paid_at": world.now()},
        }
        world.save(done)
        world.emit("invoice_payment.paid", done)
    return paid


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The invoice."""
    return world.get("invoice", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of invoices."""
    equal = {
        "customer": "customer",
        "status": "status",
        "subscription": "parent.subscription_details.subscription",
    }
    return page(world, "/v1/invoices", "invoice", params, equal=equal)


def lines(world: World, params: Obj, name: str) -> Obj:
    """One page of an invoice's lines."""
    invoice = world.get("invoice", name)
    return window(invoice["lines"]["url"], invoice["lines"]["data"], params)


OPERATIONS = [
    Operation(
        "GET", "/v1/invoices", "InvoiceListParams", listed,
        LIST_PLAYS + "customer status subscription",
    ),
    Operation("GET", "/v1/invoices/{invoice}", "InvoiceRetrieveParams", retrieve),
    Operation(
        "GET", "/v1/invoices/{invoice}/lines", "InvoiceLineItemListParams", lines, LIST_PLAYS
    ),
]  # fmt: skip
