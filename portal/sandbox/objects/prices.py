"""Prices, also those given inline as `price_data` with a session or an item."""

from typing import Any

from portal.sandbox.objects import products
from portal.sandbox.objects.amounts import MAXIMUM_MINOR, check_currency, check_digits
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, missing
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

MOST_PER_YEAR = {"day": 1095, "week": 156, "month": 36, "year": 3}


def create(world: World, params: Obj) -> Obj:
    """A new price and its event; a new product beneath it when `product_data` came along.

    Raises: Refusal for no amount, no product, or a lookup key that is taken.
    """
    _take_lookup_key(world, params, None)
    price = build(world, params, "")
    world.emit("price.created", price)
    return price


def build(world: World, data: Obj, prefix: str, *, active: bool = True) -> Obj:
    """A stored price without an event; `prefix` is where `data` stood among the parameters.

    Raises: Refusal for an amount, interval, currency or product that will not do.
    """
    currency = check_currency(data["currency"], _at(prefix, "currency"))
    if "unit_amount" not in data:
        raise missing(_at(prefix, "unit_amount"))
    amount: int = data["unit_amount"]
    if amount < 0:
        raise invalid("This value must be greater than or equal to 0.", _at(prefix, "unit_amount"))
    if amount > MAXIMUM_MINOR:
        raise invalid(
            "This value must be less than or equal to 99999999.", _at(prefix, "unit_amount")
        )
    check_digits(amount, currency, _at(prefix, "unit_amount"))
    recurring = _recurring(data.get("recurring"), prefix)
    return world.add(
        "price",
        active=data.get("active", active),
        billing_scheme="per_unit",
        currency=currency,
        lookup_key=data.get("lookup_key"),
        metadata=merged({}, data),
        nickname=data.get("nickname"),
        product=_product(world, data, prefix),
        recurring=recurring,
        tax_behavior=data.get("tax_behavior", "unspecified"),
        type="recurring" if recurring else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The price."""
    return world.get("price", name)


def update(world: World, params: Obj, name: str) -> Obj:
    """The price with other words on it; amount and currency never change.

    Raises: Refusal for a lookup key that is taken.
    """
    price = world.get("price", name)
    _take_lookup_key(world, params, name)
    fields = {
        field: (None if params[field] == "" else params[field])
        for field in ("active", "nickname", "lookup_key")
        if field in params
    }
    return world.change(
        price, "price.updated", **fields, metadata=merged(price["metadata"], params)
    )


def listed(world: World, params: Obj) -> Obj:
    """One page of prices."""
    keys = params.get("lookup_keys", [])
    marks = ",".join("?" * len(keys))
    extra: tuple[str, tuple[Any, ...]] | None = None
    if keys:
        extra = (f"json_extract(body, '$.lookup_key') IN ({marks})", tuple(keys))
    equal = {"active": "active", "currency": "currency", "product": "product", "type": "type"}
    return page(world, "/v1/prices", "price", params, equal=equal, extra=extra)


def active(world: World, name: str, param: str) -> Obj:
    """The price, as something new may be sold at it.

    Raises: Refusal when there is none or it is archived.
    """
    price = world.get("price", name, param)
    if not price["active"]:
        raise invalid(
            "The price specified is inactive. This field only accepts active prices.", param
        )
    return price


def _take_lookup_key(world: World, params: Obj, name: str | None) -> None:
    """Raises: Refusal when another price than that has the key and is not asked to hand it over."""
    key = params.get("lookup_key")
    holders = world.store.where("price", "lookup_key", key) if key else []
    for holder in holders:
        if holder["id"] == name:
            continue
        if not params.get("transfer_lookup_key"):
            raise invalid(f"A price (`{holder['id']}`) already uses that lookup key.", "lookup_key")
        world.change(holder, "price.updated", lookup_key=None)


def _recurring(sent: Obj | None, prefix: str) -> Obj | None:
    if sent is None:
        return None
    interval, count = sent["interval"], sent.get("interval_count", 1)
    if not 1 <= count <= MOST_PER_YEAR[interval]:
        raise invalid(
            f"Prices cannot be set to be billed more than every {MOST_PER_YEAR[interval]} "
            f"{interval}s.",
            _at(_at(prefix, "recurring"), "interval_count"),
        )
    return {
        "interval": interval,
        "interval_count": count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _product(world: World, data: Obj, prefix: str) -> str:
    if ("product" in data) == ("product_data" in data):
        raise invalid(
            "You must specify either `product` or `product_data` when creating a price.",
            _at(prefix, "product"),
        )
    if "product" in data:
        product = world.get("product", data["product"], _at(prefix, "product"))
        if not product["active"]:
            raise invalid(
                "The product specified is inactive. This field only accepts active products.",
                _at(prefix, "product"),
            )
        return str(product["id"])
    made = products.create(world, data["product_data"])
    return str(made["id"])


def _at(prefix: str, name: str) -> str:
    return f"{prefix}[{name}]" if prefix else name


PRICE_DATA = (
    "currency unit_amount product recurring.interval recurring.interval_count tax_behavior "
)
_CREATE = PRICE_DATA + (
    "active lookup_key transfer_lookup_key metadata nickname billing_scheme "
    "product_data.name product_data.metadata product_data.unit_label"
)
_LIST = LIST_PLAYS + "active currency product type lookup_keys"

OPERATIONS = [
    Operation("POST", "/v1/prices", "PriceCreateParams", create, _CREATE),
    Operation("GET", "/v1/prices", "PriceListParams", listed, _LIST),
    Operation("GET", "/v1/prices/{price}", "PriceRetrieveParams", retrieve),
    Operation(
        "POST", "/v1/prices/{price}", "PriceUpdateParams", update,
        "active nickname metadata lookup_key transfer_lookup_key",
    ),
]  # fmt: skip
