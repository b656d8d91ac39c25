"""Invoice lines, whole periods and prorations. Pure but for ids."""

from portal.sandbox.ids import letters, new_id
from portal.sandbox.objects.amounts import written
from portal.sandbox.store import Obj


def period_line(item: Obj, subscription: Obj, start: int, end: int) -> Obj:
    """One subscription item for one whole period."""
    price, quantity = item["price"], item["quantity"]
    every = price["recurring"]["interval"]
    return _line(
        item,
        subscription,
        amount=price["unit_amount"] * quantity,
        start=start,
        end=end,
        description=f"{quantity} × {written(price['unit_amount'], price['currency'])} / {every}",
    )


def proration_line(item: Obj, subscription: Obj, amount: int, start: int, end: int) -> Obj:
    """A part of a period: a credit when `amount` is negative, else what is still to be paid."""
    word = "Unused" if amount < 0 else "Remaining"
    line = _line(
        item, subscription, amount=amount, start=start, end=end, description=f"{word} time"
    )
    details = line["parent"]["subscription_item_details"]
    details["proration"] = True
    details["invoice_item"] = f"ii_{letters(24)}"
    details["proration_details"] = {"credited_items": None}
    line["discountable"] = False
    return line


def part(amount: int, start: int, end: int, at: int) -> int:
    """The share of an amount for the time from `at` to the end, rounded half up."""
    whole, left = max(1, end - start), max(0, end - at)
    return (2 * amount * left + whole) // (2 * whole)


def _line(
    item: Obj, subscription: Obj, *, amount: int, start: int, end: int, description: str
) -> Obj:
    price = item["price"]
    return {
        "id": new_id("line_item"),
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": subscription["id"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        "period": {"end": end, "start": start},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "quantity_decimal": str(item["quantity"]),
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }
