"""The simulation can fail: every planted mistake breaks what must hold, and is seen soon."""

import pytest

from tests.simulation.planted import PLANTED
from tests.simulation.plugin import TALLY
from tests.simulation.running import run

pytestmark = pytest.mark.nightly


FIRST, MOST = 70_000, 60


def _seen(pytestconfig: pytest.Config, name: str) -> None:
    for tried in range(1, MOST + 1):
        with PLANTED[name]():
            outcome = run(FIRST + tried)
        if outcome.broken:
            words = f"planted: {name}: seen after {tried} histories: {outcome.broken[0]}"
            pytestconfig.stash[TALLY].notes.append(words)
            return
    raise AssertionError(f"{name}: nothing was seen in {MOST} histories")


class TestPlanted:
    """The first half; workers share a run by its classes."""

    @pytest.mark.parametrize("name", list(PLANTED)[::2])
    def test_it_is_seen(self, pytestconfig: pytest.Config, name: str) -> None:
        _seen(pytestconfig, name)


class TestAlsoPlanted:
    """The second half."""

    @pytest.mark.parametrize("name", list(PLANTED)[1::2])
    def test_it_is_seen(self, pytestconfig: pytest.Config, name: str) -> None:
        _seen(pytestconfig, name)
