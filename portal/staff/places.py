"""Where a page of a list in time order ends, as text for the address of the next page. Pure."""

from datetime import datetime

from portal.errors import Missing


def to_text(at: datetime, name: str | int) -> str:
    """ "2026-11-22T14:05:00+00:00~evt_1"."""
    return f"{at.isoformat()}~{name}"


def from_text(text: str) -> tuple[datetime, str]:
    """The aware moment and the name. Raises: Missing when the text is no place."""
    moment, _, name = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise Missing from error
    if at.tzinfo is None or not name or len(name) > 255:
        raise Missing
    return at, name
