"""Switches that make the API misbehave on purpose. Kept in memory; a restart forgets them."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DROPPED = "sandbox.dropped"

KINDS = (
    "error_500",
    "error_500_after",
    "rate_limit",
    "slow",
    "timeout_before",
    "timeout_after",
    "drop_before",
    "drop_after",
)


@dataclass
class Fault:
    """What goes wrong, how often yet, and for which requests.

    `path` is a prefix. `seconds` is how long a time-out hangs before the connection drops, and
    how long a slow request takes before it is executed.
    """

    kind: str
    times: int = 1
    method: str = ""
    path: str = "/v1/"
    seconds: float = 30.0


class Dropped(ConnectionResetError):
    """The connection ends here, without an answer; the server closes it."""


def dropping(inner: "WSGIApplication") -> "WSGIApplication":
    """The application, but a request marked as dropped gets no answer at all."""

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = inner(environ, start_response)
        if DROPPED in environ:
            raise Dropped(environ[DROPPED])
        return body

    return outer


class Faults:
    """The faults that wait for their request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._calm = threading.Event()
        self._hanging = threading.Semaphore(0)

    def add(self, fault: Fault) -> None:
        """The next requests that fit meet this fault.

        Raises: ValueError for a kind that does not exist.
        """
        if fault.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """All is well again, also for requests that hang just now."""
        with self._lock:
            self._waiting.clear()
            self._calm.set()
            self._calm = threading.Event()

    def waiting(self) -> list[Fault]:
        """What is still to come."""
        with self._lock:
            return list(self._waiting)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, counted down."""
        with self._lock:
            for fault in self._waiting:
                if path.startswith(fault.path) and fault.method in ("", method):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None

    def hang(self, fault: Fault) -> None:
        """Nothing is answered for the fault's seconds, then the connection drops.

        Raises: Dropped, always.
        """
        if fault.kind.startswith("timeout"):
            self.linger(fault)
        raise Dropped(fault.kind)

    def linger(self, fault: Fault) -> None:
        """The fault's seconds have passed, or all is well again."""
        with self._lock:
            calm = self._calm
        self._hanging.release()
        calm.wait(fault.seconds)

    def await_hanging(self, seconds: float) -> bool:
        """Whether a request hung within that time; each is counted once."""
        return self._hanging.acquire(timeout=seconds)
