"""Histories full of faults: a fixed list of seeds, and fresh ones from a random base.

The one test command plays the fixed `SEEDS` and `FRESH` seeds from the base that it prints;
`pytest -m nightly tests/simulation` plays `NIGHTLY` of them. Every tenth is on PostgreSQL.
`PORTAL_SIMULATION_HISTORIES=2000` plays so many instead, `PORTAL_SIMULATION_BASE=…` the same ones
again, and `--seed N --database sqlite` a single one.
"""

import os

import pytest

from tests.simulation.fate import Stuck
from tests.simulation.plugin import BASE, TALLY
from tests.simulation.running import Outcome, run
from tests.simulation.tally import Tally

SEEDS = range(4001, 4061)
FRESH, NIGHTLY = 1000, 100_000
ON_POSTGRESQL = 10
"""One in so many."""
BATCH, BATCH_AT_NIGHT = 10, 500
RECORDED = 3
"""How many of a worker's first histories are also held against Stripe's own types."""


def play(config: pytest.Config, seed: int, database: str) -> Outcome:
    """The outcome of one seed, counted."""
    total = config.stash[TALLY]
    try:
        outcome = run(seed, database, is_recorded=total.total() < RECORDED)
    except Stuck as stuck:
        return Outcome(seed, database, [str(stuck)], [], "", Tally())
    total.add(outcome.tally)
    return outcome


def play_all(config: pytest.Config, seeds: range) -> None:
    """Play these seeds; the last of every so many on PostgreSQL."""
    if config.getoption("--seed") is not None:
        return
    failed = []
    for number, seed in enumerate(seeds, 1):
        database = "sqlite" if number % ON_POSTGRESQL else "postgresql"
        outcome = play(config, seed, database)
        if outcome.is_wrong:
            failed.append(outcome.told())
    assert not failed, "\n\n".join(failed)


def test_the_history_of_one_seed(pytestconfig: pytest.Config) -> None:
    seed, database = pytestconfig.getoption("--seed"), pytestconfig.getoption("--database")
    outcome = play(pytestconfig, 20261122 if seed is None else seed, database)
    assert not outcome.is_wrong, outcome.told()


def _classes(name: str, seeds: range, batch: int, *, is_fresh: bool) -> dict[str, type]:
    """A class of its own for each batch, since workers share a run by its classes."""
    return {
        f"{name}{number}": _batch(seeds[first : first + batch], is_fresh=is_fresh)
        for number, first in enumerate(range(0, len(seeds), batch), 1)
    }


def _batch(seeds: range, *, is_fresh: bool) -> type:
    def test_everything_holds_after(self: object, pytestconfig: pytest.Config) -> None:
        base = int(os.environ[BASE]) if is_fresh else 0
        play_all(pytestconfig, range(base + seeds.start, base + seeds.stop))

    return type("Histories", (), {"test_everything_holds_after": test_everything_holds_after})


def _so_many(usual: int) -> range:
    return range(int(os.environ.get("PORTAL_SIMULATION_HISTORIES", usual)))


globals().update(
    _classes("TestFixed", SEEDS, BATCH, is_fresh=False)
    | _classes("TestFresh", _so_many(FRESH), BATCH, is_fresh=True)
    | {
        name: pytest.mark.nightly(batch)
        for name, batch in _classes(
            "TestNight", _so_many(NIGHTLY), BATCH_AT_NIGHT, is_fresh=True
        ).items()
    }
)
