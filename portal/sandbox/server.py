"""Runs a sandbox over HTTP on the loopback interface, with threads, until it is stopped."""

import socket
import threading
from collections.abc import Iterable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from portal.sandbox.app import create_sandbox, world_of
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.wire.faults import Dropped

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """No line per request; a dropped connection is no error."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""

    def connection_dropped(self, error: BaseException, environ: object = None) -> None:
        """The fault switches do this on purpose: the client sees the connection end."""
        if isinstance(error, Dropped):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)


class SandboxServer:
    """A listening sandbox. Port 0 takes a free one; `public_url` follows it when not given."""

    def __init__(self, settings: SandboxSettings, port: int = 0) -> None:
        _check_free(port)
        self._server = make_server(HOST, port, _starting, threaded=True, request_handler=_Quiet)
        self.port = self._server.server_port
        self.url = settings.public_url or f"http://{HOST}:{self.port}"
        self.app = create_sandbox(replace(settings, public_url=self.url))
        self._server.app = self.app
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "SandboxServer":
        self._thread = threading.Thread(target=self.serve, name="sandbox-server", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self._thread:
            self._thread.join(10)
        self.close()

    def serve(self) -> None:
        """Answers until `stop` is called from another thread."""
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """No request is answered any more."""
        self._server.shutdown()

    def close(self) -> None:
        """Port, threads and file are free again."""
        self._server.server_close()
        world_of(self.app).close()


def _starting(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Holds the place of the application, which must know the port first."""
    start_response("503 Service Unavailable", [])
    return []


def _check_free(port: int) -> None:
    """Raises: OSError when somebody listens there; the server itself would end the process."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
