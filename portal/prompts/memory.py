"""Reading what a browser sends: its memory and its page. Whatever is wrong counts as empty. Pure.

Nothing of it is stored or logged, and no reader ever sees an error of it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.prompts.prompt import Page, Placement, Reader

MOST_ASKS = 60
MOST_TAGS = 40
MOST_PARAGRAPHS = 10_000
MOST_ARTICLES = 1_000_000
# A day may lie so far ahead of the browser's own; what lies further on is no memory.
AHEAD = timedelta(days=2)
# A membership or a reminder ends at most so far from now.
LONGEST = timedelta(days=366 * 120)
EARLIEST = date(1970, 1, 1)  # where a clock begins that was never set
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")
ACTS = ("shown", "clicked", "closed", "held")


@dataclass(frozen=True, slots=True)
class Act:
    """What happened to a prompt on a page. `is_first`: no ask of the same day was remembered."""

    prompt: str
    variant: str
    what: str
    is_first: bool


def read(payload: bytes, now: datetime, mark: int) -> tuple[Reader, Page]:
    """Who reads and where, from the body of POST /prompts/choose.

    `mark` (0-999) is taken where the browser keeps no bucket. Days of the past are told by the
    browser's own calendar, which may be wrong: what counts is how many days ago they were by it.
    """
    sent = _object(payload)
    memory, page = _mapping(sent.get("memory")), _mapping(sent.get("page"))
    today = now.astimezone(UTC).date()
    theirs = _day(memory.get("today"), date.max) or today
    asked = memory.get("asked")
    bucket = _number(memory.get("bucket"), 0, 999)
    reader = Reader(
        asked_on=tuple(
            day
            for text in (asked[-MOST_ASKS:] if isinstance(asked, list) else ())
            if (day := _past(text, theirs, today)) is not None
        ),
        closed_on=_past(memory.get("closed"), theirs, today),
        donated_on=_past(memory.get("gave"), theirs, today),
        reminded_until=_day(memory.get("reminded"), today + LONGEST),
        member_until=_moment(memory.get("member_until"), now + LONGEST),
        mark=mark if bucket is None else bucket,
        articles=None if bucket is None else _number(memory.get("articles"), 0, MOST_ARTICLES),
    )
    return reader, _page(page)


def read_act(payload: bytes) -> Act | None:
    """What happened, from the body of POST /prompts/seen; None when it makes no sense."""
    sent = _object(payload)
    prompt, variant, what = (sent.get(name) for name in ("prompt", "variant", "what"))
    if not isinstance(what, str) or what not in ACTS or not _slug(prompt):
        return None
    return Act(_slug(prompt), _slug(variant), what, sent.get("first") is True)


def _page(sent: Mapping[str, Any]) -> Page:
    known = {place.value for place in Placement}
    places, tags, span = (sent.get(name) for name in ("places", "tags", "paragraphs"))
    first, last = span if isinstance(span, list) and len(span) == 2 else (0, 0)
    return Page(
        placements=frozenset(_words(places, len(known))) & known,
        paragraphs=(
            _number(first, 0, MOST_PARAGRAPHS) or 0,
            _number(last, 0, MOST_PARAGRAPHS) or 0,
        ),
        article=_slug(sent.get("article")),
        section=_slug(sent.get("section")),
        tags=frozenset(word for word in _words(tags, MOST_TAGS) if _slug(word)),
    )


def _object(payload: bytes) -> Mapping[str, Any]:
    try:
        return _mapping(json.loads(payload))
    except (ValueError, RecursionError):
        return {}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _words(value: object, most: int) -> list[str]:
    return [w for w in value[:most] if isinstance(w, str)] if isinstance(value, list) else []


def _number(value: object, least: int, most: int) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and least <= value <= most else None  # type: ignore[operator,return-value]


def _slug(value: object) -> str:
    return value if isinstance(value, str) and SLUG.fullmatch(value) else ""


def _past(value: object, theirs: date, today: date) -> date | None:
    """The day as it is called here; none ahead of today, none before the calendar begins."""
    day = _day(value, min(theirs, date.max - AHEAD) + AHEAD)
    if day is None:
        return None
    ago = max(theirs - day, timedelta())
    return today - ago if ago < today - EARLIEST else EARLIEST


def _day(value: object, latest: date) -> date | None:
    try:
        day = date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and EARLIEST <= day <= latest else None


def _moment(value: object, latest: datetime) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    try:
        return moment if moment <= latest else None
    except OverflowError:
        return None
