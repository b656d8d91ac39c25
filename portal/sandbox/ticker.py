"""The thread that lets time have effects; what happens then stands in `due.py`."""

import logging
import threading

from portal.sandbox.advancing import work
from portal.sandbox.due import tick
from portal.sandbox.world import World

_log = logging.getLogger(__name__)


class Ticker:
    """One thread that lets what falls due happen."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-ticker", daemon=True)

    def start(self) -> None:
        """Time begins to have effects."""
        self._thread.start()

    def stop(self) -> None:
        """The thread has ended."""
        self._stopping.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._stopping.wait(self._world.settings.tick_seconds):
            try:
                tick(self._world)
                work(self._world)
            except Exception:
                _log.exception("a tick of the sandbox failed")
