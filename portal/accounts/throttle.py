"""How often one may try: per address (kept as a keyed hash) and per network. Never fails open."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

import structlog
from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from portal.accounts.addresses import folded
from portal.errors import Busy
from portal.extensions import limiter

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Limit:
    """What one subject (an address, a browser) and one network may do."""

    subject: RateLimitItem
    network: RateLimitItem
    wait_seconds: int


LIMITS = {
    "sign-in": Limit(parse("10 per 15 minutes"), parse("60 per 15 minutes"), 900),
    "mail": Limit(parse("5 per hour"), parse("40 per hour"), 3600),
    "code": Limit(parse("5 per 15 minutes"), parse("60 per 15 minutes"), 900),
}


def install(app: Flask) -> None:
    """Give `app` the counter that takes over while the shared one is away."""
    app.extensions["accounts.spare_limiter"] = FixedWindowRateLimiter(MemoryStorage())


def count(action: str, subject: str) -> None:
    """Count one try of `action` ("sign-in", "mail", "code") for an address or a browser.

    Raises: Busy when it is one too many, for the subject or for the network it comes from.
    """
    limit = LIMITS[action]
    is_allowed = _hit(limit.network, action, "network", network(request.remote_addr or ""))
    if not (_hit(limit.subject, action, "subject", _hashed(subject)) and is_allowed):
        raise Busy(
            "That was a lot of tries in a short time, so this one was not carried out."
            f" Please wait {limit.wait_seconds // 60} minutes and try again.",
            retry_after_seconds=limit.wait_seconds,
        )


def network(address: str) -> str:
    """What is counted as one place: an IPv4 address, or the /64 that one IPv6 home has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _hit(limit: RateLimitItem, *key: str) -> bool:
    try:
        return limiter.limiter.hit(limit, *key)
    except Exception:  # whatever the storage raises, tries go on being counted
        log.warning("limits_storage_away", exc_info=True)
        spare: FixedWindowRateLimiter = current_app.extensions["accounts.spare_limiter"]
        return spare.hit(limit, *key)


def _hashed(subject: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, folded(subject).encode(), hashlib.sha256).hexdigest()[:32]
