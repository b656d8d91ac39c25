"""A whole portal for browser stories: `portal start` in a process, on ports of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.plan import PROJECT
from tests.sandbox.driver import Control

READY = "Ctrl-C stops everything"
# With members to begin with and many other tests beside it.
READY_SECONDS = 180


@dataclass
class RunningPortal:
    """Where a started portal listens, and what it printed."""

    port: int
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def control(self) -> Control:
        """The control API of its sandbox."""
        return Control(self.sandbox_url)

    @property
    def output(self) -> str:
        return "".join(self.lines)


def two_free_ports() -> int:
    """A port that is free together with the one above it.

    Below the ports that the system hands out by itself, so that nobody else's connection takes
    it before the portal does.
    """
    while True:
        port = random.randrange(10_000, 30_000, 2)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def started_portal(instance: Path, **environ: str) -> Iterator[RunningPortal]:
    """Run `portal start` in `instance` until it says it is ready; interrupt it at the end.

    It begins without members and takes forms at any speed, unless `environ` says otherwise.
    """
    port = two_free_ports()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "STRIPE_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "start"],
        cwd=PROJECT,
        env={
            **kept,
            "PORT": str(port),
            "PORTAL_INSTANCE": str(instance),
            "PORTAL_DEMO_MEMBERS": "0",
            "PORTAL_CHECKOUT_MIN_SECONDS": "0",
            **environ,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = RunningPortal(port, process)
    ready = threading.Event()

    def read() -> None:
        assert process.stdout
        for line in process.stdout:
            running.lines.append(line)
            if READY in line:
                ready.set()
        ready.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        if not ready.wait(READY_SECONDS) or process.poll() is not None:
            raise AssertionError(f"the portal did not start:\n{running.output}")
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            reader.join()
            assert process.stdout
            process.stdout.close()
