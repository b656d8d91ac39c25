"""How gunicorn serves the portal; read by the web process before anything is patched."""

import gc
import os
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

    import gevent  # noqa: PLC0415

    from portal.web import logs  # noqa: PLC0415 - only after gevent has patched

    logs.configure(logging.WARNING if os.environ.get("PORTAL_QUIET") else logging.INFO)
    # What was loaded until now stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    watcher = worker.app.callable.extensions["watcher"]
    watcher.start()

    def stop_with_worker() -> None:
        while worker.alive:
            gevent.sleep(0.2)
        watcher.stop()

    gevent.spawn(stop_with_worker)


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the metrics gauges of a worker that is gone."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
