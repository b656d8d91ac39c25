"""The nightly reconcile: once a night in the newsroom's time, and staff hear what it found."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.audit.models import StaffNotice
from portal.billing.models import BillingMark
from portal.billing.reconciling import nightly
from portal.errors import Unavailable
from portal.extensions import db, end_read
from tests.billing.story import Story

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2026, 6, 10, 12, tzinfo=KYIV)


@pytest.mark.parametrize(
    ("marked_at", "state", "now", "due"),
    [
        (NOON, "done", NOON + timedelta(hours=14), False),
        (NOON, "done", NOON + timedelta(hours=15), True),
        (NOON, "done", NOON + timedelta(days=30), True),
        (NOON + timedelta(hours=15), "done", NOON + timedelta(hours=38), False),
        (NOON, "failed", NOON + timedelta(minutes=59), False),
        (NOON, "failed", NOON + timedelta(hours=1), True),
        (NOON, "running", NOON + timedelta(hours=5), False),
        (NOON, "running", NOON + timedelta(hours=6), True),
    ],
)
def test_when_it_is_due(marked_at: datetime, state: str, now: datetime, due: bool) -> None:
    assert nightly.is_due(marked_at.astimezone(UTC), state, now.astimezone(UTC), KYIV) is due


def at(story: Story, now: datetime) -> bool:
    end_read()
    return nightly.run_when_due(story.gateway, lambda: now, KYIV)


def test_it_runs_once_a_night_and_tells_staff(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.sandbox.control.settle()
    today = story.moment()
    assert not at(story, today)
    tomorrow = today + timedelta(days=1)
    assert at(story, tomorrow)
    assert not at(story, tomorrow + timedelta(minutes=1))
    assert story.how_many(StaffNotice) == 1
    told = db.session.query(StaffNotice).one().message
    assert "1 mended, 0 left" in told
    assert "@" not in told
    assert at(story, tomorrow + timedelta(days=1))
    assert story.how_many(StaffNotice) == 1  # nothing was found, nothing is said


def test_a_night_without_stripe_is_made_up_for(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.billing.pages.SILENT_WAITS", ())
    today = story.moment()
    at(story, today)
    story.sandbox.control.fault("error_500", times=5, path="/v1/subscriptions")
    tomorrow = today + timedelta(days=1)
    with pytest.raises(Unavailable):
        at(story, tomorrow)
    assert db.session.get_one(BillingMark, nightly.NIGHTLY).value == "failed"
    story.sandbox.control.calm()
    assert not at(story, tomorrow + timedelta(minutes=30))
    assert at(story, tomorrow + timedelta(hours=1))
