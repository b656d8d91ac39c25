"""How many checkouts one address, and the neighbourhood it lies in, may open.

Stolen cards are tested in thousands from one place; nobody supports us twenty times in a quarter
of an hour. Opening is what counts, not paying, so a wrong amount costs nothing.
"""

import ipaddress

from limits import parse

from portal.accounts import throttle

throttle.LIMITS["checkout"] = throttle.Limit(
    parse("20 per 15 minutes"), parse("20 per 15 minutes"), 900
)
throttle.LIMITS["checkout-near"] = throttle.Limit(
    parse("120 per 15 minutes"), parse("120 per 15 minutes"), 900
)
throttle.LIMITS["thanks"] = throttle.Limit(
    parse("60 per 15 minutes"), parse("60 per 15 minutes"), 900
)


def count_checkout(address: str | None) -> None:
    """Count one checkout asked for from `address`. Raises: Busy when it is one too many."""
    throttle.count("checkout-near", neighbourhood(address or ""))
    throttle.count("checkout", throttle.network(address or ""))


def count_look(address: str | None) -> None:
    """Count one look at a thanks page, which asks the provider. Raises: Busy."""
    throttle.count("thanks", throttle.network(address or ""))


def neighbourhood(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one: about one provider's customers."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))
