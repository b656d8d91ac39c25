"""Bodies of events are kept for 60 days, their fate for good."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.billing import purging, working
from portal.billing.models import StripeEvent
from portal.extensions import db, end_read, jobs, unit_of_work
from tests.billing.story import Story, member

DAY = timedelta(days=1)


def bodies(story: Story) -> int:
    return story.how_many(StripeEvent, StripeEvent.body.is_not(None))


def test_bodies_are_forgotten_after_sixty_days(story: Story) -> None:
    member(story)
    all_of_them, now = bodies(story), clock.now()
    assert purging.purge_when_due(now + 59 * DAY) == 0
    assert purging.purge_when_due(now + 59 * DAY + timedelta(hours=2)) == 0
    assert bodies(story) == all_of_them > 0
    assert purging.purge_when_due(now + 61 * DAY) == all_of_them
    assert bodies(story) == 0
    assert story.how_many(StripeEvent) == all_of_them


def test_the_jobs_process_forgets_them_by_itself(story: Story) -> None:
    member(story)
    with unit_of_work() as session:
        session.execute(update(StripeEvent).values(received_at=clock.now() - 61 * DAY))
    assert bodies(story) > 0
    _minutes, task = jobs.periodic["portal.billing.jobs.forget_bodies"]
    task()
    assert bodies(story) == 0


def test_it_is_done_once_a_day(story: Story) -> None:
    member(story)
    later = clock.now() + 61 * DAY
    assert purging.purge_when_due(later) > 0
    with unit_of_work() as session:
        session.scalars(select(StripeEvent).limit(1)).one().body = b"{}"
    assert purging.purge_when_due(later + timedelta(hours=12)) == 0
    assert bodies(story) == 1


def test_more_than_a_batch_goes_too(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    member(story)
    monkeypatch.setattr(purging, "BATCH", 3)
    count = bodies(story)
    assert purging.purge_when_due(clock.now() + 61 * DAY) == count


def test_an_event_without_its_body_can_still_be_replayed(story: Story) -> None:
    member(story)
    purging.purge_when_due(clock.now() + 61 * DAY)
    (paid,) = story.events("invoice.paid")
    with unit_of_work() as session:
        session.get_one(StripeEvent, paid.id).state = "waiting"
    working.work_on(story.gateway, paid.id, clock.now())
    end_read()
    assert db.session.get_one(StripeEvent, paid.id).state == "done"
