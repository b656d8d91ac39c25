"""The portal's processes as an operator's supervisor runs them (deploy/*.service): one unit each.

What ends is begun again, and only that.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import psutil
import requests
import urllib3

from tests.house.plan import PROJECT

STEP_SECONDS = 0.1
STARTED_SECONDS = 180
"""Many times what it takes, for others use the machine, too."""


class Unit:
    """A process of the portal in a session of its own, and what it said."""

    def __init__(self, name: str, environ: Mapping[str, str], folder: Path) -> None:
        self._name, self._environ = name, environ
        self._log = folder / f"{name}.log"
        self.start()

    def start(self) -> None:
        """It runs, and will be ready."""
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli", self._name],
                cwd=PROJECT,
                env=dict(self._environ),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """It and all that it began are gone at once."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        os.killpg(self.process.pid, 9)
        self.process.wait()
        _gone, alive = psutil.wait_procs(below, timeout=10)
        assert alive == [], f"something outlived portal {self._name}"

    def said(self) -> str:
        """All its output until now."""
        return self._log.read_text(errors="replace")

    def check(self) -> None:
        """Raises: AssertionError with its last words when it ended by itself."""
        ended = self.process.poll()
        assert ended is None, f"portal {self._name} ended with {ended}:\n{self.said()[-3000:]}"


class Web(Unit):
    """`portal web`: one gunicorn and its worker."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        self.url = f"http://127.0.0.1:{environ['PORT']}"
        super().__init__("web", environ, folder)

    def kill_worker(self) -> None:
        """The process that answers is gone at once; gunicorn begins another by itself."""
        (worker,) = psutil.Process(self.process.pid).children()
        worker.kill()
        psutil.wait_procs([worker], timeout=10)

    def await_ready(self) -> None:
        """It answers that it is ready."""
        pause = threading.Event()
        for _ in range(int(STARTED_SECONDS / STEP_SECONDS)):
            self.check()
            try:
                answer = urllib3.request("GET", f"{self.url}/readyz", timeout=30, retries=False)
            except urllib3.exceptions.HTTPError:  # nobody listens, or who did died
                pause.wait(STEP_SECONDS)
                continue
            if answer.status == 200:
                return
            pause.wait(STEP_SECONDS)
        raise AssertionError(f"portal web is not ready:\n{self.said()[-3000:]}")


class Jobs(Unit):
    """`portal jobs`, which first of all takes up what is left."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        self._heard = 0
        super().__init__("jobs", environ, folder)

    def start(self) -> None:
        """It runs, and will be ready."""
        self._heard = self._log.stat().st_size if self._log.exists() else 0
        super().start()

    def await_ready(self) -> None:
        """It has swept once."""
        pause = threading.Event()
        for _ in range(int(STARTED_SECONDS / STEP_SECONDS)):
            self.check()
            if '"event": "swept"' in self.said()[self._heard :]:
                return
            pause.wait(STEP_SECONDS)
        raise AssertionError(f"portal jobs does not work:\n{self.said()[-3000:]}")


def guest_from(address: str) -> requests.Session:
    """A browser that the proxy in front says to come from there."""
    session = requests.Session()
    session.headers["X-Forwarded-For"] = address
    return session
