"""How long a text may be where Stripe takes less than elsewhere. Its types do not say; pure.

The numbers are the `maxLength` of https://github.com/stripe/openapi.
"""

from typing import Any

from portal.sandbox.wire.errors import invalid

MAX_TEXT = 5000
_PERSON = {"email": 512, "name": 256, "phone": 20}
_PRODUCT = {"statement_descriptor": 22, "unit_label": 12, "description": 40000}
LONGEST: dict[str, dict[str, int]] = {
    "CustomerCreateParams": _PERSON,
    "CustomerUpdateParams": _PERSON,
    "PriceCreateParams": {"lookup_key": 200},
    "PriceUpdateParams": {"lookup_key": 200},
    "ProductCreateParams": _PRODUCT,
    "ProductUpdateParams": _PRODUCT,
    "SubscriptionCreateParams": {"description": 500},
    "SubscriptionUpdateParams": {"description": 500},
    "checkout.SessionCreateParams": {
        "client_reference_id": 200,
        "customer_email": 800,
        "payment_intent_data.description": 1000,
        "payment_intent_data.statement_descriptor_suffix": 22,
        "subscription_data.description": 500,
    },
    "test_helpers.TestClockCreateParams": {"name": 300},
}


def check_lengths(params_type: str, checked: dict[str, Any]) -> None:
    """Raises: Refusal for a text that is longer than its place."""
    for path, longest in LONGEST.get(params_type, {}).items():
        value: Any = checked
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, str):
            _check(value, path, longest)


def _check(text: str, path: str, longest: int) -> None:
    if len(text) > longest:
        first, *inner = path.split(".")
        param = first + "".join(f"[{part}]" for part in inner)
        raise invalid(f"Invalid string: {text[:10]}…; must be at most {longest} characters", param)
