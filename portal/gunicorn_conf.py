"""How gunicorn serves the portal; read by the web process before anything is patched."""

import gc
import os
from collections.abc import Callable
from typing import Any

from portal.config import load as _load
from portal.supervised import leave_with_supervisor

_settings = _load()

bind = f"{_settings.bind}:{_settings.port}"
workers = _settings.web_concurrency
worker_class = "gevent"
worker_connections = 10_000
timeout = 60
# Live streams end when the worker is told to stop; a page may take this long.
graceful_timeout = 5
keepalive = 30
control_socket_disable = True
accesslog = None
loglevel = "warning"
proc_name = "portal-web"


def when_ready(_server: Any) -> None:
    """Stop together with the `portal start` that began this process."""
    leave_with_supervisor()


def post_worker_init(worker: Any) -> None:
    """Start the worker's one watcher, stop it with the worker, and let it log as we do."""
    import logging  # noqa: PLC0415

    from portal.web import logs  # noqa: PLC0415 - only after gevent has patched

    logs.configure(logging.WARNING if os.environ.get("PORTAL_QUIET") else logging.INFO)
    # What was loaded until now stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    watcher = worker.app.callable.extensions["watcher"]
    watcher.start()
    _end_quickly(worker, watcher.stop)


def _end_quickly(worker: Any, stop: Callable[[], None]) -> None:
    """Call `stop` when the worker is told to end, and let go of connections that ask nothing.

    Gunicorn itself waits for a browser's kept-alive connection as if it were a request.
    """
    import gevent  # noqa: PLC0415

    waiting: set[gevent.Timeout] = set()

    class Waiting(gevent.Timeout):  # type: ignore[misc]
        """The time a connection has to send its next request."""

        def __enter__(self) -> Any:
            self.connection = gevent.getcurrent()
            waiting.add(self)
            return super().__enter__()

        def __exit__(self, *error: Any) -> Any:
            waiting.discard(self)
            return super().__exit__(*error)

    def end() -> None:
        while worker.alive:
            gevent.sleep(0.2)
        stop()
        while True:
            for timeout in list(waiting):
                gevent.kill(timeout.connection, timeout)
            gevent.sleep(0.1)

    worker.timeout_ctx = lambda: Waiting(keepalive, False)
    gevent.spawn(end)


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the metrics gauges of a worker that is gone."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
