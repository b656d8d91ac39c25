"""Customers: who pays. The call that makes one, with a card, lives in `new_customers.py`.

Deleting one lives in `endings.py`, for it ends subscriptions.
"""

import re

from portal.sandbox.ids import letters
from portal.sandbox.objects import clock_limits
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, no_such
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

FIELDS = "email name description phone preferred_locales metadata address "
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def check_email(email: str, param: str) -> str:
    """The address as given.

    Raises: Refusal when it is none.
    """
    if not _EMAIL.fullmatch(email) or len(email) > 512:
        raise invalid(f"Invalid email address: {email}", param, "email_invalid")
    return email


def create(world: World, params: Obj) -> Obj:
    """A new customer and its event.

    Raises: Refusal for an address that is none, and for a test clock that has no room.
    """
    if "email" in params:
        check_email(params["email"], "email")
    if "test_clock" in params:
        clock_limits.check_customers(world, params["test_clock"])
    customer = world.add(
        "customer",
        address=params.get("address") or None,
        balance=0,
        delinquent=False,
        description=params.get("description"),
        email=params.get("email"),
        invoice_prefix=letters(8).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=merged({}, params),
        name=params.get("name"),
        next_invoice_sequence=1,
        phone=params.get("phone"),
        preferred_locales=params.get("preferred_locales", []),
        tax_exempt="none",
        test_clock=params.get("test_clock"),
    )
    world.emit("customer.created", customer)
    return customer


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The customer; of a deleted one only that it was."""
    return world.get("customer", name)


def update(world: World, params: Obj, name: str) -> Obj:
    """The customer with the sent fields changed.

    Raises: Refusal for a payment method that is not this customer's.
    """
    customer = living(world, name)
    fields: Obj = {
        field: (None if params[field] == "" else params[field])
        for field in FIELDS.split()
        if field in params and field != "metadata"
    }
    if fields.get("email"):
        check_email(fields["email"], "email")
    settings = params.get("invoice_settings", {})
    if "default_payment_method" in settings:
        method = world.get(
            "payment_method",
            settings["default_payment_method"],
            "invoice_settings[default_payment_method]",
        )
        if method["customer"] != name:
            raise invalid(
                f"The customer does not have a payment method with the ID {method['id']}.",
                "invoice_settings[default_payment_method]",
                "resource_missing",
            )
        fields["invoice_settings"] = {
            **customer["invoice_settings"],
            "default_payment_method": method["id"],
        }
    return world.change(
        customer, "customer.updated", **fields, metadata=merged(customer["metadata"], params)
    )


def living(world: World, name: str, param: str | None = None) -> Obj:
    """The customer.

    Raises: Refusal when there is none or it was deleted.
    """
    customer = world.get("customer", name, param)
    if customer.get("deleted"):
        raise no_such("customer", name, param)
    return customer


def listed(world: World, params: Obj) -> Obj:
    """One page of customers that are not deleted; those of test clocks only when asked for."""
    where = "json_extract(body, '$.deleted') IS NULL"
    if "test_clock" not in params:
        where += " AND json_extract(body, '$.test_clock') IS NULL"
    return page(
        world,
        "/v1/customers",
        "customer",
        params,
        equal={"email": "email", "test_clock": "test_clock"},
        extra=(where, ()),
    )


OPERATIONS = [
    Operation(
        "GET", "/v1/customers", "CustomerListParams", listed, LIST_PLAYS + "email test_clock"
    ),
    Operation("GET", "/v1/customers/{customer}", "CustomerRetrieveParams", retrieve),
    Operation(
        "POST", "/v1/customers/{customer}", "CustomerUpdateParams", update,
        FIELDS + "invoice_settings.default_payment_method",
    ),
]  # fmt: skip
