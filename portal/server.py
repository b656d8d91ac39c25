"""`portal start`: migrate, seed the demo once, then web, jobs and sandbox as child processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import clock, config, demo_time, first_start, supervised
from portal.app import create_app
from portal.billing.installation import own_mark
from portal.config import Settings
from portal.errors import Misconfigured
from portal.jobs import answers
from portal.seeding import migrate, seed_demo
from portal.web import live_gauges, logs

START_SECONDS = 30
STOP_SECONDS = 8
LOG = "portal.log"
WSGI = "portal.app:create_app(serving=True)"


def start() -> int:
    """Run everything until Ctrl-C; the exit status is 0 after a clean stop, else 1.

    Raises: Misconfigured with what to do, before anything is written or started.
    """
    settings = _settings()
    _needs_free_port(settings.bind, settings.port)
    if settings.uses_sandbox:
        _needs_free_port("127.0.0.1", settings.sandbox_port)
    if settings.redis_url and not answers(settings.redis_url):
        raise Misconfigured(
            "Redis does not answer at REDIS_URL, so nothing was started: check the address, and"
            " that the server runs."
        )
    app = create_app(settings)
    click.echo("Preparing the database …")
    with app.app_context():
        _migrate()
        if settings.is_demo:
            seed_demo(settings, say=click.echo)
    return _supervise(settings, app)


def run_web() -> None:
    """Replace this process by gunicorn, which patches before it loads the portal."""
    settings = _settings()
    live_gauges.forget_dead(_metrics(settings))
    os.execve(sys.executable, _web(), _environment(settings))  # noqa: S606


def run_jobs() -> None:
    """Run the jobs process until it is told to stop."""
    settings = config.load()
    live_gauges.forget_dead(_metrics(settings))
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_metrics(settings)))
    app = create_app(settings, serving=True)
    logs.configure()
    from portal.extensions import jobs  # noqa: PLC0415

    with app.app_context():
        for name in jobs.periodic:  # what an earlier process left undone is found at once
            jobs.enqueue(name)
    if settings.uses_sandbox:
        demo_time.watch(app)
    consumer = app.extensions["huey"].create_consumer(
        workers=2, worker_type="thread", initial_delay=0.05, backoff=1.1, max_delay=0.2
    )
    consumer.run()


def _settings() -> Settings:
    settings = config.load()
    if not settings.stripe_webhook_secrets:
        raise Misconfigured(
            "STRIPE_WEBHOOK_SECRETS still says setup, so no payment would ever arrive and nothing"
            " was started: run portal billing setup, and put the secret it shows in its place."
        )
    return settings


def _migrate() -> None:
    try:
        migrate()
    except OperationalError as error:
        raise Misconfigured(
            f"The database does not answer or does not let the portal in, so nothing was started:"
            f" check DATABASE_URL, and that the server runs. It said: {error.orig}"
        ) from error


def _supervise(settings: Settings, app: Flask) -> int:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    shutil.rmtree(_metrics(settings), ignore_errors=True)
    environment = {**_environment(settings), supervised.NAME: str(os.getpid())}
    commands = {"jobs": [sys.executable, "-m", "portal.cli", "jobs"], "web": _web()}
    if settings.uses_sandbox:
        commands = {"sandbox": _sandbox(settings, app), **commands}
    children: dict[str, subprocess.Popen[bytes]] = {}
    status = 0
    try:
        with _log(settings) as log:
            for name, command in commands.items():
                children[name] = subprocess.Popen(  # noqa: S603
                    command, env=environment, start_new_session=True, stdout=log, stderr=log
                )
                if name == "sandbox":
                    first_start.begin(settings, app, stop, click.echo)
        if _wait_until_ready(settings, children, stop):
            click.echo(_banner(settings, app))
        elif not stop.is_set():
            click.echo(f"Not ready after {START_SECONDS} seconds; still trying.", err=True)
        while not stop.wait(0.3):
            gone = [name for name, child in children.items() if child.poll() is not None]
            if gone:
                click.echo(f"{gone[0]} ended by itself; stopping the rest.", err=True)
                if settings.is_demo:
                    click.echo(_end_of(settings.instance / LOG), err=True)
                status = 1
                break
    finally:
        _stop(children)
    click.echo("Stopped.")
    return status


def _wait_until_ready(
    settings: Settings, children: dict[str, subprocess.Popen[bytes]], stop: threading.Event
) -> bool:
    checks = [f"http://{_local(settings.bind)}:{settings.port}/readyz"]
    if settings.uses_sandbox:
        checks.append(f"http://127.0.0.1:{settings.sandbox_port}/")
    deadline = time.monotonic() + START_SECONDS
    while not stop.wait(0.1) and time.monotonic() < deadline:
        if any(child.poll() is not None for child in children.values()):
            return False
        if all(_answers(url) for url in checks):
            return True
    return False


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _banner(settings: Settings, app: Flask) -> str:
    lines = ["", f"  The portal is at   {settings.base_url}/"]
    if settings.is_demo:
        logins: Callable[[], list[tuple[str, str, str]]] = app.extensions["demo_logins"]
        lines += [f"  Its mail appears at {settings.base_url}/demo/mail"]
        if settings.uses_sandbox:
            lines += [f"  The Stripe sandbox  http://127.0.0.1:{settings.sandbox_port}/"]
        lines += ["", "  Demo logins (address / password):"]
        lines += [f"    {role:<8} {email}  /  {word}" for role, email, word in logins()]
        lines += ["", "  Pay with card 4242 4242 4242 4242, any future date, any CVC."]
        lines += [f"  What happens is logged in {settings.instance / LOG}"]
    return "\n".join([*lines, "", "  Ctrl-C stops everything.", ""])


def _log(settings: Settings) -> AbstractContextManager[IO[bytes] | None]:
    """Where the children write: in the demo a file, so that the terminal stays readable."""
    return (settings.instance / LOG).open("ab") if settings.is_demo else nullcontext()


def _end_of(path: Path, lines: int = 20) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def _web() -> list[str]:
    return [sys.executable, "-m", "gunicorn", "-c", "python:portal.gunicorn_conf", WSGI]


def _sandbox(settings: Settings, app: Flask) -> list[str]:
    with app.app_context():
        mark = own_mark(clock.now())
    return [
        sys.executable, "-m", "portal.cli", "sandbox",
        "--port", str(settings.sandbox_port),
        "--state", str(settings.instance / "sandbox.sqlite3"),
        "--webhook-url", f"http://127.0.0.1:{settings.port}/stripe/webhook",
        "--portal-home", f"{settings.base_url}/",
        "--clock-file", str(demo_time.file_of(settings)),
        *(f"--metadata={name}={text}" for name, text in mark.items()),
    ]  # fmt: skip


def _environment(settings: Settings) -> dict[str, str]:
    secrets = {
        "SANDBOX_WEBHOOK_SECRET": settings.stripe_webhook_secrets[0],
        "SANDBOX_API_KEY": settings.stripe_secret_key,
    } if settings.uses_sandbox else {}  # fmt: skip
    folder = _metrics(settings)
    folder.mkdir(parents=True, exist_ok=True)
    return {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder), **secrets}


def _metrics(settings: Settings) -> Path:
    return settings.instance / "metrics"


def _needs_free_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Misconfigured(
                f"Port {port} is in use by another program: stop it, or set PORT to a free port"
                f" (the demo also needs the one above it)."
            ) from error


def _local(bind: str) -> str:
    return "127.0.0.1" if bind in ("0.0.0.0", "::") else bind  # noqa: S104 - compared, not bound


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False
