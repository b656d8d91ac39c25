"""Bringing in 2,000 Markdown files with pictures: broken off in the middle, begun anew, and again.

`python -m tests.bench.bench_import [FILES]` prints processor seconds and memory of each run, and
ends with 1 when a piece is missing or there twice, or when the second run changes anything.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import create_engine, text

from tests import databases
from tests.articles.pictures.shots import photograph

PICTURES = 50
WORDS = (
    "harbour council wall tide budget vote school ferry market bridge mayor court water storm"
    " clinic union strike river rent bus library winter ballot quarry"
).split()
HOW_MANY = "SELECT count(*), count(DISTINCT slug) FROM articles WHERE state = 'published'"


@dataclass(frozen=True)
class Run:
    """What one run of the command took, and its last line."""

    seconds: float
    megabytes: float
    said: str


def write_site(folder: Path, files: int) -> None:
    """Pieces of about 700 words in folders by year, every second one with a lead picture."""
    chance = random.Random(5)
    (folder / "images").mkdir(parents=True)
    for number in range(PICTURES):
        picture = photograph(width=1600 - number, height=1000)
        (folder / "images" / f"{number}.jpg").write_bytes(picture)
    for number in range(files):
        day = datetime(2010 + number % 15, 1 + number % 12, 1 + number % 28, 9, tzinfo=UTC)
        paragraphs = [" ".join(chance.choices(WORDS, k=70)) + "." for _ in range(10)]
        head = {
            "title": f"Piece {number}", "date": f"{day:%Y-%m-%d %H:%M:%S} +0200",
            "tags": chance.sample(WORDS, 3), "section": f"Section {number % 6}",
            "author": f"Author {number % 20}", "excerpt": paragraphs[0][:150],
        }  # fmt: skip
        if number % 2:
            head |= {"image": f"/images/{number % PICTURES}.jpg", "image_alt": "The quay"}
        shown = f"![The quay](/images/{number % PICTURES}.jpg)"
        path = folder / str(day.year) / f"{day:%Y-%m-%d}-piece-{number}.md"
        path.parent.mkdir(exist_ok=True)
        body = "\n\n".join([*paragraphs[:5], "## After", *paragraphs[5:], shown])
        path.write_text(f"{json.dumps(head, indent=1)}\n\n{body}\n", encoding="utf-8")


def run(site: Path, environment: dict[str, str], *, kill_after: float | None = None) -> Run:
    """The command in a process of its own; killed in the middle, if so wished."""
    portal = Path(sys.executable).with_name("portal")
    with subprocess.Popen(
        [portal, "articles", "import", site], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        if kill_after is not None:
            time.sleep(kill_after)
            process.send_signal(signal.SIGKILL)
        said = process.stdout.read() if process.stdout else ""
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    last = said.strip().rpartition("\n")[2]
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, last)


@click.command()
@click.argument("files", type=int, default=2000)
def main(files: int) -> None:
    """Measure, and print what was measured."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_site(folder / "site", files)
        url = databases.fresh_sqlite(folder)
        environment = {**os.environ, "PORTAL_INSTANCE": place, "DATABASE_URL": url}
        started = [
            ("broken off after 20 s", run(folder / "site", environment, kill_after=20)),
            ("begun anew", run(folder / "site", environment)),
            ("again, unchanged", run(folder / "site", environment)),
        ]
        with create_engine(url).connect() as connection:
            there, different = connection.execute(text(HOW_MANY)).one()
    for name, one in started:
        click.echo(
            f"{name}: {one.seconds:.0f} s of one processor, {one.megabytes:.0f} MB; {one.said}"
        )
    click.echo(f"{there:,} articles, {different:,} different, of {files:,} files")
    is_same = started[-1][1].said.startswith(f"0 new, 0 changed, {files:,} unchanged")
    if (there, different) != (files, files) or not is_same:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
