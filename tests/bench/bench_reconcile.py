"""How long a reconcile takes against the sandbox: the first one, which takes all in, and the next.

`python -m tests.bench.bench_reconcile [members]` sows so many (25,000 without a number) with a
year behind them into a sandbox in a process of its own, as `portal start` has it, and reconciles
twice. It prints seconds, of the clock and of both processors, and memory; it ends with 1 when the
second run takes more than five minutes, or one leaves anything, or the second mends what Stripe
tells no event of. (Renewals begin while it runs, and nobody delivers their events.)
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import click
import psutil

from portal import clock
from portal.billing.gateway import Gateway
from portal.billing.installation import own_mark
from portal.billing.reconciling import reconcile
from portal.billing.reconciling.differences import Outcome
from portal.extensions import db, end_read
from portal.support import headcount
from tests import databases
from tests.bench.serving import free_port, sandbox
from tests.sandbox.driver import Control
from tests.sandbox.fixtures import client_for
from tests.settings import make_settings

MEMBERS = 25_000
MOST_SECONDS = 300
TELL_EVERY = 20.0
SHOWN = 10


def main(members: int) -> int:
    """Sow, take in, compare again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        settings = make_settings(
            folder, DATABASE_URL=databases.fresh_sqlite(folder), STRIPE_API_BASE=url
        )
        with sandbox(folder, port) as stripe, databases.running(settings) as app:
            mark = own_mark(clock.now())
            end_read()
            sown = Control(url).call("POST", "/seed", members=members, metadata=mark)
            click.echo(f"{members:,} members sown in {sown['seconds']} s")
            began = int(clock.now().timestamp())
            gateway: Gateway = app.extensions["stripe_gateway"]
            _took, first = timed("first reconcile", gateway, stripe)
            took, second = timed("second reconcile", gateway, stripe)
            told = _told_since(url, began)
            counted = headcount.read(db.session()).members
            end_read()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"{counted:,} members counted; at most {most:.0f} MB")
    is_right = first.is_agreed and second.is_agreed and {o.ref for o in second.repaired} <= told
    return 0 if is_right and took <= MOST_SECONDS else 1


def timed(what: str, gateway: Gateway, stripe: psutil.Process) -> tuple[float, Outcome]:
    """One run, with a line now and then; its seconds, and what it found."""
    began = told = time.monotonic()
    own, other = time.process_time(), _seconds(stripe)

    def say(text: str) -> None:
        nonlocal told
        if time.monotonic() - told >= TELL_EVERY:
            told = time.monotonic()
            click.echo(f"  {told - began:5.0f} s  {text}")

    outcome = reconcile.reconcile(gateway, clock.now(), say)
    took = time.monotonic() - began
    compared = ", ".join(f"{number:,} {what}" for what, number in outcome.compared.items())
    click.echo(
        f"{what}: {took:.1f} s ({time.process_time() - own:.1f} s of the processor, the sandbox"
        f" {_seconds(stripe) - other:.1f} s); {len(outcome.repaired):,} mended,"
        f" {len(outcome.left):,} left ({compared})"
    )
    for one in outcome.left[:SHOWN]:
        click.echo(f"  left: {one.words}")
    if len(outcome.repaired) <= SHOWN:
        for one in outcome.repaired:
            click.echo(f"  mended: {one.words}")
    return took, outcome


def _told_since(url: str, began: int) -> set[str]:
    """What Stripe's events since then are about, and the source of what moved."""
    listed = client_for(url).v1.events.list({"created": {"gte": began}, "limit": 100})
    events = (event.to_dict(for_json=True) for event in listed.auto_paging_iter())
    shown = [event["data"]["object"] for event in events]
    moved = (one.get(name) for one in shown for name in ("id", "balance_transaction"))
    return {ref for ref in moved if ref}


def _seconds(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS))
