"""What an account at Stripe needs for this portal, and how far what it has differs. Pure."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portal.billing import event_types

# What a restricted key must be allowed, by the names of Stripe's dashboard (confirm with keys).
PERMISSIONS = {
    "write": (
        "Charges and Refunds", "Checkout Sessions", "Customer portal", "Customers", "Prices",
        "Products", "Subscriptions", "Webhook Endpoints",
    ),
    "read": (
        "Balance", "Balance Transactions", "Disputes", "Events", "Invoices", "PaymentIntents",
        "Payouts",
    ),
}  # fmt: skip
# https://docs.stripe.com/api/customer_portal/configurations: the headline's limit.
HEADLINE_MOST = 60
FEATURES: dict[str, Any] = {
    "customer_update": {"enabled": False},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {
        "enabled": True,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_pause": {"enabled": False},
    "subscription_update": {"enabled": False},
}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def configuration(base_url: str, newsroom: str) -> dict[str, Any]:
    """What payers may do on Stripe's own pages: change the card, cancel, see their invoices."""
    return {
        "name": "Newsroom portal",
        "business_profile": {"headline": newsroom[:HEADLINE_MOST]},
        "default_return_url": f"{base_url}/account",
        "features": FEATURES,
    }


def endpoint(base_url: str, api_version: str) -> dict[str, Any]:
    """Where Stripe tells the portal what happened, and of what; its version never changes."""
    return {
        "url": f"{base_url}/stripe/webhook",
        "enabled_events": event_types.wanted(),
        "api_version": api_version,
        "description": "Newsroom portal",
    }


def is_reachable(base_url: str) -> bool:
    """True for an address that Stripe itself would deliver to: https, and not this machine."""
    parts = urlsplit(base_url)
    return parts.scheme == "https" and parts.hostname not in LOOPBACK


def differs(wanted: Any, found: Any) -> bool:
    """True unless `found` has all of `wanted`; what it has besides does not matter."""
    if isinstance(wanted, Mapping):
        has = found if isinstance(found, Mapping) else {}
        return any(differs(value, has.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list):
        return set(wanted) != set(found or ())
    return bool(wanted != found)
