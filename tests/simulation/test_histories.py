"""Histories full of faults: a fixed list of seeds, and fresh ones; all of them at night.

`pytest -m nightly tests/simulation` plays the fixed `SEEDS`, every sixth on PostgreSQL, and 100,000
from a random base that it prints (fewer: `PORTAL_SIMULATION_HISTORIES=2000`; the same again:
`PORTAL_SIMULATION_BASE=…`), every tenth on PostgreSQL. One again: `--seed N --database sqlite`.
They are no part of the one test command yet: a process that dies in a history may leave SQLite's
write lock with a connection that is not collected, and every later write then waits for it.
"""

import os

import pytest

from tests.simulation.plugin import BASE, TALLY
from tests.simulation.running import Outcome, run

pytestmark = pytest.mark.nightly


SEEDS = range(4001, 4073)
NIGHTLY = int(os.environ.get("PORTAL_SIMULATION_HISTORIES", "100000"))
BATCH, GROUPS = 100, 6
RECORDED = 3
"""How many of a worker's first histories are also held against Stripe's own types."""


def play(config: pytest.Config, seed: int, database: str) -> Outcome:
    """The outcome of one seed, counted."""
    total = config.stash[TALLY]
    outcome = run(seed, database, is_recorded=total.total() < RECORDED)
    total.add(outcome.tally)
    return outcome


def play_all(config: pytest.Config, seeds: range, one_on_postgresql_in: int) -> None:
    """Play these seeds; the last of every so many on PostgreSQL."""
    if config.getoption("--seed") is not None:
        return
    failed = []
    for number, seed in enumerate(seeds, 1):
        database = "sqlite" if number % one_on_postgresql_in else "postgresql"
        outcome = play(config, seed, database)
        if outcome.broken:
            failed.append(outcome.told())
    assert not failed, "\n\n".join(failed)


def test_the_history_of_one_seed(pytestconfig: pytest.Config) -> None:
    seed, database = pytestconfig.getoption("--seed"), pytestconfig.getoption("--database")
    outcome = play(pytestconfig, 20261122 if seed is None else seed, database)
    assert not outcome.broken, outcome.told()


def _group(number: int) -> type:
    """A class of its own for each group, since workers share a run by its classes."""
    share = len(SEEDS) // GROUPS
    seeds = SEEDS[number * share : (number + 1) * share]

    def test_everything_holds_after(self: object, pytestconfig: pytest.Config) -> None:
        play_all(pytestconfig, seeds, 6)

    return type("Histories", (), {"test_everything_holds_after": test_everything_holds_after})


def _group_at_night(number: int) -> type:
    @pytest.mark.nightly
    @pytest.mark.parametrize("first", range(number * BATCH, NIGHTLY, GROUPS * BATCH))
    def test_everything_holds_after(self: object, pytestconfig: pytest.Config, first: int) -> None:
        base = int(os.environ[BASE])
        play_all(pytestconfig, range(base + first, base + min(first + BATCH, NIGHTLY)), 10)

    return type("Night", (), {"test_everything_holds_after": test_everything_holds_after})


for _number in range(GROUPS):
    globals()[f"TestHistories{_number}"] = _group(_number)
    globals()[f"TestNight{_number}"] = _group_at_night(_number)
