"""The sandbox's virtual clock: real time plus an offset that only ever grows.

A file may be named that others follow: it always holds the offset in seconds, as a number.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.sandbox.store import Store


class Clock:
    """Virtual seconds since the epoch. `shared` is the file that others follow, if any."""

    def __init__(self, store: Store, shared: Path | None = None) -> None:
        self._store = store
        self._shared = shared
        self._pinned = threading.local()
        self._offset: float = max(store.fact("clock_offset", 0.0), _told(shared))
        self._tell()

    @property
    def offset(self) -> float:
        """How many seconds virtual time is ahead of real time."""
        return self._offset

    @property
    def lag(self) -> float:
        """How many seconds the time that clients live in lies behind: 0 when they follow."""
        return 0.0 if self._shared else self._offset

    def exact(self) -> float:
        """Virtual time with its fraction."""
        return self._or_now(getattr(self._pinned, "at", None))

    def flowing(self) -> float:
        """Virtual time as it passes outside of any test clock: money moves in it."""
        return self.exact() if self.test_clock is None else self._or_now(self._pinned.outside)

    @property
    def test_clock(self) -> str | None:
        """The test clock by which this thread goes now."""
        name: str | None = getattr(self._pinned, "test_clock", None)
        return name

    def clients(self) -> float:
        """The time that clients live in: virtual time if they follow it, else real time."""
        return self.flowing() if self._shared else time.time()

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

    @contextmanager
    def going_by(self, test_clock: str, at: float) -> Iterator[None]:
        """What this thread does inside happens at that time of a test clock."""
        before = getattr(self._pinned, "at", None)
        self._pinned.test_clock, self._pinned.outside = test_clock, before
        try:
            with self.standing_at(at):
                yield
        finally:
            self._pinned.test_clock = None

    def move_to(self, at: float) -> None:
        """It is now that time, if it was earlier before; a restart remembers it."""
        offset = at - time.time()
        if offset > self._offset:
            self._offset = offset
            self._store.remember("clock_offset", offset)
            self._tell()

    def reset(self) -> None:
        """Virtual time is real time again, unless others follow it: theirs cannot run back."""
        if self._shared:
            self._store.remember("clock_offset", self._offset)
        else:
            self._offset = 0.0

    def _or_now(self, at: float | None) -> float:
        return time.time() + self._offset if at is None else at

    def _tell(self) -> None:
        if self._shared:
            fresh = self._shared.with_name(f"{self._shared.name}.new")
            fresh.write_text(f"{self._offset}\n")
            fresh.replace(self._shared)


def _told(shared: Path | None) -> float:
    """What the file says from an earlier life; 0 before the first."""
    try:
        return float(shared.read_text()) if shared else 0.0
    except (FileNotFoundError, ValueError):
        return 0.0
