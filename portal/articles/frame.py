"""What stands around every page: the newsroom's name and its sections.

Read in one query, and in a serving process kept until one of its topics changes.
"""

from dataclasses import dataclass
from typing import Any

import structlog
from flask import has_request_context, request
from sqlalchemy import literal, select, true
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.articles import models, pieces
from portal.extensions import db
from portal.web.newsroom import Newsroom, NewsroomRow
from portal.web.watcher import Watcher

log = structlog.get_logger(__name__)

TOPICS = ("newsroom", "articles")


@dataclass(frozen=True)
class Frame:
    """The newsroom and its sections in the masthead's order."""

    newsroom: Newsroom
    sections: tuple[pieces.Section, ...]


class Frames:
    """Hands out the frame; the last one it saw when the database is away."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._versions: tuple[int, ...] | None = None
        self._last = Frame(Newsroom(), ())

    def of_this_request(self) -> Frame:
        """The current frame, read once for all templates of one request."""
        kept: dict[str, Any] = request.environ if has_request_context() else {}
        if "portal.frame" not in kept:
            kept["portal.frame"] = self.current(db.session())
        found: Frame = kept["portal.frame"]
        return found

    def current(self, session: Session) -> Frame:
        """The frame as the database has it, at most the watcher's delay old. Never raises."""
        versions = tuple(self._watcher.numbers.get(topic, 0) for topic in TOPICS)
        if self._watcher.is_fresh() and versions == self._versions:
            return self._last
        try:
            self._last = read(session)
        except SQLAlchemyError as error:  # an error page must still stand
            log.warning("frame_unavailable", kind=type(error).__name__)
            session.rollback()
        else:
            self._versions = versions if self._watcher.is_fresh() else None
        return self._last


def read(session: Session) -> Frame:
    """The frame from the database, in one query; defaults on a new installation."""
    one = select(literal(1).label("one")).subquery()
    rows = session.execute(
        select(NewsroomRow.name, NewsroomRow.tagline, models.Section.slug, models.Section.name)
        .select_from(one)
        .outerjoin(NewsroomRow, NewsroomRow.id == one.c.one)
        .outerjoin(models.Section, true())
        .order_by(models.Section.position, models.Section.id)
    ).all()
    name, tagline = rows[0][:2]
    newsroom = Newsroom(name, tagline) if name is not None else Newsroom()
    sections = tuple(pieces.Section(slug, title) for _, _, slug, title in rows if slug is not None)
    return Frame(newsroom, sections)
