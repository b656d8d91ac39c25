"""The clock: the only place that asks the machine for the time. Rules never call it.

In a demo with the sandbox the portal lives in the sandbox's time, or a membership that ends there
would go on here. The sandbox keeps in one small file how many seconds it is ahead of the machine;
whoever follows that file is ahead by as much. Nothing else knows that time can jump.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

_MOST_AHEAD = timedelta(days=366 * 1000)


class _Ahead:
    """How far a file says that time is ahead; never less than it once said.

    The file is looked at on each question, which costs microseconds: so nothing that happens
    after a jump is ever dated before it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._by = timedelta(0)

    def by(self) -> timedelta:
        try:
            stat = self._path.stat()
            if (seen := (stat.st_ino, stat.st_mtime_ns)) != self._seen:
                said = timedelta(seconds=float(self._path.read_text()))
                self._by = max(self._by, min(said, _MOST_AHEAD))
                self._seen = seen
        except (OSError, ValueError, OverflowError):
            pass  # not written yet, or not a number of seconds: time goes on as it did
        return self._by


_followed: list[_Ahead] = []


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return machine_now() + ahead()


def machine_now() -> datetime:
    """The machine's time, aware, in UTC: for what the outside world dates by its own clock."""
    return datetime.now(UTC)


def ahead() -> timedelta:
    """How far `now` is ahead of the machine's time: 0 unless a file is followed; only grows."""
    return _followed[0].by() if _followed else timedelta(0)


def follow(path: Path | None) -> None:
    """From now on be ahead by as many seconds as stand in the file; None follows none.

    A file that is not there yet says 0. It must be replaced as a whole when it changes.
    """
    _followed[:] = [_Ahead(path)] if path else []
