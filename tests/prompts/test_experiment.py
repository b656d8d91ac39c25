"""When an experiment begins anew."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.prompts.experiment import measured_from
from portal.prompts.prompt import Audience, Caps
from tests.prompts.board import PLAIN

TODAY = date(2026, 11, 22)
RUNNING = replace(PLAIN, sample=1000, measured_from=date(2026, 11, 1))
STARTS = datetime(2026, 12, 1, tzinfo=UTC)


def test_without_a_sample_nothing_is_measured() -> None:
    assert measured_from(None, PLAIN, TODAY) is None
    assert measured_from(RUNNING, replace(RUNNING, sample=0), TODAY) is None


def test_a_new_experiment_begins_on_the_next_day() -> None:
    assert measured_from(None, RUNNING, TODAY) == date(2026, 11, 23)
    assert measured_from(PLAIN, RUNNING, TODAY) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "change",
    [
        {"sample": 2000}, {"holdout_permille": 100}, {"audience": Audience.DONORS},
        {"caps": Caps(most_asks=1)}, {"has_reminder": False},
        {"cadences": ("once",)}, {"tags": frozenset({"port"})},
        {"variants": (replace(PLAIN.variants[0], heading="Other"),)},
    ],
    ids=str,
)  # fmt: skip
def test_what_readers_are_shown_begins_it_anew(change: dict[str, Any]) -> None:
    assert measured_from(RUNNING, replace(RUNNING, **change), TODAY) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "change",
    [{"name": "Other"}, {"priority": 1}, {"is_live": False}, {"starts_at": STARTS}],
    ids=str,
)
def test_what_nobody_sees_does_not(change: dict[str, Any]) -> None:
    typed = replace(RUNNING, **change, measured_from=None)
    assert measured_from(RUNNING, typed, TODAY) == date(2026, 11, 1)
