"""The simulation can fail: every planted mistake breaks what must hold, and is seen soon.

It is seen by what no longer holds afterwards, never by an exception: a mistake that only made the
code stop would prove nothing about the rules.
"""

import pytest

from tests.simulation.planted import PLANTED
from tests.simulation.plugin import TALLY
from tests.simulation.running import run

FIRST, MOST = 70_000, 500
OUR_OWN = ("TypeError", "AttributeError", "NameError", "ImportError")


def _planted(planted: str) -> type:
    """A class of its own for each, since workers share a run by its classes."""

    @pytest.mark.parametrize("name", [planted])
    def test_it_is_seen(self: object, pytestconfig: pytest.Config, name: str) -> None:
        for tried in range(1, MOST + 1):
            with PLANTED[name]():
                outcome = run(FIRST + tried)
            broken_plant = [e for e in outcome.errors if e.startswith(OUR_OWN)]
            assert not broken_plant, f"{name}: the mistake itself is mistaken: {broken_plant[0]}"
            if outcome.broken:
                words = f"planted: {name}: seen after {tried} histories: {outcome.broken[0]}"
                pytestconfig.stash[TALLY].notes.append(words)
                return
        raise AssertionError(f"{name}: nothing was seen in {MOST} histories")

    return type("Planted", (), {"test_it_is_seen": test_it_is_seen})


def test_there_are_enough() -> None:
    assert len(PLANTED) >= 12


globals().update({f"TestPlanted{n}": _planted(name) for n, name in enumerate(PLANTED, 1)})
