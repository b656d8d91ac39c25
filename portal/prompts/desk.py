"""What this process holds in memory: the board of prompts, and the numbers their texts name.

Read from the database when their topics change, as the frames of pages are; a decision itself
asks the database for nothing.
"""

import time
from collections.abc import Mapping
from datetime import date
from typing import Any

import structlog
from flask import current_app, has_request_context, request
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.campaign import bar
from portal.campaign.bar import Placed
from portal.campaign.rules import State
from portal.extensions import db
from portal.prompts import keeping
from portal.prompts.prompt import Board
from portal.prompts.reminding import month_after
from portal.web.display import day, newsroom_zone, number
from portal.web.watcher import Watcher

log = structlog.get_logger(__name__)

NUMBER_TOPICS = ("progress", "campaign")
# A number that a prompt names is never older than that on a page.
LIFE_SECONDS = 2.0


class Desk:
    """Hands out the board and the progress; the last ones it saw when the database is away."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._board = Board()
        self._board_version: int | None = None
        self._progress: Placed | None = None
        self._progress_versions: tuple[int, ...] | None = None
        self._progress_ends_at = float("-inf")

    def board(self) -> Board:
        """The prompts as the database has them, at most the watcher's delay old. Never raises."""
        version = self._watcher.numbers.get(keeping.TOPIC, 0)
        if self._watcher.is_fresh() and version == self._board_version:
            return self._board
        try:
            self._board = keeping.board(db.session())
        except SQLAlchemyError as error:  # who reads is asked by what was known last
            log.warning("prompts_unavailable", kind=type(error).__name__)
            db.session.rollback()
        else:
            self._board_version = version if self._watcher.is_fresh() else None
        return self._board

    def progress(self) -> Placed | None:
        """The current campaign's progress, at most two seconds old; None when unknown."""
        versions = tuple(self._watcher.numbers.get(topic, 0) for topic in NUMBER_TOPICS)
        is_known = self._watcher.is_fresh() and versions == self._progress_versions
        if is_known and time.monotonic() < self._progress_ends_at:
            return self._progress
        self._progress_ends_at = time.monotonic() + LIFE_SECONDS
        self._progress = bar.of_this_request()
        self._progress_versions = versions if self._watcher.is_fresh() else None
        return self._progress


def of_app() -> Desk:
    """The desk of the current application."""
    found: Desk = current_app.extensions["prompts"]
    return found


def board() -> Board:
    """The board, read once for all of one request."""
    kept: dict[str, Any] = request.environ if has_request_context() else {}
    if "portal.prompts" not in kept:
        kept["portal.prompts"] = of_app().board()
    found: Board = kept["portal.prompts"]
    return found


def values(progress: Placed | None) -> Mapping[str, str]:
    """What placeholders stand for now; what is not true at this moment is not named.

    `remaining` is known while the campaign is on and below its goal, `deadline` until it ends.
    """
    today = clock.now().astimezone(newsroom_zone()).date()
    known = {"month": month_name(month_after(today))}
    if progress is None or progress.is_stale:
        return known
    known |= {"count": number(progress.count), "goal": number(progress.goal)}
    if progress.state is State.RUNNING:
        known["remaining"] = number(progress.remaining)
    if progress.state is not State.ENDED:
        known["deadline"] = day(progress.last_day)
    return known


def month_name(first_day: date) -> str:
    """ "December"."""
    return day(first_day).split()[1]
