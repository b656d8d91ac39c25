"""When a process dies, and when another one acts in between.

Every statement, commit, call and letter passes here, before and after. Nothing runs in parallel:
where no transaction is open, another process may act to its end before this one goes on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random


class Died(BaseException):
    """The process was killed here; what it had not committed is gone."""


class Fate:
    """What befalls the processes of one history."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._left: int | None = None
        self._bury: Callable[[], None] = lambda: None
        self._depth = 0
        self._is_aside = False
        self.meanwhile: Callable[[], None] | None = None
        """Lets another process act; None while nobody does."""
        self.parallel_odds = 0.0

    @contextmanager
    def of_process(self, dies_after: int | None, bury: Callable[[], None]) -> Iterator[None]:
        """A process runs inside; it dies at its so-manieth moment, or lives.

        `bury` is called when it dies, before anything else happens.
        """
        before = self._left, self._bury
        self._left, self._bury = dies_after, bury
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self._left, self._bury = before

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Whoever watches is no process: nothing befalls it."""
        before, self._is_aside = self._is_aside, True
        try:
            yield
        finally:
            self._is_aside = before

    def moment(self, *, is_free: bool = False) -> None:
        """A moment at which the process may die; `is_free` says that it holds no transaction.

        Raises: Died.
        """
        if self._is_aside or not self._depth:
            return
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._left = None  # once
                self._bury()
                raise Died
        if not is_free or self.meanwhile is None or self._depth > 2:
            return
        if self._chance.random() < self.parallel_odds:
            self.meanwhile()


class WriteLock:
    """Stands where the portal's process-wide write lock stands: before and after each write."""

    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self._is_held = False

    def acquire(self, timeout: float = -1) -> bool:
        """Held from now on; nobody waits, since no two processes run at once."""
        self._fate.moment(is_free=True)
        assert not self._is_held, "a unit of work began inside another"
        self._is_held = True
        return True

    def release(self) -> None:
        """Free again."""
        self._is_held = False
        self._fate.moment(is_free=True)
