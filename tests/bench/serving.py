"""Servers for benchmarks: the portal as it is started, and a bare application beside it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
from flask import Flask

from portal import clock
from portal.app import create_app
from portal.config import load
from portal.extensions import db
from portal.server import WSGI
from tests.house.plan import PROJECT
from tests.sandbox.fixtures import KEY

HOST = "127.0.0.1"


def environment(folder: Path) -> dict[str, str]:
    """The environment of a demo portal in `folder`, on a free port."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "STRIPE_"))}
    return {**kept, "PORTAL_INSTANCE": str(folder), "PORT": str(free_port()), "PORTAL_QUIET": "1"}


def prepare(environ: dict[str, str]) -> Flask:
    """A portal with its tables, the demo's pages and nobody in it yet."""
    settings = load(environ)
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        for seed in app.extensions["demo_seeds"]:
            seed(settings, clock.now(), lambda _line: None)
    return app


@contextmanager
def portal(environ: dict[str, str]) -> Iterator[int]:
    """The portal on gunicorn with its own settings; yields the port."""
    with _gunicorn("python:portal.gunicorn_conf", WSGI, environ) as port:
        yield port


@contextmanager
def bare(environ: dict[str, str]) -> Iterator[int]:
    """`tests.bench.bare` on gunicorn with the portal's settings; yields the port."""
    environ = {**environ, "PORT": str(free_port())}
    with _gunicorn("python:tests.bench.bare_conf", "tests.bench.bare:app", environ) as port:
        yield port


@contextmanager
def sandbox(folder: Path, port: int) -> Iterator[psutil.Process]:
    """A sandbox of its own in `folder`, with the tests' key; yields its process."""
    state = str(folder / "sandbox.sqlite3")
    command = ["--port", str(port), "--state", state, "--api-key", KEY]
    process = psutil.Popen(
        [sys.executable, "-m", "portal.cli", "sandbox", *command], stdout=subprocess.DEVNULL
    )
    try:
        _wait_until_listening(port, process, "/_control/state")
        yield process
    finally:
        process.terminate()
        process.wait(20)


def worker_seconds(port: int) -> float:
    """The processor time that the one worker listening on the port has used."""
    for process in psutil.Process().children(recursive=True):
        listens = any(c.laddr.port == port for c in process.net_connections("tcp") if c.laddr)
        if listens and not process.children():
            times = process.cpu_times()
            return float(times.user + times.system)
    raise RuntimeError("nothing listens there")


class Answer(NamedTuple):
    """A whole answer, as it came over the wire."""

    headers: list[tuple[str, str]]
    body: bytes


def get(port: int, path: str) -> Answer:
    """One request as a browser's."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    host = {"Accept-Encoding": "gzip", "Host": f"{HOST}:{port}"}
    with closing(connection):
        connection.request("GET", path, headers=host)
        answer = connection.getresponse()
        return Answer(answer.getheaders(), answer.read())


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _gunicorn(config: str, app: str, environ: dict[str, str]) -> Iterator[int]:
    port = int(environ["PORT"])
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", config, app], cwd=PROJECT, env=environ
    )
    try:
        _wait_until_listening(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_listening(
    port: int, process: subprocess.Popen[bytes], path: str = "/healthz"
) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            get(port, path)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")
