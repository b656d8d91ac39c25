"""Counts what a portal asks of its sandbox, and holds back what its jobs would do at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from tests.sandbox.fixtures import Running


@contextmanager
def counted(sandbox: Running) -> Iterator[list[str]]:
    """Every call to the API while it lasts, as "GET /v1/charges"."""
    inner = sandbox.server.app.wsgi_app
    calls: list[str] = []

    def counting(environ: Any, start: Any) -> Any:
        if environ["PATH_INFO"].startswith("/v1/"):
            calls.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        return inner(environ, start)

    sandbox.server.app.wsgi_app = counting  # type: ignore[method-assign,assignment]
    try:
        yield calls
    finally:
        sandbox.server.app.wsgi_app = inner  # type: ignore[method-assign]


@contextmanager
def queued(app: Flask) -> Iterator[list[tuple[str, list[Any]]]]:
    """What would be worked on at once is only noted, as by a jobs process that is not running."""
    perform = app.extensions["jobs.perform"]
    noted: list[tuple[str, list[Any]]] = []
    app.extensions["jobs.perform"] = lambda name, args: noted.append((name, args))
    try:
        yield noted
    finally:
        app.extensions["jobs.perform"] = perform
