"""When a process dies, and when another one acts in between.

Every statement, commit, call and letter passes here, before and after. Nothing runs in parallel:
where no transaction is open, another process may act to its end before this one goes on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random


class Died(BaseException):
    """The process was killed here; what it had not committed is gone."""


class Stuck(BaseException):
    """Somebody waits for a lock. Nobody else runs who could free it, so it is a mistake."""


class Fate:
    """What befalls the processes of one history."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._left: int | None = None
        self._is_dead = False
        self._bury: Callable[[], None] = lambda: None
        self._depth = 0
        self._is_aside = False
        self.meanwhile: Callable[[], None] | None = None
        """Lets another process act; None while nobody does."""
        self.parallel_odds = 0.0

    @contextmanager
    def of_process(self, dies_after: int | None, bury: Callable[[], None]) -> Iterator[None]:
        """A process runs inside; it dies at its so-manieth moment, or lives.

        `bury` is called when it dies, before anything else happens. Whatever the code still
        tries on its way out dies at once: the dead do nothing.
        """
        before = self._left, self._is_dead, self._bury
        self._left, self._is_dead, self._bury = dies_after, False, bury
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self._left, self._is_dead, self._bury = before

    @contextmanager
    def others_turn(self) -> Iterator[None]:
        """Inside, other processes go on; afterwards this one does, as it was."""
        before = self._left, self._is_dead, self._bury, self._depth
        try:
            yield
        finally:
            self._left, self._is_dead, self._bury, self._depth = before

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
        if self._is_dead:
            raise Died
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._is_dead = True
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
        """Held from now on; nobody waits, since no two processes run at once.

        Raises: Stuck when it is held already.
        """
        self._fate.moment(is_free=True)
        if self._is_held:
            raise Stuck("a unit of work began while another was open")
        self._is_held = True
        return True

    def release(self) -> None:
        """Free again."""
        self._is_held = False
        self._fate.moment(is_free=True)
