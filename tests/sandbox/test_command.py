"""`portal sandbox` as a process of its own: it listens, remembers, and stops when told to."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from portal.sandbox.commands import sandbox
from tests.sandbox.fixtures import client_for

KEY = "sk_test_sandbox_command"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_alone_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "from portal.sandbox.commands import sandbox; sandbox()"
    environment = {
        **os.environ,
        "SANDBOX_PORT": str(port),
        "SANDBOX_STATE": str(tmp_path / "state.sqlite3"),
        "SANDBOX_API_KEY": KEY,
    }
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("Sandbox, not Stripe: http://127.0.0.1:")
        url = f"http://127.0.0.1:{port}"
        assert requests.get(url, timeout=30).status_code == 200
        made = client_for(url, KEY).v1.customers.create({"email": "alisa@example.org"})
        assert made.email == "alisa@example.org"
        process.send_signal(number)
        assert process.stdout.readline() == "Sandbox stopped.\n"
        assert process.wait(60) == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--api-key", "sk_live_1"], "must begin with sk_test_"),
        (["--webhook-url", "http://127.0.0.1:1/"], "needs a --webhook-secret"),
    ],
)
def test_it_refuses_what_would_be_no_sandbox(options: list[str], words: str) -> None:
    run = CliRunner().invoke(sandbox, options)
    assert run.exit_code == 2
    assert words in run.output


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        run = CliRunner().invoke(sandbox, ["--port", port, "--state", str(tmp_path / "s")])
    assert run.exit_code == 1
    assert f"cannot listen on port {port}" in run.output
