"""Tallies: what prompts did, added up in memory and written every few seconds, of nobody.

The keys are prompts and variants that exist, so what waits to be written is bounded.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime

import structlog
from flask import Flask, current_app
from prometheus_client import Counter as Metric
from sqlalchemy import bindparam, text

from portal.audit.notices import notice
from portal.errors import Unavailable
from portal.extensions import db, unit_of_work
from portal.prompts import default_ask
from portal.prompts.memory import Act
from portal.prompts.prompt import HELD, Board
from portal.prompts.rules import SKIPPED

log = structlog.get_logger(__name__)

FLUSH_SECONDS = 3.0
SKIPS = Metric("portal_prompts_skipped", "Prompts that could not be shown", ["reason"])
DECISIONS = Metric("portal_prompt_decisions", "What was decided for a page", ["reason"])
# The statement holds nothing but these names; values are bound.
COUNTS = ("shown", "readers", "clicked", "closed", "reminded", "held")
ASKS = ("shown", "held")  # what a reader is counted by, once on each day
ADD = text(
    f"INSERT INTO prompt_tallies (prompt_slug, variant_slug, day, {', '.join(COUNTS)})"  # noqa: S608
    f" VALUES (:prompt, :variant, :day, {', '.join(f':{name}' for name in COUNTS)})"
    " ON CONFLICT (prompt_slug, variant_slug, day) DO UPDATE SET "
    + ", ".join(f"{name} = prompt_tallies.{name} + excluded.{name}" for name in COUNTS)
).bindparams(bindparam("day", type_=db.Date))
WORDS = {
    "unresolved": "names a number that is not known at present, or holds a stray brace",
    "bad": "has no variant with a heading and a weight",
}

# Prompt, variant, day (UTC).
Key = tuple[str, str, date]


class Tallies:
    """What waits to be written. In a serving process a thread of its own writes it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._waiting: dict[Key, Counter[str]] = {}
        self._skipped: set[tuple[str, str]] = set()
        self._told: set[tuple[str, str]] = set()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def add(self, act: Act, board: Board, now: datetime) -> None:
        """Count an act on a prompt of the board (or on the default ask); of others, nothing."""
        if not is_known(act, board):
            return
        words = [act.what, *(["readers"] if act.is_first and act.what in ASKS else [])]
        arm = HELD if act.what == "held" else act.variant
        key = (act.prompt, arm, now.astimezone(UTC).date())
        with self._lock:
            self._waiting.setdefault(key, Counter()).update(words)
        self._soon()

    def skip(self, trail: tuple[tuple[str, str], ...]) -> None:
        """Count the prompts of a trail that could not be shown, and tell staff, once each."""
        for slug, reason in trail:
            if reason not in SKIPPED:
                continue
            SKIPS.labels(reason).inc()
            with self._lock:
                if (slug, reason) in self._told:
                    continue
                self._told.add((slug, reason))
                self._skipped.add((slug, reason))
            self._soon()

    def forget_told(self, changed: Mapping[str, int]) -> None:
        """Tell of a prompt again once prompts were changed. A listener of the watcher."""
        if "prompts" in changed:
            with self._lock:
                self._told.clear()

    def flush(self) -> None:
        """Write what waits, in one unit of work; what cannot be written now goes on waiting."""
        with self._lock:
            counts, self._waiting = self._waiting, {}
            skipped, self._skipped = self._skipped, set()
        if not counts and not skipped:
            return
        try:
            _write(counts, skipped)
        except BaseException:
            with self._lock:
                for key, count in counts.items():
                    self._waiting.setdefault(key, Counter()).update(count)
                self._skipped |= skipped
            raise

    def close(self) -> None:
        """Stop the thread and write what waits: the process ends."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
            self._flush_apart()

    def _soon(self) -> None:
        if not self._app.config["SERVING"]:
            self.flush()
            return
        with self._lock:
            if self._thread is None and not self._stop.is_set():
                # Begun here and not earlier, so that it lives in the process that serves.
                self._thread = threading.Thread(target=self._run, name="tallies", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(FLUSH_SECONDS):
            self._flush_apart()

    def _flush_apart(self) -> None:
        try:
            with self._app.app_context():
                self.flush()
        except Unavailable:
            log.warning("tallies_wait")
        except Exception:
            log.exception("tallies_wait")


def of_app() -> Tallies:
    """The tallies of the current application."""
    found: Tallies = current_app.extensions["prompt_tallies"]
    return found


def is_known(act: Act, board: Board) -> bool:
    """True for a variant of a prompt on the board, and for the default ask."""
    if act.prompt == default_ask.SLUG:
        return act.variant == ""
    found = next((prompt for prompt in board.prompts if prompt.slug == act.prompt), None)
    return found is not None and any(one.slug == act.variant for one in found.variants)


def _write(counts: Mapping[Key, Counter[str]], skipped: set[tuple[str, str]]) -> None:
    with unit_of_work() as session:
        # In one order, so that two processes never wait for each other.
        for prompt, variant, day in sorted(counts):
            count = counts[prompt, variant, day]
            values = {name: count[name] for name in COUNTS}
            session.execute(ADD, {"prompt": prompt, "variant": variant, "day": day, **values})
        for slug, reason in sorted(skipped):
            notice(
                session,
                "prompt-skipped",
                f"The prompt {slug} is not shown: its text {WORDS[reason]}.",
                key=f"prompt-skipped:{slug}:{reason}",
            )
