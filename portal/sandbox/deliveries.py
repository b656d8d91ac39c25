"""Which deliveries an event causes, and the switches that spoil the next ones. Sends nothing.

Spoiling is decided when the event happens, in its transaction, so that a test knows what to expect.
"""

import time
from typing import Any

from portal.sandbox.endpoints import endpoints
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.store import Obj, Store

MODES = ("fail", "lose", "double", "reorder", "delay")
ALWAYS = -1
"""Until it is switched off by 0."""
LONGEST_DELAY_SECONDS = 366 * 86400


def enqueue(store: Store, settings: SandboxSettings, event: Obj, now: float) -> None:
    """One delivery per endpoint that wants this event, spoiled as the switches say.

    `now` is virtual time: what is held for days waits on that clock.
    """
    for name, endpoint in endpoints(store, settings).items():
        if not {"*", event["type"]} & endpoint.wanted:
            continue
        spoiled = _take(store)
        due = time.time() + spoiled.pop("wait", 0.0)
        state = "lost" if "lose" in spoiled else "held" if "days" in spoiled else "pending"
        for _ in range(2 if "double" in spoiled else 1):
            store.run(
                "INSERT INTO deliveries (event, endpoint, state, due, drop_first) "
                "VALUES (?, ?, ?, ?, ?)",
                (event["id"], name, state, due, int("fail" in spoiled)),
            )
            if state == "held":
                (row,) = store.rows("SELECT MAX(seq) FROM deliveries")
                values = (f"delivery:{row[0]}", "release", now + spoiled["days"] * 86400)
                store.run("INSERT INTO due VALUES (?, ?, ?)", values)


def release(store: Store, name: str) -> None:
    """What was held is sent now."""
    store.run(
        "UPDATE deliveries SET state = 'pending', due = ? WHERE seq = ? AND state = 'held'",
        (time.time(), int(name.removeprefix("delivery:"))),
    )


def spoil(store: Store, mode: str, times: int, *, seconds: float = 0, days: float = 0) -> None:
    """The next `times` deliveries fail once, get lost, come twice, in reverse order, or late.

    -1 times is until further notice, 0 is never. What is late waits real `seconds` or, unlike
    those, virtual `days`.

    Raises: ValueError for another mode, number or delay.
    """
    if mode not in MODES:
        raise ValueError(f"mode is one of {', '.join(MODES)}")
    if times < (0 if mode == "reorder" else ALWAYS):
        raise ValueError("times is a number from 0, or -1 for all (but not in reverse order)")
    delay = seconds + days * 86400
    if (mode == "delay" and times) != (delay > 0) or not 0 <= delay <= LONGEST_DELAY_SECONDS:
        raise ValueError("delay, and only it, takes seconds or days, at most a year")
    if seconds and days:
        raise ValueError("send one of seconds, days")
    modes = store.fact("spoiled", {})
    held = {"seconds": seconds, "days": days} if mode == "delay" else {}
    store.remember("spoiled", {**modes, mode: times, f"{mode}_of": times, **held})


def spoiled(store: Store) -> dict[str, int]:
    """How many of the next deliveries each switch still concerns; -1 is all."""
    modes = store.fact("spoiled", {})
    return {mode: modes.get(mode, 0) for mode in MODES}


def _take(store: Store) -> dict[str, Any]:
    modes = store.fact("spoiled", {})
    taken: dict[str, Any] = {}
    for mode in MODES:
        if modes.get(mode, 0) == 0:
            continue
        taken[mode] = True
        if mode == "reorder":
            taken["wait"] = 0.5 + 0.1 * modes[mode]
        elif mode == "delay" and modes["days"]:
            taken["days"] = modes["days"]
        elif mode == "delay":
            taken["wait"] = modes["seconds"]
        if modes[mode] != ALWAYS:
            modes[mode] -= 1
    if taken:
        store.remember("spoiled", modes)
    return taken
