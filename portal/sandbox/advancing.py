"""Lets the time of test clocks pass: what falls due on the way happens, one thing after another."""

import logging

from portal.sandbox.due import ACTIONS
from portal.sandbox.objects import test_clocks
from portal.sandbox.world import TEST_CLOCK, World

_log = logging.getLogger(__name__)


def work(world: World) -> None:
    """Every test clock that was told to advance has arrived; also one from an earlier life."""
    rows = world.store.rows(
        "SELECT id FROM objects WHERE kind = ? AND json_extract(body, '$.status') = 'advancing'",
        (TEST_CLOCK,),
    )
    for (name,) in rows:
        while _step(world, name):
            pass


def _step(world: World, name: str) -> bool:
    """Whether it goes on: one thing has happened on its way, in a unit of its own.

    A mistake of ours ends the way where it is, as at Stripe.
    """
    with world.advancing, world.store.lock:
        clock = world.store.find(name)
        if clock is None or clock.get("status") != "advancing":
            return False
        found = world.store.rows(
            "SELECT object, action, at FROM clock_due WHERE clock = ? AND at <= ? "
            "ORDER BY at, rowid LIMIT 1",
            (name, clock["status_details"]["advancing"]["target_frozen_time"]),
        )
        if not found:
            with world.unit():
                test_clocks.arrive(world, clock)
            return False
        what, action, at = found[0]
        try:
            with world.unit(), world.clock.going_by(name, at):
                world.never(what, action)
                ACTIONS[action](world, what)
        except Exception:
            _log.exception("%s of %s failed; test clock %s stops", action, what, name)
            with world.unit():
                world.never(what, action)
                test_clocks.fail(world, clock)
        return True
