"""What one sandbox is told when it starts. Reading command lines lives in `commands.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

API_VERSION = "2026-10-28.endive"
MARK = {"app": "newsroom-portal"}
"""What a portal knows its own objects by, unless it says otherwise."""


@dataclass(frozen=True)
class SandboxSettings:
    """Everything the sandbox cannot decide for itself.

    `path` is the SQLite state file. `public_url` is where a browser finds the hosted pages,
    without a trailing slash; a server fills in its own address when it is empty. `webhook_url` and
    `webhook_secret` name one listener that gets every event, as `stripe listen` would; endpoints
    made through the API come on top of it. `portal_home` is only linked to. `deliver=False` starts
    no thread at all: nothing is delivered and time has no effect until it is advanced, for runs
    in one process.
    """

    path: Path
    api_key: str = "sk_test_sandbox_portal"
    public_url: str = ""
    webhook_url: str | None = None
    webhook_secret: str | None = None
    portal_home: str | None = None
    clock_file: Path | None = None
    """Where to keep by how many seconds the virtual clock is ahead, for clients that follow it.

    They then live in virtual time: events and checkout sessions are dated by it, too.
    """
    metadata: Mapping[str, str] = field(default_factory=lambda: dict(MARK))
    """What the members it makes up carry, for a portal to know them as its own."""
    deliver: bool = True
    any_version: bool = False
    """Let other `Stripe-Version` headers in, as the official command-line tool sends its own."""
    tick_seconds: float = 0.1
    """How often what has fallen due is looked for."""
    settle_seconds: float = 0.5
    """From a charge to its balance transaction and `charge.updated`."""
    automatic_payouts: bool = True
    """Pay out at each midnight of the virtual clock what has become available by then."""
    draft_seconds: int = 3600
    """How long a renewal's invoice stays a draft before it is finalized and charged."""
    payment_retry_days: tuple[int, ...] = (3, 5, 7)
    """Days between one failed renewal attempt and the next; after the last it is cancelled."""
    delivery_retry_seconds: tuple[float, ...] = (0.5, 2, 10, 60, 300, 1800, 3600, 21600, 86400)
    """Back-off between one failed delivery and the next; after the last it is given up."""
    delivery_timeout_seconds: float = 10.0
