"""What Checkout refuses: rules between parameters that no type can say."""

from urllib.parse import urlsplit

from portal.sandbox.objects import prices
from portal.sandbox.objects.amounts import check_charge, check_currency
from portal.sandbox.objects.customers import check_email
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, missing, not_played
from portal.sandbox.world import World

MOST_LINES = {"payment": 100, "setup": 0, "subscription": 20}
SOONEST_SECONDS, LATEST_SECONDS = 30 * 60, 24 * 3600


def check(params: Obj, now: float) -> None:
    """`now` is the time that clients live in.

    Raises: Refusal for parameters that do not go together, as Stripe refuses them.
    """
    mode = params.get("mode")
    if mode is None:
        raise missing("mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_played(f"`ui_mode` {params['ui_mode']}", "ui_mode")
    if "success_url" not in params:
        raise missing("success_url")
    for name in ("success_url", "cancel_url"):
        if name in params and not is_address(params[name]):
            raise invalid("Not a valid URL", name, "url_invalid")
    if mode != "setup" and not params.get("line_items"):
        raise missing("line_items")
    if len(params.get("line_items", [])) > MOST_LINES[mode]:
        raise invalid(
            f"You can have at most {MOST_LINES[mode]} line items in `{mode}` mode.", "line_items"
        )
    if "customer" in params and "customer_email" in params:
        raise invalid(
            "You may only specify one of these parameters: customer, customer_email.", "customer"
        )
    if "customer_email" in params:
        check_email(params["customer_email"], "customer_email")
    if params.get("adaptive_pricing", {}).get("enabled"):
        raise not_played("Adaptive Pricing", "adaptive_pricing")
    _by_mode(params, mode)
    _expiry(params, now)


def is_address(text: str) -> bool:
    """Whether a browser can be sent there."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in text


def _by_mode(params: Obj, mode: str) -> None:
    for name, *wanted in (
        ("line_items", "payment", "subscription"),
        ("subscription_data", "subscription"),
        ("payment_intent_data", "payment"),
        ("setup_intent_data", "setup"),
        ("submit_type", "payment"),
        ("customer_creation", "payment", "setup"),
    ):
        if name in params and mode not in wanted:
            raise invalid(
                f"You can not pass `{name}` in `{mode}` mode."
                if name not in ("submit_type", "customer_creation")
                else f"`{name}` can only be used in `{'` and `'.join(wanted)}` mode.",
                name,
            )
    if mode == "setup":
        if "currency" not in params:
            raise missing("currency")
        check_currency(params["currency"], "currency")
    if "customer_creation" in params and "customer" in params:
        raise invalid(
            "You may only specify one of these parameters: customer, customer_creation.",
            "customer_creation",
        )
    if params.get("subscription_data", {}).get("billing_mode", {}).get("type") == "classic":
        raise not_played("`billing_mode` classic", "subscription_data.billing_mode.type")


def _expiry(params: Obj, now: float) -> None:
    """Checkout runs on its clients' time, as it does at Stripe whatever a test clock says."""
    if "expires_at" not in params:
        return
    ahead = params["expires_at"] - int(now)
    if ahead < SOONEST_SECONDS - 5:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
            "expires_at",
        )
    if ahead > LATEST_SECONDS + 5:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            "expires_at",
        )


def priced(world: World, params: Obj) -> list[tuple[Obj, int]]:
    """Each line's price and quantity; inline prices are made. None in setup mode.

    Raises: Refusal for a price that is unknown, archived, of the wrong type or currency, or when
    the sum is too small to be charged.
    """
    if params["mode"] == "setup":
        return []
    found = [
        _line(world, line, params["mode"], index) for index, line in enumerate(params["line_items"])
    ]
    currencies = {price["currency"] for price, _ in found}
    if len(currencies) > 1:
        raise invalid(
            "All prices on a Checkout Session must be in the same currency.", "line_items"
        )
    if params.get("currency", "").lower() not in ("", *currencies):
        raise invalid("The price does not have that currency.", "currency")
    recurring = [price["recurring"] for price, _ in found if price["recurring"]]
    if params["mode"] == "subscription":
        if not recurring:
            raise invalid(
                "You must provide at least one recurring price in `subscription` mode when using "
                "prices.",
                "line_items",
            )
        if len(recurring) < len(found):
            raise not_played("one-time prices in `subscription` mode", "line_items")
        cycles = {(row["interval"], row["interval_count"]) for row in recurring}
        if len(cycles) > 1:
            raise not_played("several billing intervals in one session", "line_items")
    elif recurring:
        raise invalid(
            "You specified `payment` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices.",
            "mode",
        )
    total = sum(price["unit_amount"] * quantity for price, quantity in found)
    check_charge(total, found[0][0]["currency"], "line_items")
    return found


def _line(world: World, line: Obj, mode: str, index: int) -> tuple[Obj, int]:
    at = f"line_items[{index}]"
    if ("price" in line) == ("price_data" in line):
        raise invalid(f"You must specify either `price` or `price_data` in {at}.", at)
    if "quantity" not in line:
        raise missing(f"{at}[quantity]")
    if line["quantity"] < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            f"{at}[quantity]",
            "parameter_invalid_integer",
        )
    if "price" in line:
        price = prices.active(world, line["price"], f"{at}[price]")
    else:
        price = prices.build(world, line["price_data"], f"{at}[price_data]", active=False)
    return price, line["quantity"]
