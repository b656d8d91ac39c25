"""1,000 live streams on one process: how long from the commit until each has the new number.

`python -m tests.bench.bench_live [streams]` prints the percentiles and ends with 1 when the
99th is above 0.5 s.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import click
import gevent
from flask import Flask
from gevent import socket
from gevent.event import Event

from portal import clock
from portal.extensions import unit_of_work
from portal.support.models import Headcount
from portal.web.versions import bump
from tests.bench import serving

MOST_P99_SECONDS = 0.5
STREAMS = 1_000
ROUNDS = 10


class Reader:
    """One open stream, and when each number arrived on it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.arrived: dict[int, float] = {}
        self.is_open = Event()

    def run(self) -> None:
        """Read events until the connection ends."""
        with socket.create_connection((serving.HOST, self.port)) as connection:
            connection.sendall(b"GET /campaigns/current/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            for line in connection.makefile("rb"):
                if line.startswith(b"data: "):
                    self.arrived[json.loads(line[6:])["count"]] = time.perf_counter()
                    self.is_open.set()
                elif line.startswith(b"HTTP/1.1 ") and b" 200 " not in line:
                    raise RuntimeError(line)


def main(streams: int) -> int:
    """Open all streams, change the number, see when it arrives; several times."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    with tempfile.TemporaryDirectory() as name:
        environ = serving.environment(Path(name))
        app = serving.prepare(environ)
        with serving.portal(environ) as port:
            began = time.perf_counter()
            readers = [Reader(port) for _ in range(streams)]
            jobs = [gevent.spawn(reader.run) for reader in readers]
            gevent.wait([reader.is_open for reader in readers], timeout=120)
            click.echo(f"{streams:,} streams opened in {time.perf_counter() - began:.1f} s")
            waits = [wait for count in range(1, ROUNDS + 1) for wait in move(app, readers, count)]
            gevent.killall(jobs)
    waits.sort()
    missing = waits.count(float("inf"))
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    click.echo(
        f"{ROUNDS} changes: p50 {p50:.3f} s, p99 {p99:.3f} s, most {waits[-1]:.3f} s,"
        f" {missing} of {len(waits):,} missing"
    )
    return 0 if p99 <= MOST_P99_SECONDS and not missing else 1


def move(app: Flask, readers: list[Reader], count: int) -> list[float]:
    """Commit a new number; the seconds until each reader has it."""
    with app.app_context():
        with unit_of_work() as session:
            head = session.get_one(Headcount, 1)
            head.members, head.counted_at = count, clock.now()
            bump(session, "progress")
        committed = time.perf_counter()
    deadline = committed + 10
    while time.perf_counter() < deadline and any(count not in r.arrived for r in readers):
        gevent.sleep(0.02)
    return [r.arrived.get(count, float("inf")) - committed for r in readers]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else STREAMS))
