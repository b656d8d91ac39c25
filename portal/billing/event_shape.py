"""What is taken from an event's bytes: its id, its type, which object it is about. Pure.

And the ids of what that object says it is part of, which serve as a guess only.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

WORD = re.compile(r"[!-~]{1,120}")
REF = re.compile(r"[!-~]{1,255}")


class NotAnEvent(ValueError):
    """The bytes are no event of the shape Stripe sends."""


@dataclass(frozen=True, slots=True)
class EventSeen:
    """One event as it came; an object without an id of its own has `object_ref` None."""

    id: str
    type: str
    object_ref: str | None
    object_kind: str
    is_live: bool
    api_version: str | None
    created_at: datetime


def read(payload: bytes) -> EventSeen:
    """Read a snapshot event.

    Raises: NotAnEvent for whatever else the bytes are.
    """
    try:
        event = json.loads(payload.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotAnEvent("not JSON in UTF-8") from error
    if not isinstance(event, dict) or event.get("object") != "event":
        raise NotAnEvent("not an event")
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    live, created = event.get("livemode"), event.get("created")
    if not isinstance(about, dict) or not isinstance(live, bool) or type(created) is not int:
        raise NotAnEvent("not of the shape of an event")
    return EventSeen(
        id=_text(event.get("id"), REF),
        type=_text(event.get("type"), WORD),
        object_ref=None if about.get("id") is None else _text(about["id"], REF),
        object_kind=_text(about.get("object"), re.compile(r"[!-~]{1,80}")),
        is_live=live,
        api_version=None
        if event.get("api_version") is None
        else _text(event["api_version"], re.compile(r"[!-~]{1,40}")),
        created_at=_moment(created),
    )


def named_by(payload: bytes) -> dict[str, str]:
    """The ids of what the event's object is part of, by what they are of; {} without any.

    Of a payload that `read` once accepted. They are looked for in today's place and in older ones.
    """
    about = json.loads(payload)["data"]["object"]
    parent = about.get("parent")
    details = parent.get("subscription_details") if isinstance(parent, dict) else None
    places = [about, details if isinstance(details, dict) else {}]
    return {
        name: place[name]
        for place in places
        for name in ("subscription", "invoice", "payment_intent", "charge")
        if isinstance(place.get(name), str) and REF.fullmatch(place[name])
    }


def _text(value: object, shape: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise NotAnEvent("a field is not of the shape of an event")
    return value


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise NotAnEvent("created at no moment") from error
