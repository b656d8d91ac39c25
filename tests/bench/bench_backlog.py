"""How fast the jobs process works off a backlog of renewals, and what that asks of Stripe.

    python -m tests.bench.bench_backlog [members]

A sandbox in a process of its own holds members (240 unless told); a month passes, and all its
events lie in the inbox before the first is worked on, by two threads as in `portal start`. The
first month takes the members in, the second is the one to look at.
"""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import click
import requests
import stripe
from flask import Flask
from sqlalchemy import func, select

from portal.billing import working
from portal.billing.installation import own_mark
from portal.billing.models import StripeEvent
from portal.clock import now as clock_now
from portal.extensions import db, end_read
from tests import databases
from tests.bench.serving import free_port, sandbox
from tests.billing.story import signed
from tests.sandbox.driver import Control
from tests.sandbox.fixtures import client_for
from tests.settings import make_settings

THREADS = 2


def main(members: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        settings = make_settings(
            folder, DATABASE_URL=databases.fresh_sqlite(folder), STRIPE_API_BASE=url
        )
        with databases.running(settings) as app, sandbox(folder, port):
            mark = own_mark(clock_now())
            control = Control(url)
            control.call("POST", "/seed", members=members, days=60, metadata=mark)
            known: set[str] = set()
            _news(url, known)
            for month in (1, 2):
                requests.post(f"{url}/_control/clock", json={"months": 1}, timeout=600)
                requests.post(f"{url}/_control/clock", json={"seconds": 7200}, timeout=600)
                events = _news(url, known)
                took = _receive(app, events)
                click.echo(
                    f"month {month}: {len(events)} events, received at {len(events) / took:.0f}/s"
                )
                _drain(app)


def _news(url: str, known: set[str]) -> list[dict[str, Any]]:
    listed = client_for(url).v1.events.list({"limit": 100}).auto_paging_iter()
    found = [e.to_dict(for_json=True) for e in listed if e.id not in known]
    known |= {e["id"] for e in found}
    return found[::-1]


def _receive(app: Flask, events: list[dict[str, Any]]) -> float:
    app.extensions["jobs.perform"] = lambda name, args: None
    client = app.test_client()
    end_read()
    began = time.monotonic()
    for event in events:
        body = json.dumps(event).encode()
        answer = client.post(
            "/stripe/webhook", data=body, headers={"Stripe-Signature": signed(body)}
        )
        assert answer.status_code == 200, answer.status_code
    return time.monotonic() - began


def _drain(app: Flask) -> None:
    waiting = list(
        db.session.scalars(
            select(StripeEvent.id)
            .where(StripeEvent.state == "waiting")
            .order_by(StripeEvent.received_at, StripeEvent.id)
        )
    )
    end_read()
    queue = iter(waiting)
    calls, lock = [0], threading.Lock()
    transport: Any = stripe.RequestsClient.request

    def counted(*args: Any, **named: Any) -> Any:
        calls[0] += 1
        return transport(*args, **named)

    def work() -> None:
        while True:
            with lock:
                event_id = next(queue, None)
            if event_id is None:
                return
            with app.app_context():
                working.work_on(app.extensions["stripe_gateway"], event_id, clock_now())

    stripe.RequestsClient.request = counted  # type: ignore[method-assign]
    began, cpu = time.monotonic(), time.process_time()
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, cpu = time.monotonic() - began, time.process_time() - cpu
    stripe.RequestsClient.request = transport  # type: ignore[method-assign]
    count = len(waiting)
    click.echo(
        f"  {count} waited: {took:.1f} s, {count / took:.0f} events/s,"
        f" {cpu / count * 1000:.1f} ms of CPU and {calls[0] / count:.2f} calls an event"
    )
    rows: Any = db.session.execute(
        select(StripeEvent.state, func.count()).group_by(StripeEvent.state)
    ).all()
    end_read()
    click.echo(f"  {dict(rows)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 240)
