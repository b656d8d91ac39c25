"""The one seeding that may be under way: begun, watched, waited for, stopped."""

import logging
import threading
import time

from portal.sandbox.seeding.sowing import Wish, sow
from portal.sandbox.store import Obj
from portal.sandbox.world import World

_log = logging.getLogger(__name__)


class Seeder:
    """Sows in a thread of its own, so that the sandbox answers meanwhile."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._state: Obj = {
            "members": 0, "done": 0, "is_running": False, "seconds": 0.0, "error": None,
        }  # fmt: skip

    def state(self) -> Obj:
        """How far the last seeding has come; all zero before the first."""
        with self._changed:
            return dict(self._state)

    def begin(self, sent: Obj) -> Obj:
        """It runs from now on.

        Raises: ValueError while another runs, and for numbers that will not do; TypeError for
        words that it does not know.
        """
        wish = Wish(**{"metadata": dict(self._world.settings.metadata), **sent})
        with self._changed:
            if self._state["is_running"]:
                raise ValueError("members are being written already")
            if wish.seed in self._world.store.fact("sown", []):
                raise ValueError(f"members of number {wish.seed} are here already; take another")
            self._stopping.clear()
            self._tell(members=wish.members, done=0, is_running=True, seconds=0.0, error=None)
            self._thread = threading.Thread(
                target=self._run, args=(wish,), name="sandbox-seeder", daemon=True
            )
            self._thread.start()
            return dict(self._state)

    def wait(self, done: int, seconds: float) -> Obj:
        """The state once more than so many are written or it has ended, or after that time."""

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

    def stop(self) -> None:
        """It has ended; members that were not written yet are left out."""
        self._stopping.set()
        self.finish()

    def _run(self, wish: Wish) -> None:
        began = time.monotonic()

        def tell(done: int) -> None:
            self._tell(done=done, seconds=round(time.monotonic() - began, 1))

        error = None
        try:
            sow(self._world, wish, tell, lambda: not self._stopping.is_set())
        except Exception as problem:
            _log.exception("seeding failed")
            error = f"{type(problem).__name__}: {problem}"
        finally:
            seconds = round(time.monotonic() - began, 1)
            self._tell(is_running=False, seconds=seconds, error=error)

    def _tell(self, **fields: object) -> None:
        with self._changed:
            self._state.update(fields)
            self._changed.notify_all()
