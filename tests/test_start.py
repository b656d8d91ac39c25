"""`portal start`, as a newcomer runs it: what it prints, what it leaves behind, how it ends."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
import requests
import urllib3

from portal.accounts import demo
from tests import databases
from tests.flows.guest import pay_as_guest
from tests.flows.portal import started_portal, two_free_ports
from tests.house.plan import PROJECT


def count(instance: Path, table: str) -> int:
    with sqlite3.connect(instance / "portal.sqlite3") as connection:
        number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


def refused(**environ: str) -> str:
    """What `portal start` says when it refuses; it must exit at once and not with success."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "STRIPE_"))}
    run = subprocess.run(
        [sys.executable, "-m", "portal.cli", "start"],
        cwd=PROJECT,
        env={**kept, **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "geheim" not in run.stderr
    return run.stderr


def test_it_runs_stops_cleanly_and_goes_on_where_it_was(tmp_path: Path) -> None:
    with started_portal(tmp_path) as first:
        for role, email, password in demo.logins():
            assert role in first.output
            assert email in first.output
            assert password in first.output
        assert f"{first.url}/demo/mail" in first.output
        assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
        for url in (first.url + "/healthz", first.url + "/readyz", first.sandbox_url + "/"):
            with urllib.request.urlopen(url) as answer:
                assert answer.status == 200
        children = psutil.Process(first.process.pid).children(recursive=True)
        assert len(children) >= 3
        first.process.send_signal(signal.SIGINT)
        assert first.process.wait(60) == 0
        gone, alive = psutil.wait_procs(children, timeout=30)
        assert len(gone) == len(children)
        assert alive == []
    articles, accounts = count(tmp_path, "articles"), count(tmp_path, "accounts")
    assert articles >= 40
    assert accounts == len(demo.logins())
    assert count(tmp_path, "memberships") == count(tmp_path, "counted") == 0

    with started_portal(tmp_path) as second:
        assert count(tmp_path, "articles") == articles
        assert count(tmp_path, "accounts") == accounts
        children = psutil.Process(second.process.pid).children(recursive=True)
        second.process.kill()
        second.process.wait()
        _gone, alive = psutil.wait_procs(children, timeout=30)
        assert alive == []  # nothing goes on in the background when the supervisor dies


def test_it_runs_on_postgresql_too(tmp_path: Path) -> None:
    with started_portal(tmp_path, DATABASE_URL=databases.empty_postgresql()) as portal:
        assert "Thank you" in pay_as_guest(portal.url, "alisa@example.org").text
        progress = requests.get(f"{portal.url}/campaigns/current/progress.json", timeout=10).json()
        assert progress["count"] == 1
        assert not (tmp_path / "portal.sqlite3").exists()


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"STRIPE_SECRET_KEY": "sk_live_0123456789"}, "demo mode takes test keys only"),
        ({"STRIPE_SECRET_KEY": "sk_test_0123456789"}, "STRIPE_WEBHOOK_SECRETS is empty"),
        ({"PORTAL_MODE": "production"}, "PORTAL_SECRET_KEY is missing"),
        ({"WEB_CONCURRENCY": "4"}, "Set REDIS_URL, or WEB_CONCURRENCY=1"),
        ({"DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/p"}, "check DATABASE_URL"),
    ],
)
def test_it_refuses_with_a_sentence_that_says_what_to_do(
    tmp_path: Path, environ: dict[str, str], words: str
) -> None:
    assert words in refused(PORTAL_INSTANCE=str(tmp_path), **environ)
    assert not (tmp_path / "portal.sqlite3").exists()


def test_it_does_not_start_before_the_endpoint_was_made(tmp_path: Path) -> None:
    environ = {"STRIPE_SECRET_KEY": "sk_test_0123456789", "STRIPE_WEBHOOK_SECRETS": "setup"}
    said = refused(PORTAL_INSTANCE=str(tmp_path), PORT=str(two_free_ports()), **environ)
    assert "run portal billing setup" in said
    assert not (tmp_path / "portal.sqlite3").exists()


def test_it_says_so_when_its_port_is_taken(tmp_path: Path) -> None:
    import socket

    port = two_free_ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        said = refused(PORTAL_INSTANCE=str(tmp_path), PORT=str(port))
    assert f"Port {port} is in use" in said


def test_the_web_server_runs_alone_under_another_supervisor(tmp_path: Path) -> None:
    port = two_free_ports()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "STRIPE_"))}
    environ = {**kept, "PORT": str(port), "PORTAL_INSTANCE": str(tmp_path)}
    portal = [sys.executable, "-m", "portal.cli"]
    subprocess.run([*portal, "db", "upgrade"], env=environ, cwd=PROJECT, check=True)
    with subprocess.Popen([*portal, "web"], env=environ, cwd=PROJECT) as web:
        try:
            again = urllib3.Retry(total=60, backoff_factor=0.1, backoff_max=1)
            answer = urllib3.request("GET", f"http://127.0.0.1:{port}/readyz", retries=again)
            assert answer.status == 200
            assert web.poll() is None
        finally:
            web.terminate()
        assert web.wait(60) == 0
