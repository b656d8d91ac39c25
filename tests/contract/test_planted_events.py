"""Mistakes that the sandbox's events could hold, delivered or listed: each is named."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.contract.planting import (
    GONE,
    Thing,
    Things,
    violations_of_answer,
    violations_of_delivery,
)

Spoil = Callable[[Thing], object]


def put(where: Thing, **fields: object) -> None:
    where.update(fields)


SPOILT_EVENTS: dict[str, tuple[Spoil, str]] = {
    "an unknown type": (lambda o: put(o, type="customer.subscription.ended"), "type"),
    "another version": (lambda o: put(o, api_version="2025-03-31.basil"), "api_version"),
    "no mark of live": (lambda o: o.pop("livemode"), "livemode"),
    "a mistake in the object": (
        lambda o: put(o["data"]["object"], current_period_end=1),
        "data.object.current_period_end",
    ),
    "another object": (lambda o: put(o, type="charge.updated"), "data.object"),
    "an object that is expanded": (
        lambda o: put(o["data"]["object"], customer=GONE),
        "data.object.customer",
    ),
    "an unknown field before": (
        lambda o: put(o["data"]["previous_attributes"], current_period_end=1),
        "data.previous_attributes.current_period_end",
    ),
    "a mistyped field before": (
        lambda o: put(o["data"]["previous_attributes"], cancel_at_period_end="false"),
        "data.previous_attributes.cancel_at_period_end",
    ),
}


@pytest.mark.parametrize("name", SPOILT_EVENTS)
def test_a_mistake_in_an_event_is_named(things: Things, name: str) -> None:
    spoil, field = SPOILT_EVENTS[name]
    path, query, page = deepcopy(things["events"])
    event = next(row for row in page["data"] if row["type"] == "customer.subscription.updated")
    assert violations_of_delivery(event) == {}
    spoil(event)
    listed = violations_of_answer(path, page, query=query)
    for found in (violations_of_delivery(event), listed):
        assert any(f"{field}: expected" in sentence for sentence in found), found


def test_what_an_event_says_was_before_may_be_in_part(
    things: Things,
) -> None:
    _path, _query, page = deepcopy(things["events"])
    event = next(row for row in page["data"] if row["type"] == "customer.subscription.updated")
    before = {
        "metadata": {"app": None},
        "cancellation_details": {"reason": None},
        "cancel_at": None,
    }
    event["data"]["previous_attributes"] = before
    assert violations_of_delivery(event) == {}
    event["data"]["previous_attributes"]["metadata"] = {"app": 1}
    assert len(violations_of_delivery(event)) == 1
