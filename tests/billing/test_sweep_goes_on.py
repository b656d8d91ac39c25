"""The sweep goes on: nothing that fails each time, and no silent Stripe, keeps it from the rest."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal.billing import sweep, working
from portal.billing.models import StripeEvent
from portal.billing.sweep import BROKEN_AT_MOST
from tests.billing.counting import counted, queued
from tests.billing.story import Story, member


def test_what_stripe_does_not_know_has_its_turn_and_not_every_turn(story: Story) -> None:
    member(story)
    member(story, "bohdan@example.org")
    story.open(story.choose())
    story.sandbox.control.reset()
    late = timedelta(days=33)
    asked = []
    for minutes in range(3):
        with counted(story.sandbox) as calls:
            story.sweep(late + timedelta(minutes=minutes))
        asked.append(len(calls))
    assert asked == [3, 0, 0]
    with counted(story.sandbox) as calls:
        story.sweep(late + timedelta(hours=7))
    assert len(calls) == 3


def test_what_stripe_breaks_at_each_time_keeps_nobody_else_waiting(story: Story) -> None:
    broken = [story.open(story.choose()).ref for _ in range(BROKEN_AT_MOST + 1)]
    last = story.choose()
    story.sandbox.control.expire(story.open(last).ref)
    late = timedelta(hours=3)
    for ref in broken:
        path = f"/v1/checkout/sessions/{ref}"
        story.sandbox.control.fault("error_500", method="GET", path=path, times=100)
    assert story.sweep(late)["checkouts"] == 0
    assert story.attempt(last).state == "open"
    story.sweep(late + timedelta(minutes=1))
    assert story.attempt(last).state == "expired"


def test_when_each_call_waits_in_vain_the_sweep_still_ends(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.subscribe("alisa@example.org")
    with queued(story.app):
        story.deliver()
    waiting = story.how_many(StripeEvent, StripeEvent.state == "waiting")
    assert waiting > 5
    seconds = [0.0]

    def in_vain(*_: object) -> list[str]:
        seconds[0] += 25
        return []

    monkeypatch.setattr(working, "work_on", in_vain)
    monkeypatch.setattr(sweep, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    assert story.sweep(timedelta(minutes=1))["events"] == 2
