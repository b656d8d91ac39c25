"""What falls due happens: in order of its time, on the virtual clock, each in a unit of its own."""

import logging
from collections.abc import Callable

from portal.sandbox import deliveries
from portal.sandbox.objects import (
    balance,
    checkout_sessions,
    collection,
    disputes,
    payouts,
    renewals,
    subscribing,
    test_clocks,
)
from portal.sandbox.seeding import fates
from portal.sandbox.world import World

_log = logging.getLogger(__name__)

ACTIONS: dict[str, Callable[[World, str], None]] = {
    "arrive": payouts.arrive_due,
    "collect": collection.collect_due,
    "delete_clock": test_clocks.delete_due,
    "dispute": disputes.begin_due,
    "give_up": subscribing.give_up_due,
    "finalize": collection.finalize_due,
    "pay_out": payouts.pay_out_due,
    "release": lambda world, name: deliveries.release(world.store, name),
    "settle": balance.settle,
    "subscription": renewals.subscription_due,
    **fates.FALLS_DUE,
}


def advance(world: World, to: float) -> int:
    """It is that virtual time now, and all that fell due before has happened; says how much.

    A time that lies behind only runs what is due already.
    """
    with world.advancing:
        count = 0
        while _next(world, to, moves_clock=True):
            count += 1
        with world.unit():
            world.clock.move_to(to)
        return count


def tick(world: World) -> None:
    """What is due by now happens; sessions whose time is up expire."""
    with world.advancing:
        while _next(world, world.clock.exact()):
            pass
    checkout_sessions.expire_overdue(world)


def _next(world: World, until: float, *, moves_clock: bool = False) -> bool:
    """Whether something was due; it has happened, or failed for good and is in the log."""
    with world.store.lock:
        found = world.store.rows(
            "SELECT object, action, at FROM due WHERE at <= ? ORDER BY at, rowid LIMIT 1", (until,)
        )
        if not found:
            return False
        name, action, at = found[0]
        try:
            with world.unit(), world.clock.standing_at(at):
                if moves_clock:  # before anybody hears of what happens then
                    world.clock.move_to(at)
                world.never(name, action)
                ACTIONS[action](world, name)
        except Exception:
            _log.exception("%s of %s failed; it is dropped", action, name)
            with world.unit():
                world.never(name, action)
        return True
