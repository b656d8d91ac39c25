"""A running sandbox for the tests of any desk: import `sandbox_server` into a conftest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import stripe

from portal.sandbox.server import SandboxServer
from portal.sandbox.settings import SandboxSettings
from tests.sandbox.driver import Control

KEY = "sk_test_sandbox_tests"
SECRET = "whsec_a_secret_for_tests_only"


@dataclass
class Running:
    """A listening sandbox: its address, a client of the unmodified SDK, and its control API."""

    url: str
    client: stripe.StripeClient = field(repr=False)
    control: Control = field(repr=False)
    server: SandboxServer = field(repr=False)


def client_for(url: str, key: str = KEY, retries: int = 0) -> stripe.StripeClient:
    """The SDK, pointed at a sandbox and at nothing else."""
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        key,
        base_addresses={"api": url, "files": url, "connect": url},
        http_client=stripe.RequestsClient(timeout=(3.05, 20)),
        max_network_retries=retries,
    )


@contextmanager
def running(path: Path, port: int = 0, **settings: object) -> Iterator[Running]:
    """A sandbox on a free port, stopped and closed afterwards; its file stays."""
    known: dict[str, object] = {"api_key": KEY, "tick_seconds": 0.02, "settle_seconds": 0.05}
    given = SandboxSettings(path=path, **{**known, **settings})  # type: ignore[arg-type]
    with SandboxServer(given, port) as server:
        client = client_for(server.url)
        yield Running(server.url, client, Control(server.url), server)


@pytest.fixture
def sandbox_server(tmp_path: Path) -> Iterator[Running]:
    """A fresh sandbox with `.url`, `.client` and `.control`; it delivers once told where to."""
    with running(tmp_path / "sandbox.sqlite3") as sandbox:
        yield sandbox
