"""The first shield before the checkout: tries per address and neighbourhood, kept by the limiter.

Stolen cards are tested in thousands from one place; nobody supports us twenty times in a quarter
of an hour. Opening is what counts, not paying, so a wrong amount costs nothing. This shield is
quick and spares the database. What decides is counted there (traces.py): when the limiter's
storage is away, the same bounds hold without it.
"""

import ipaddress

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute, parse

from portal.accounts import throttle
from portal.extensions import limiter
from portal.support import ceilings
from portal.support.ceilings import AT_A_PLACE

MINUTES = int(AT_A_PLACE.total_seconds()) // 60
OF_A_PLACE = RateLimitItemPerMinute(ceilings.OF_A_PLACE, MINUTES)
OF_A_NEIGHBOURHOOD = RateLimitItemPerMinute(ceilings.OF_A_NEIGHBOURHOOD, MINUTES)
throttle.LIMITS["thanks"] = throttle.Limit(
    parse("60 per 15 minutes"), parse("60 per 15 minutes"), 900
)
log = structlog.get_logger(__name__)


def count_checkout(address: str | None) -> None:
    """Count one checkout asked for from `address`. Raises: Busy when it is one too many."""
    is_allowed = _hit(OF_A_PLACE, "place", place(address))
    if not (_hit(OF_A_NEIGHBOURHOOD, "near", neighbourhood(address)) and is_allowed):
        raise ceilings.too_many_here()


def count_look(address: str | None) -> None:
    """Count one look at a thanks page, which asks the provider. Raises: Busy."""
    throttle.count("thanks", place(address))


def place(address: str | None) -> str:
    """What is counted as one place: an IPv4 address, or the /64 that one IPv6 home has."""
    return throttle.network(address or "")


def neighbourhood(address: str | None) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one: about one provider's customers."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))


def _hit(limit: RateLimitItem, *key: str) -> bool:
    try:
        return limiter.limiter.hit(limit, "checkout", *key)
    except Exception as error:  # whatever the storage raises, the database goes on counting
        log.warning("limits_storage_away", reason=type(error).__name__)
        return True
