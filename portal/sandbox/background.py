"""One long piece of work in a thread of its own: begun, watched, waited for, stopped."""

import logging
import threading
import time
from collections.abc import Callable

from portal.sandbox.store import Obj

_log = logging.getLogger(__name__)


class Background:
    """At most one piece of work at a time; the sandbox answers meanwhile.

    The state has `done`, `is_running`, `seconds` and `error`, and what the work itself tells.
    """

    def __init__(self, name: str, **idle: object) -> None:
        self._name = name
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._state: Obj = {
            **idle, "done": 0, "is_running": False, "seconds": 0.0, "error": None,
        }  # fmt: skip
        self.stopping = threading.Event()

    def state(self) -> Obj:
        """How far the last work has come; what is shown before the first is all zero."""
        with self._changed:
            return dict(self._state)

    def start(self, work: Callable[[], None], busy: str, **fields: object) -> Obj:
        """The work runs from now on; it should end soon once `stopping` is set.

        Raises: ValueError with the words of `busy` while another runs.
        """
        with self._changed:
            if self._state["is_running"]:
                raise ValueError(busy)
            self.stopping.clear()
            self.tell(**fields, done=0, is_running=True, seconds=0.0, error=None)
            self._thread = threading.Thread(
                target=self._run, args=(work,), name=self._name, daemon=True
            )
            self._thread.start()
            return dict(self._state)

    def tell(self, **fields: object) -> None:
        """Whoever waits hears of it."""
        with self._changed:
            self._state.update(fields)
            self._changed.notify_all()

    def wait(self, done: int, seconds: float) -> Obj:
        """The state once more than so many are done or it has ended, or after that time."""

        def came() -> bool:
            return self._state["done"] > done or not self._state["is_running"]

        with self._changed:
            self._changed.wait_for(came, seconds)
            return dict(self._state)

    def finish(self) -> Obj:
        """The state when it has ended."""
        if self._thread:
            self._thread.join()
        return self.state()

    def stop(self) -> Obj:
        """It has ended, with what was not done yet left out."""
        self.stopping.set()
        return self.finish()

    def _run(self, work: Callable[[], None]) -> None:
        self._began = time.monotonic()
        error = None
        try:
            work()
        except Exception as problem:
            _log.exception("%s failed", self._name)
            error = f"{type(problem).__name__}: {problem}"
        finally:
            self.tell(is_running=False, seconds=self.elapsed(), error=error)

    def elapsed(self) -> float:
        """Since when the work runs, in seconds."""
        return round(time.monotonic() - self._began, 1)
