"""Choosing among 100 live prompts: the rule alone, and the whole request in process.

`python -m tests.bench.bench_choose` prints the medians of processor time, and ends with 1 when
the decision takes more than 1 ms in the median.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from portal.prompts import rules
from portal.prompts.prompt import Audience, Board, Page, Placement, Prompt, Reader, Variant
from portal.prompts.turnstile import Turnstile
from tests import databases
from tests.prompts.board import ORIGIN, PAGE, put_up
from tests.settings import make_settings

MOST_MS = 1.0
PROMPTS = 100
ROUNDS = 2_000
NEAR = timedelta(days=9)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VALUES = dict.fromkeys(("count", "goal", "remaining", "deadline", "month"), "12,345")
READER = Reader(
    asked_on=tuple(NOW.date() - timedelta(days=days) for days in (40, 20, 10)), mark=512, articles=9
)
ARTICLE = Page(frozenset({"end", "banner", "inline"}), (3, 30), "x", "city", frozenset({"port"}))


def prompts() -> tuple[Prompt, ...]:
    """All live, of every placement and audience; only the very last one fits the reader."""
    variants = (
        Variant("a", "{count} of {goal}", ("Still to find: {remaining}, by {deadline}.",) * 3),
        Variant("b", "Remind me in {month}"),
    )
    kinds = [(place, audience) for place in Placement for audience in Audience]
    made = []
    for number in range(PROMPTS - 1):
        placement, audience = kinds[number % len(kinds)]
        slug, tags = f"prompt-{number}", frozenset({f"tag-{number}"})
        prompt = Prompt(slug, slug, placement, variants, audience, tags=tags, priority=number)
        made.append(replace(prompt, starts_at=NOW - NEAR, ends_at=NOW + NEAR))
    last = replace(made[0], slug="last", placement=Placement.END, tags=frozenset(), priority=999)
    return (*made, replace(last, audience=Audience.EVERYONE))


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of what `work` takes, in milliseconds of processor time."""
    times = []
    for _ in range(rounds):
        began = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(times)


def deciding_ms(rounds: int = ROUNDS) -> float:
    """The median of one decision among 100, of which the last is chosen."""
    board = Board(prompts())
    decision = rules.decide(board, READER, ARTICLE, NOW, VALUES)
    assert decision.prompt is not None
    assert decision.prompt.slug == "last"
    assert len(decision.trail) == PROMPTS - 1
    return median_ms(lambda: rules.decide(board, READER, ARTICLE, NOW, VALUES), rounds)


def answering_ms(rounds: int = 300) -> float:
    """The median of POST /prompts/choose as a serving process answers it, fragment included."""
    with tempfile.TemporaryDirectory() as folder:
        url = databases.fresh_sqlite(Path(folder))
        with databases.running(make_settings(Path(folder), DATABASE_URL=url)) as app:
            now = datetime.now(UTC)
            put_up(*(replace(p, starts_at=now - NEAR, ends_at=now + NEAR) for p in prompts()[:-1]))
            put_up(Prompt("last", "Last", Placement.END, (Variant("a", "Please"),), priority=999))
            watcher = app.extensions["watcher"]
            watcher.start()
            client = app.test_client()
            body = json.dumps({"memory": {}, "page": PAGE})

            def ask() -> None:
                app.extensions["prompt_turnstile"] = Turnstile()
                answer = client.post("/prompts/choose", data=body, headers=ORIGIN)
                assert answer.get_json()["prompt"] == "last"

            ask()
            try:
                return median_ms(ask, rounds)
            finally:
                watcher.stop()


def main() -> int:
    """Measure and print both; 0 when the decision keeps to its bound."""
    decided = deciding_ms()
    click.echo(f"deciding among {PROMPTS}: {decided:.3f} ms, at most {MOST_MS}")
    click.echo(f"the whole request, test client included: {answering_ms():.3f} ms")
    return int(decided > MOST_MS)


if __name__ == "__main__":
    sys.exit(main())
