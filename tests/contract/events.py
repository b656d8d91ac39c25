"""Holds events against the SDK: their envelope, their type, and the snapshot they carry."""

from collections.abc import Iterator
from typing import Any

import stripe
from stripe._api_version import _ApiVersion

from tests.contract import answers, typed
from tests.contract.typed import Mismatch


def mismatches(event: Any) -> Iterator[Mismatch]:
    """What is wrong with one event, delivered or listed."""
    yield from answers.of_object(event, (stripe.Event,), "")
    yield from of_snapshot(event)


def of_snapshot(event: Any) -> Iterator[Mismatch]:
    """What is wrong with what an event carries; its envelope is judged as any object is."""
    if not isinstance(event, dict):
        return
    if event.get("api_version") != _ApiVersion.CURRENT:
        yield Mismatch("api_version", f"{_ApiVersion.CURRENT}, not {event.get('api_version')!r}")
    data = event.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("object"), dict):
        return
    about, kind = data["object"], str(event.get("type"))
    where = f"{kind} data.object"
    yield from answers.of_object(about, (), where)
    wanted = _noun(kind)
    if wanted and about.get("object") != wanted:
        yield Mismatch(where, f"the object {wanted}, not {about.get('object')!r}")
    before, found = data.get("previous_attributes"), typed.resource(str(about.get("object")))
    if isinstance(before, dict) and found is not None:
        where = f"{kind} data.previous_attributes"
        yield from answers.of_fields(before, found, where, answers.PARTIAL)


def _noun(kind: str) -> str:
    """The object that a type of event is about: `customer.subscription.updated`, subscription."""
    whole = kind.rpartition(".")[0]
    for word in (whole, whole.rpartition(".")[2]):
        if typed.resource(word) is not None:
            return word
    return ""
