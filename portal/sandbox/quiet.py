"""When whoever listens has taken in what happened: nothing to deliver, and no more questions.

A listener that answers a delivery has often only kept it, and asks the API for more afterwards. So
it is quiet when all was answered and no call came for a moment.
"""

import threading
import time

from flask import Flask, Response, request

from portal.sandbox.world import World

MOMENT_SECONDS = 0.3
_LOOK_SECONDS = 0.02


class Quiet:
    """Watches the API calls of one sandbox, and its deliveries."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._called_at = float("-inf")

    def watch(self, app: Flask) -> None:
        """Calls of the API are noted as they come and as they are answered."""
        app.before_request(self._note)
        app.after_request(self._noted)

    def last_delivery(self) -> int:
        """The number of the newest delivery, 0 before the first."""
        rows = self._world.store.rows("SELECT COALESCE(MAX(seq), 0) FROM deliveries")
        return int(rows[0][0])

    def wait(self, since: int, most_seconds: float, stopping: threading.Event) -> bool:
        """Whether it became quiet in that time.

        At once if nothing was delivered after number `since`; one that waits for its next try has
        been answered.
        """
        if self.last_delivery() == since:
            return True
        ends = time.monotonic() + most_seconds
        busy_at = time.monotonic()
        while (now := time.monotonic()) < ends and not stopping.wait(_LOOK_SECONDS):
            if self._is_delivering():
                busy_at = now
            elif time.monotonic() - max(busy_at, self._called_at) >= MOMENT_SECONDS:
                return True
        return False

    def _is_delivering(self) -> bool:
        asked = "SELECT 1 FROM deliveries WHERE state = 'pending' AND due <= ? LIMIT 1"
        return self._world.settings.deliver and bool(self._world.store.rows(asked, (time.time(),)))

    def _note(self) -> None:
        if request.path.startswith(("/v1/", "/v2/")):
            self._called_at = time.monotonic()

    def _noted(self, response: Response) -> Response:
        self._note()
        return response
