"""What placeholders stand for: only numbers that are true at this moment are named."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from portal.campaign.bar import Placed
from portal.campaign.rules import State
from portal.prompts import desk

KYIV = ZoneInfo("Europe/Kyiv")
ALWAYS = {"month"}


def placed(state: State, *, is_stale: bool = False) -> Placed:
    return Placed(
        slug="year", name="Year", count=13_000, goal=25_000, percent=52, remaining=12_000,
        as_of=datetime(2026, 11, 22, tzinfo=UTC), state=state, met=False, is_stale=is_stale,
        version=1, starts_at=datetime(2026, 1, 1, tzinfo=KYIV),
        ends_at=datetime(2027, 1, 1, tzinfo=KYIV), timezone="Europe/Kyiv", offset=0,
        offset_label="", url="", live_url="", json_url="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("progress", "named"),
    [
        (None, ALWAYS),
        (placed(State.RUNNING, is_stale=True), ALWAYS),
        (placed(State.RUNNING), ALWAYS | {"count", "goal", "remaining", "deadline"}),
        (placed(State.UPCOMING), ALWAYS | {"count", "goal", "deadline"}),
        (placed(State.REACHED), ALWAYS | {"count", "goal", "deadline"}),
        (placed(State.ENDED), ALWAYS | {"count", "goal"}),
    ],
    ids=["no campaign", "stale", "running", "upcoming", "reached", "ended"],
)
def test_what_is_not_true_now_is_not_named(
    app: Flask, progress: Placed | None, named: set[str]
) -> None:
    with app.test_request_context("/"):
        values = desk.values(progress)
    assert set(values) == named
    whole = {"count": "13,000", "goal": "25,000", "remaining": "12,000"}
    assert {name: values[name] for name in whole if name in values} == {
        name: text for name, text in whole.items() if name in named
    }
    assert values.get("deadline", "31 December 2026") == "31 December 2026"
