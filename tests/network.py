"""Tests talk to this machine only."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

ALLOWED = ("127.", "::1", "localhost")


@contextmanager
def only_loopback() -> Iterator[None]:
    """Raise on every attempt to connect anywhere but to loopback or a local socket file."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if isinstance(host, str) and host and not host.startswith(ALLOWED):
            raise OSError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
