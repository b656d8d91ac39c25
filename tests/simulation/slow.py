"""Processes that stand still where they hold no transaction, and go on after others have acted.

A process inside another's moment always ends before it; these end when they like, so that a
fetch may be older than what another wrote meanwhile, and yet newer than what it saw.
"""

from collections.abc import Callable

from greenlet import greenlet

from tests.simulation.machine import Machine


class Slow:
    """The processes of one history that stand still now. Each has a stack of its own."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._standing: list[greenlet] = []

    @property
    def is_going(self) -> bool:
        """Whether whoever acts now is such a process."""
        return greenlet.getcurrent().parent is not None

    def begin(self, work: Callable[[], object]) -> None:
        """The work is done, or stands still."""
        self._turn_to(greenlet(work))

    def stand_still(self) -> None:
        """Whoever let this process go on acts now; it goes on when it is its turn again."""
        here = greenlet.getcurrent()
        self._standing.append(here)
        skew = self._machine.skew
        with self._machine.fate.others_turn():
            here.parent.switch()
        self._machine.skew = skew

    def stand_still_if_slow(self) -> None:
        """The same, unless whoever acts now is no such process."""
        if self.is_going:
            self.stand_still()

    def go_on(self) -> None:
        """The one that has stood for longest goes on, if there is one."""
        if self._standing:
            self._turn_to(self._standing.pop(0))

    def go_on_all(self) -> None:
        """None stands still any more."""
        while self._standing:
            self.go_on()

    def _turn_to(self, other: greenlet) -> None:
        skew = self._machine.skew
        other.parent = greenlet.getcurrent()
        with self._machine.fate.others_turn():
            other.switch()
        self._machine.skew = skew
