"""Histories by the hundred, each from a fresh seed, one in ten of them on PostgreSQL.

More or fewer: `PORTAL_SIMULATION_HISTORIES=2000`. One again: `--seed N --database sqlite`.
The long run: `pytest -m nightly tests/simulation`.
"""

import os

import pytest

from tests.simulation.plugin import BASE, TALLY
from tests.simulation.running import Outcome, run

HISTORIES = int(os.environ.get("PORTAL_SIMULATION_HISTORIES", "300"))
NIGHTLY = 100_000
BATCH, GROUPS = 10, 8
RECORDED = 3
"""How many of a worker's first histories are also held against Stripe's own types."""


def play(config: pytest.Config, seed: int, database: str) -> Outcome:
    """The outcome of one seed, counted."""
    total = config.stash[TALLY]
    outcome = run(seed, database, is_recorded=total.total() < RECORDED)
    total.add(outcome.tally)
    return outcome


def play_batch(config: pytest.Config, first: int, count: int) -> None:
    """Play so many seeds; every tenth on PostgreSQL."""
    alone = config.getoption("--seed")
    if alone is not None:
        return
    base, failed = int(os.environ[BASE]), []
    for number in range(first, first + count):
        outcome = play(config, base + number, "postgresql" if number % 10 == 9 else "sqlite")
        if outcome.broken:
            failed.append(outcome.told())
    assert not failed, "\n\n".join(failed)


def test_the_history_of_one_seed(pytestconfig: pytest.Config) -> None:
    seed, database = pytestconfig.getoption("--seed"), pytestconfig.getoption("--database")
    outcome = play(pytestconfig, 20261122 if seed is None else seed, database)
    assert not outcome.broken, outcome.told()


def _group(number: int, count: int, batch: int) -> type:
    """A class of its own for each group, since workers share a run by its classes."""
    firsts = range(number * batch, count, GROUPS * batch)

    @pytest.mark.parametrize("first", firsts)
    def test_everything_holds_after(self: object, pytestconfig: pytest.Config, first: int) -> None:
        play_batch(pytestconfig, first, min(batch, count - first))

    return type("Histories", (), {"test_everything_holds_after": test_everything_holds_after})


for _number in range(min(GROUPS, -(-HISTORIES // BATCH))):
    globals()[f"TestHistories{_number}"] = _group(_number, HISTORIES, BATCH)
for _number in range(GROUPS):
    globals()[f"TestNight{_number}"] = pytest.mark.nightly(_group(_number, NIGHTLY, 100))
