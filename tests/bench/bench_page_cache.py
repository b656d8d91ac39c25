"""A cached article against a bare application that returns the same bytes, in the same run.

`python -m tests.bench.bench_page_cache` prints both and ends with 1 when the portal gives less
than 0.8 of the bare one's answers per second.
"""

import gzip
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import click

from tests.bench import serving
from tests.house.plan import PROJECT

LEAST_RATIO = 0.8
ROUNDS = 6
# Longer than a page lives, so that every round renders it anew at least once.
SECONDS = 3.0
CONNECTIONS = 32


class Load(NamedTuple):
    """Answers per second, and the processor time of each."""

    per_second: float
    microseconds: float

    def __str__(self) -> str:
        return f"{self.per_second:,.0f}/s at {self.microseconds:.0f} µs of processor"


def main() -> int:
    """Measure in turns, so that what else the machine does hits both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = {**serving.environment(folder), "BENCH_PAGE": str(folder)}
        serving.prepare(environ)
        with serving.portal(environ) as port:
            path = an_article(port)
            size = keep_page(port, path, folder)
            with serving.bare(environ) as bare_port:
                click.echo(f"{path}, {size:,} bytes compressed, {CONNECTIONS} connections")
                pairs = [(load(bare_port, path), load(port, path)) for _ in range(ROUNDS)]
    for bare, cached in pairs:
        click.echo(f"  bare {bare}, cached {cached}")
    # Whatever else the machine does only slows a round: the best one says most.
    bare, cached = (max(loads) for loads in zip(*pairs, strict=True))
    ratio = cached.per_second / bare.per_second
    click.echo(f"bare {bare}, cached {cached}, ratio {ratio:.2f} (best of {ROUNDS} rounds each)")
    return 0 if ratio >= LEAST_RATIO else 1


def an_article(port: int) -> str:
    """The path of the first article that the front page links to."""
    front = gzip.decompress(serving.get(port, "/").body).decode()
    found = re.search(r'href="(/news/[^"]+)"', front)
    if not found:
        raise RuntimeError("the front page links to no article")
    return found[1]


def keep_page(port: int, path: str, folder: Path) -> int:
    """Save the page for the bare application; its size in bytes."""
    answer = serving.get(port, path)
    set_by_server = ("date", "server", "connection")
    headers = [h for h in answer.headers if h[0].lower() not in set_by_server]
    (folder / "body").write_bytes(answer.body)
    (folder / "headers.json").write_text(json.dumps(headers))
    return len(answer.body)


def load(port: int, path: str) -> Load:
    """What a process of its own gets out of the server."""
    arguments = [str(port), path, str(CONNECTIONS), str(SECONDS)]
    command = [sys.executable, "-m", "tests.bench.loader", *arguments]
    before = serving.worker_seconds(port)
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    used = serving.worker_seconds(port) - before
    per_second = float(run.stdout)
    return Load(per_second, used / (per_second * SECONDS) * 1e6)


if __name__ == "__main__":
    sys.exit(main())
