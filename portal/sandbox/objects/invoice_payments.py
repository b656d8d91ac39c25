"""Invoice payments: which payment intent pays which invoice."""

from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The invoice payment."""
    return world.get("invoice_payment", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of invoice payments.

    Raises: Refusal for a payment filter whose type and id do not go together.
    """
    asked = {name: value for name, value in params.items() if name != "payment"}
    payment = params.get("payment")
    if payment is not None:
        if "payment_intent" not in payment:
            raise invalid(
                "Missing required param: payment[payment_intent].",
                "payment[payment_intent]",
                "parameter_missing",
            )
        name = payment["payment_intent"]
        asked["payment_intent"] = world.get("payment_intent", name, "payment[payment_intent]")["id"]
    equal = {
        "invoice": "invoice",
        "status": "status",
        "payment_intent": "payment.payment_intent",
    }
    return page(world, "/v1/invoice_payments", "invoice_payment", asked, equal=equal)


OPERATIONS = [
    Operation(
        "GET", "/v1/invoice_payments", "InvoicePaymentListParams", listed,
        LIST_PLAYS + "invoice status payment.type payment.payment_intent",
    ),
    Operation("GET", "/v1/invoice_payments/{name}", "InvoicePaymentRetrieveParams", retrieve),
]  # fmt: skip
