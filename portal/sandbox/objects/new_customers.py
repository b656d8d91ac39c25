"""A new customer as the API makes it: with the card that may come along."""

from portal.sandbox.objects import customers, payment_methods
from portal.sandbox.store import Obj
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World


def create(world: World, params: Obj) -> Obj:
    """The customer, to whom the card belongs and by whom it is used from now on if asked for.

    Raises: Refusal for a card that is not there, or somebody else's.
    """
    settings = params.pop("invoice_settings", {})
    brought = params.pop("payment_method", None)
    chosen = settings.get("default_payment_method")
    customer = customers.create(world, params)
    if brought is None:
        if chosen is not None:
            customers.update(world, {"invoice_settings": settings}, customer["id"])
        return world.get("customer", customer["id"])
    method = payment_methods.attach(world, {"customer": customer["id"]}, brought)
    if chosen == brought:  # a test token names a new card each time; here it is the same one
        chosen = method["id"]
    if chosen is not None:
        settings = {"default_payment_method": chosen}
        customers.update(world, {"invoice_settings": settings}, customer["id"])
    return world.get("customer", customer["id"])


OPERATIONS = [
    Operation(
        "POST", "/v1/customers", "CustomerCreateParams", create,
        customers.FIELDS + "test_clock payment_method invoice_settings.default_payment_method",
    ),
]  # fmt: skip
