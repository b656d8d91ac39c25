"""Which deliveries an event causes, and the switches that spoil the next ones. Sends nothing.

Spoiling is decided when the event happens, in its transaction, so that a test knows what to expect.
"""

import time
from typing import Any

from portal.sandbox.settings import SandboxSettings
from portal.sandbox.store import Obj, Store

LISTENER = "listener"
MODES = ("fail", "lose", "double", "reorder")


def endpoints(store: Store, settings: SandboxSettings) -> dict[str, tuple[str, str]]:
    """Where events go now: endpoint id to address and secret. The listener comes first."""
    found: dict[str, tuple[str, str]] = {}
    url, secret = store.fact(LISTENER, (settings.webhook_url, settings.webhook_secret))
    if url and secret:
        found[LISTENER] = (url, secret)
    for row in store.where("webhook_endpoint", "status", "enabled"):
        found[row["id"]] = (row["url"], store.hidden(row["id"])["secret"])
    return found


def enqueue(store: Store, settings: SandboxSettings, event: Obj) -> None:
    """One delivery per endpoint that wants this event, spoiled as the switches say."""
    for endpoint in endpoints(store, settings):
        if not _wants(store, endpoint, event["type"]):
            continue
        spoiled = _take(store)
        due = time.time() + spoiled.pop("delay", 0.0)
        state = "lost" if "lose" in spoiled else "pending"
        for _ in range(2 if "double" in spoiled else 1):
            store.run(
                "INSERT INTO deliveries (event, endpoint, state, due, drop_first) "
                "VALUES (?, ?, ?, ?, ?)",
                (event["id"], endpoint, state, due, int("fail" in spoiled)),
            )


def spoil(store: Store, mode: str, times: int) -> None:
    """The next `times` deliveries fail once, get lost, come twice, or come in reverse order.

    Raises: ValueError for another mode.
    """
    if mode not in MODES:
        raise ValueError(f"mode is one of {', '.join(MODES)}")
    modes = store.fact("spoiled", {})
    store.remember("spoiled", {**modes, mode: times, f"{mode}_of": times})


def spoiled(store: Store) -> dict[str, int]:
    """How many of the next deliveries each switch still concerns."""
    modes = store.fact("spoiled", {})
    return {mode: modes.get(mode, 0) for mode in MODES}


def _wants(store: Store, endpoint: str, kind: str) -> bool:
    if endpoint == LISTENER:
        return True
    body = store.find(endpoint)
    return body is not None and bool({"*", kind} & set(body["enabled_events"]))


def _take(store: Store) -> dict[str, Any]:
    modes = store.fact("spoiled", {})
    taken: dict[str, Any] = {}
    for mode in MODES:
        if modes.get(mode, 0) > 0:
            taken[mode] = True
            if mode == "reorder":
                taken["delay"] = 0.5 + 0.1 * modes[mode]
            modes[mode] -= 1
    if taken:
        store.remember("spoiled", modes)
    return taken
