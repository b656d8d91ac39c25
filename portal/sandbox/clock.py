"""The sandbox's virtual clock: real time plus an offset that only ever grows."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from portal.sandbox.store import Store


class Clock:
    """Virtual seconds since the epoch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pinned = threading.local()
        self._offset: float = store.fact("clock_offset", 0.0)

    @property
    def offset(self) -> float:
        """How many seconds virtual time is ahead of real time."""
        return self._offset

    def exact(self) -> float:
        """Virtual time with its fraction."""
        at: float | None = getattr(self._pinned, "at", None)
        return time.time() + self._offset if at is None else at

    def now(self) -> int:
        """Virtual time in whole seconds, as Stripe writes it."""
        return int(self.exact())

    @contextmanager
    def standing_at(self, at: float) -> Iterator[None]:
        """What this thread does inside happens at that time; such blocks nest."""
        before, self._pinned.at = getattr(self._pinned, "at", None), at
        try:
            yield
        finally:
            self._pinned.at = before

    def move_to(self, at: float) -> None:
        """It is now that time, if it was earlier before; a restart remembers it."""
        self._offset = max(self._offset, at - time.time())
        self._store.remember("clock_offset", self._offset)

    def reset(self) -> None:
        """Virtual time is real time again."""
        self._offset = 0.0
