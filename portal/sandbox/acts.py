"""What an operator can do that no API call does: move time, spoil deliveries, play the bank."""

import time

from portal.sandbox import deliveries, due, endpoints
from portal.sandbox.objects import (
    checkout_sessions,
    disputes,
    endings,
    payouts,
    refunds,
    settlement,
)
from portal.sandbox.periods import step
from portal.sandbox.store import Obj
from portal.sandbox.world import World

_SPANS = {"seconds": 1, "days": 86400}
_MONTHS = {"months": 1, "years": 12}
LONGEST_SECONDS = 5 * 366 * 86400


def advance(world: World, sent: Obj) -> Obj:
    """Virtual time and how much happened on the way.

    Raises: ValueError for anything but one span forward, of at most five years.
    """
    if len(sent) != 1:
        raise ValueError("send one of seconds, days, months, years, to")
    (word, number), now = next(iter(sent.items())), world.clock.exact()
    if not isinstance(number, int | float) or isinstance(number, bool) or not number > 0:
        raise ValueError(f"{word} must be a number above 0")
    if word == "to":
        target = float(number)
    elif word in _SPANS:
        target = now + number * _SPANS[word]
    elif word in _MONTHS:
        target = step(int(now), "month", 1, int(number) * _MONTHS[word]) + now % 1
    else:
        raise ValueError("send one of seconds, days, months, years, to")
    if not now <= target <= now + LONGEST_SECONDS:
        raise ValueError("time moves forward, by five years at most")
    ran = due.advance(world, target)
    return {"now": world.now(), "ran": ran}


def state(world: World) -> Obj:
    """Where the world stands, in numbers."""
    count = "SELECT COUNT(*) FROM"
    kinds = world.store.rows("SELECT kind, COUNT(*) FROM objects GROUP BY kind ORDER BY kind")
    waiting = world.store.rows("SELECT object, action, at FROM due ORDER BY at LIMIT 50")
    pending = world.store.rows(f"{count} deliveries WHERE state = 'pending'")[0][0]
    return {
        "clock": {"now": world.now(), "offset": world.clock.offset},
        "objects": dict(kinds),
        "due": [{"object": name, "action": action, "at": at} for name, action, at in waiting],
        "deliveries": {"pending": pending, "spoiled": deliveries.spoiled(world.store)},
    }


def sent_deliveries(world: World, limit: int = 200) -> list[Obj]:
    """The last deliveries, newest first."""
    rows = world.store.rows(
        "SELECT d.seq, d.event, json_extract(o.body, '$.type'), d.endpoint, d.state, d.attempts, "
        "d.answer FROM deliveries d JOIN objects o ON o.id = d.event ORDER BY d.seq DESC LIMIT ?",
        (limit,),
    )
    names = ("seq", "event", "type", "endpoint", "state", "attempts", "answer")
    return [dict(zip(names, row, strict=True)) for row in rows]


def resend(world: World, event: str) -> Obj:
    """The event goes to every endpoint once more."""
    with world.unit():
        found = world.get("event", event)
        deliveries.enqueue(world.store, world.settings, found, world.clock.exact())
    return {"event": event}


def flush(world: World, seconds: float) -> Obj:
    """Answers when nothing waits to be sent, or after that time."""
    ends = time.monotonic() + seconds
    with world.carrying:  # what is under way will be noted as late again
        _hurry(world, "1 = 1")
    while world.settings.deliver and time.monotonic() < ends:
        _hurry(world, "drop_first = 1 AND attempts = 1")
        world.happened.set()
        ready = "SELECT COUNT(*) FROM deliveries WHERE state = 'pending' AND due <= ?"
        if not world.store.rows(ready, (time.time(),))[0][0]:
            break
        time.sleep(0.005)
    left = world.store.rows("SELECT COUNT(*) FROM deliveries WHERE state = 'pending'")
    return {"pending": left[0][0]}


def refund(world: World, sent: Obj) -> Obj:
    """The refund, as if given in Stripe's dashboard."""
    with world.unit():
        return refunds.create(world, sent)


def dispute(world: World, sent: Obj) -> Obj:
    """The dispute that the payer's bank opens."""
    with world.unit():
        charge = world.get("charge", sent.get("charge", ""))
        return disputes.begin(world, charge, sent.get("reason", "fraudulent"))


def decide(world: World, name: str, outcome: str) -> Obj:
    """The dispute, closed by the bank.

    Raises: ValueError for another outcome than won or lost.
    """
    if outcome not in ("won", "lost"):
        raise ValueError("outcome is won or lost")
    with world.unit():
        return disputes.close(world, world.get("dispute", name), is_won=outcome == "won")


def pay_out(world: World) -> Obj:
    """The payouts of all that has settled, at the bank already."""
    with world.unit():
        return {"data": payouts.pay_out_all(world)}


def fail_payout(world: World, name: str) -> Obj:
    """The payout, refused by the bank."""
    with world.unit():
        return payouts.fail(world, world.get("payout", name))


def settle_in(world: World, sent: Obj) -> Obj:
    """In which currency other ones arrive from now on.

    Raises: Refusal, ValueError for currencies and rates that will not do.
    """
    with world.unit():
        return settlement.arrange(world, sent.get("currency"), sent.get("rates", {}))


def cancel(world: World, name: str) -> Obj:
    """The subscription, cancelled at once as if in Stripe's dashboard."""
    with world.unit(about=[name]):
        return endings.cancel(world, {}, name)


def expire(world: World, name: str) -> Obj:
    """The checkout session, expired before its time."""
    with world.unit():
        return checkout_sessions.expire(world, {}, name)


def reset(world: World) -> Obj:
    """The world is new; only the listener stays."""
    with world.advancing, world.store.transaction():
        listener = world.store.fact(endpoints.LISTENER, None)
        world.store.clear()
        world.clock.reset()
        if listener:
            world.store.remember(endpoints.LISTENER, listener)
    return {"now": world.now()}


def listen(world: World, sent: Obj) -> Obj:
    """Events go there from now on, as `stripe listen` would send them.

    Raises: KeyError, ValueError for what is no address or no signing secret.
    """
    endpoints.listen(world.store, sent["url"], sent["secret"], sent.get("api_version"))
    return {"url": sent["url"]}


def roll(world: World, name: str, sent: Obj) -> Obj:
    """The endpoint's new secret, beside which the old one still signs for a while.

    Raises: Refusal when there is no such endpoint, ValueError for the while.
    """
    seconds = float(sent.get("seconds", endpoints.ROTATION_SECONDS))
    with world.unit():
        return {"secret": endpoints.roll(world.store, world.settings, name, seconds)}


def spoil(world: World, sent: Obj) -> Obj:
    """The switches as they stand now.

    Raises: KeyError, ValueError for what is no switch.
    """
    delay = {word: float(sent[word]) for word in ("seconds", "days") if word in sent}
    with world.unit():
        deliveries.spoil(world.store, sent["mode"], int(sent.get("times", 1)), **delay)
    return deliveries.spoiled(world.store)


def _hurry(world: World, which: str) -> None:
    """Waiting deliveries are due now, in the order they would have had."""
    world.store.run(
        "UPDATE deliveries SET due = due - 1000000 "  # noqa: S608
        f"WHERE state = 'pending' AND due > ? AND {which}",
        (time.time(),),
    )
