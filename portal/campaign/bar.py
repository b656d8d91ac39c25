"""The bar on a page, and the same progress as data for scripts and other sites."""

from dataclasses import dataclass, fields
from typing import Any

import structlog
from flask import current_app, has_request_context, json, request, url_for
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.campaign import progress as reading
from portal.campaign.rules import Progress
from portal.campaign.streams import Message
from portal.errors import PortalError
from portal.extensions import db

log = structlog.get_logger(__name__)

SIZES = ("band", "full", "line", "embed")


@dataclass(frozen=True)
class Placed(Progress):
    """Progress with the addresses a page links to."""

    url: str
    live_url: str
    json_url: str


def place(progress: Progress) -> Placed:
    """Add the addresses of the request's own site."""
    return Placed(
        **{f.name: getattr(progress, f.name) for f in fields(Progress)},
        url=url_for("campaign.method", slug=progress.slug),
        live_url=url_for("campaign.live", slug=progress.slug),
        json_url=url_for("campaign.progress_json", slug=progress.slug),
    )


def render(size: str = "band") -> str:
    """The bar of the current campaign; nothing, rather than 0, when its number is unknown."""
    progress = of_this_request()
    if progress is None:
        return ""
    # Not Flask's render_template: the bar needs nothing that costs every page another query.
    template = current_app.jinja_env.get_template("campaign/_bar.html")
    return template.render(progress=progress, size=size)


def payload(progress: Progress) -> dict[str, Any]:
    """What `progress.json` and the live stream say, with the sentences the page shows."""
    words: Any = current_app.jinja_env.get_template("macros/bar.html").module
    return {
        "slug": progress.slug,
        "count": progress.count,
        "goal": progress.goal,
        "percent": progress.percent,
        "remaining": progress.remaining,
        "as_of": progress.as_of.isoformat(timespec="seconds"),
        "state": progress.state,
        "met": progress.met,
        "version": progress.version,
        "is_stale": progress.is_stale,
        "is_final": progress.is_final,
        "starts_at": progress.starts_at.isoformat(),
        "ends_at": progress.ends_at.isoformat(),
        "last_day": progress.last_day.isoformat(),
        "timezone": progress.timezone,
        "sentence": _plain(words.sentence(progress)),
        "counted": _plain(words.counted(progress)),
    }


def message(slug: str) -> Message:
    """The progress of a campaign as an event of the live stream. Raises: Missing, Unavailable."""
    _, progress = reading.read(db.session(), slug, clock.now())
    return Message(progress.version, json.dumps(payload(progress)))


def of_this_request() -> Placed | None:
    """The current campaign's progress, read once: one request shows one number everywhere."""
    kept: dict[str, Any] = request.environ if has_request_context() else {}
    if "portal.progress" not in kept:
        kept["portal.progress"] = _read()
    found: Placed | None = kept["portal.progress"]
    return found


def _read() -> Placed | None:
    try:
        _, progress = reading.read(db.session(), reading.CURRENT, clock.now())
    except PortalError:
        return None
    except SQLAlchemyError:
        log.error("bar_unavailable", exc_info=True)
        db.session.rollback()
        return None
    return place(progress)


def _plain(text: object) -> str:
    return Markup(str(text)).striptags()  # noqa: S704 - a template's own output
