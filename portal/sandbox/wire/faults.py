"""Switches that make the API misbehave on purpose. Kept in memory; a restart forgets them."""

import threading
from dataclasses import dataclass

KINDS = (
    "error_500",
    "error_500_after",
    "rate_limit",
    "timeout_before",
    "timeout_after",
    "drop_before",
    "drop_after",
)


@dataclass
class Fault:
    """What goes wrong, how often yet, and for which requests.

    `path` is a prefix. `seconds` is how long a time-out hangs before the connection drops.
    """

    kind: str
    times: int = 1
    method: str = ""
    path: str = "/v1/"
    seconds: float = 30.0


class Dropped(ConnectionResetError):
    """The connection ends here, without an answer; the server closes it."""


class Faults:
    """The faults that wait for their request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._calm = threading.Event()

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
            with self._lock:
                calm = self._calm
            calm.wait(fault.seconds)
        raise Dropped(fault.kind)
