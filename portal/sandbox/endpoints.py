"""Where events go and what they are signed with: the one listener, and endpoints of the API."""

import time
from dataclasses import dataclass

from portal.sandbox.ids import letters
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.store import Obj, Store
from portal.sandbox.wire.errors import no_such

LISTENER = "listener"
ROTATION_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Endpoint:
    """An address. Deliveries carry one signature for each of `secrets`, the newest first.

    `version` is what events are labelled with there; None leaves them as they are. Their objects
    keep the one shape that the sandbox knows.
    """

    url: str
    secrets: tuple[str, ...]
    version: str | None
    wanted: frozenset[str]


def endpoints(store: Store, settings: SandboxSettings) -> dict[str, Endpoint]:
    """Where events go now, by the endpoint's id. The listener comes first and gets everything."""
    found: dict[str, Endpoint] = {}
    kept = _listener(store, settings)
    if kept["url"] and kept["secret"]:
        found[LISTENER] = _endpoint(kept["url"], kept, kept.get("version"), ["*"])
    for row in store.where("webhook_endpoint", "status", "enabled"):
        hidden, wanted = store.hidden(row["id"]), row["enabled_events"]
        found[row["id"]] = _endpoint(row["url"], hidden, row["api_version"], wanted)
    return found


def listen(store: Store, url: str, secret: str, version: str | None = None) -> None:
    """The listener is there from now on, as `stripe listen` would be.

    Raises: ValueError for what is no address or no signing secret.
    """
    if not url.startswith(("http://", "https://")) or not secret.startswith("whsec_"):
        raise ValueError("url is an http address and secret begins with whsec_")
    store.remember(LISTENER, {"url": url, "secret": secret, "version": version})


def roll(store: Store, settings: SandboxSettings, name: str, seconds: float) -> str:
    """A new secret; the old one signs beside it for so many real seconds.

    As Stripe's dashboard does it: https://docs.stripe.com/webhooks#roll-endpoint-secrets

    Raises: Refusal when there is no such endpoint, ValueError for a time under 0.
    """
    if not 0 <= seconds <= 7 * ROTATION_SECONDS:
        raise ValueError("seconds is at least 0 and at most a week")
    if name not in endpoints(store, settings):
        raise no_such("webhook_endpoint", name)
    fresh = f"whsec_{letters(32)}"
    if name == LISTENER:
        store.remember(LISTENER, _rolled(_listener(store, settings), fresh, seconds))
    elif body := store.find(name):
        store.put(body, _rolled(store.hidden(name), fresh, seconds))
    return fresh


def _listener(store: Store, settings: SandboxSettings) -> Obj:
    usual = {"url": settings.webhook_url, "secret": settings.webhook_secret}
    kept: Obj = store.fact(LISTENER, usual)
    return kept


def _rolled(kept: Obj, fresh: str, seconds: float) -> Obj:
    return {**kept, "secret": fresh, "old": kept["secret"], "old_until": time.time() + seconds}


def _endpoint(url: str, kept: Obj, version: str | None, wanted: list[str]) -> Endpoint:
    secrets = [kept["secret"]]
    if kept.get("old_until", 0) > time.time():
        secrets.append(kept["old"])
    return Endpoint(url, tuple(secrets), version, frozenset(wanted))
