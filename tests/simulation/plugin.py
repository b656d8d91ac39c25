"""Seeds for the simulation, fresh ones each time, and the table of what happened."""

import os
import random
from typing import Any

import pytest

from tests.simulation.tally import Tally

BASE = "PORTAL_SIMULATION_BASE"
ENOUGH = 200
"""From so many histories on, every kind of fault must have occurred in a tenth of them."""
TALLY = pytest.StashKey[Tally]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """How to repeat one history."""
    group = parser.getgroup("simulation", "the simulation of tests/simulation")
    group.addoption("--seed", type=int, help="play the history of this seed alone")
    group.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Draw where the seeds begin; workers inherit it."""
    os.environ.setdefault(BASE, str(random.SystemRandom().randrange(10**9)))
    config.stash[TALLY] = Tally()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Histories come last: being many and short, they end on all workers at about one time."""
    items.sort(key=lambda item: item.path.name == "test_histories.py")


def pytest_testnodedown(node: Any) -> None:
    """A worker is done: take over what it counted."""
    plain = getattr(node, "workeroutput", {}).get("simulation")
    if plain:
        node.config.stash[TALLY].add(Tally.from_plain(plain))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts over; fail a long run in which a kind of fault hardly occurred."""
    config, tally = session.config, session.config.stash[TALLY]
    if hasattr(config, "workeroutput"):
        config.workeroutput["simulation"] = tally.to_plain()
    elif tally.total() >= ENOUGH and tally.too_rare() and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table."""
    tally = config.stash[TALLY]
    if not tally.total() and not tally.notes:
        return
    terminalreporter.section("simulation")
    if tally.total():
        terminalreporter.write_line(f"seeds from {os.environ[BASE]} on")
        for line in tally.lines():
            terminalreporter.write_line(line)
        if tally.total() >= ENOUGH and tally.too_rare():
            words = f"too rare to prove anything: {', '.join(tally.too_rare())}"
            terminalreporter.write_line(words, red=True)
    for note in sorted(tally.notes):
        terminalreporter.write_line(note)
