"""Events that never came: found in Stripe's list, and a silence that staff hear of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from portal import clock, extensions
from portal.audit.models import StaffNotice
from portal.billing import jobs, missed, pulse, silence
from portal.billing.caught_up import is_caught_up
from portal.billing.marks import EVENT_VERIFIED, value_of, when
from portal.billing.models import BillingMark, StripeEvent
from portal.billing.reconciling.reconcile import reconcile
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work
from tests.billing.counting import counted, queued
from tests.billing.story import Story, member

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def take_in(story: Story, now: datetime) -> int:
    end_read()
    return missed.take_in(story.gateway, now, jobs.work_on.enqueue, is_live=False)


def notices(story: Story, kind: str) -> int:
    return story.how_many(StaffNotice, StaffNotice.kind == kind)


def test_events_that_were_never_delivered_are_found_in_stripes_list(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.sandbox.control.settle()
    assert story.members() == 0
    later = clock.now() + 10 * MINUTE
    missing = take_in(story, later)
    assert missing >= 6
    assert story.members() == 1
    assert story.states() == {"done": missing}
    assert notices(story, "events-missed") == 1
    assert when(db.session(), EVENT_VERIFIED) is None  # the alarm is about deliveries
    assert take_in(story, later + 10 * MINUTE) == 0
    story.deliver()  # late after all
    assert story.members() == 1


def test_what_another_took_in_at_this_moment_is_not_counted_twice(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.subscribe("alisa@example.org")
    story.sandbox.control.settle()
    later = clock.now() + 10 * MINUTE
    real: Callable[..., Any] = missed._body
    others: list[int] = []

    def raced(event: Any) -> bytes:
        if not others:
            others.append(0)
            others[0] = take_in(story, later)
        return bytes(real(event))

    monkeypatch.setattr(missed, "_body", raced)
    assert take_in(story, later) == 0
    assert others == [story.how_many(StripeEvent)]


def test_what_may_still_be_on_its_way_is_left_to_the_delivery(story: Story) -> None:
    story.subscribe("alisa@example.org")
    assert take_in(story, clock.now()) == 0
    assert story.states() == {}


def test_the_list_is_read_page_by_page_and_from_the_mark_on(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        story.subscribe(f"reader{number}@example.org")
    later = clock.now() + 10 * MINUTE
    with queued(story.app), counted(story.sandbox) as calls:
        take_in(story, later)
        take_in(story, later)  # what lies within the overlap is read again
        assert calls == ["GET /v1/events"] * 4
        calls.clear()
        monkeypatch.setattr(missed, "OVERLAP", -MINUTE)
        take_in(story, later)
        assert calls == ["GET /v1/events"]


def test_a_death_between_two_pages_leaves_the_mark_where_it_was(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        story.subscribe(f"reader{number}@example.org")
    story.sandbox.control.settle()
    later = clock.now() + 10 * MINUTE
    real: Callable[..., Any] = missed._keep
    pages: list[int] = []

    def dies(*args: Any, **named: Any) -> Any:
        if pages:
            raise KeyboardInterrupt
        pages.append(real(*args, **named))
        return pages[-1]

    monkeypatch.setattr(missed, "_keep", dies)
    with queued(story.app), pytest.raises(KeyboardInterrupt):
        take_in(story, later)
    monkeypatch.undo()
    assert value_of(db.session(), missed.LISTED) is None
    assert 0 < story.how_many(StripeEvent) == pages[0]
    take_in(story, later)
    story.sweep(HOUR)
    assert story.members() == 9


def test_a_silent_stripe_leaves_the_mark_where_it_was(story: Story) -> None:
    story.sandbox.control.fault("error_500", path="/v1/events", times=3)
    with pytest.raises(Unavailable):
        take_in(story, clock.now())
    assert value_of(db.session(), missed.LISTED) is None


def test_after_more_than_thirty_days_a_reconcile_is_asked_for(story: Story) -> None:
    now = clock.now()
    take_in(story, now)
    take_in(story, now + 29 * DAY)
    assert notices(story, "events-gap") == 0
    take_in(story, now + 60 * DAY)
    assert notices(story, "events-gap") == 1


def test_the_portal_has_caught_up_once_it_read_on_and_worked_off_what_it_found(
    story: Story,
) -> None:
    now = clock.now()

    def knows(moment: datetime) -> bool:
        try:
            return is_caught_up(db.session(), moment)
        finally:
            end_read()

    assert not knows(now)
    take_in(story, now + 10 * MINUTE)
    assert knows(now + 8 * MINUTE) and not knows(now + 9 * MINUTE)
    story.subscribe("alisa@example.org")
    with queued(story.app):
        take_in(story, now + 20 * MINUTE)
    assert not knows(now)
    story.sweep(HOUR)
    assert knows(now)
    take_in(story, now + 60 * DAY)
    assert not knows(now)
    reconcile(story.gateway, now + 29 * DAY, lambda _text: None)
    assert not knows(now)
    reconcile(story.gateway, now + 31 * DAY, lambda _text: None)
    assert knows(now)


def test_a_day_without_events_while_a_renewal_was_due_raises_the_alarm_once(story: Story) -> None:
    member(story)
    start, machine = clock.now(), clock.machine_now()
    looks = [start + 32 * DAY + 10 * MINUTE * turn for turn in range(4)]
    heard = [watch(now, machine + (now - looks[0])) for now in looks]
    assert heard == [False, True, True, True]  # the first look only suspects it
    assert notices(story, "stripe-silent") == 1
    assert is_said_to_be_silent(machine + HOUR)
    with unit_of_work() as session:
        session.get_one(BillingMark, EVENT_VERIFIED).marked_at = looks[-1]
    assert not watch(looks[-1] + 10 * MINUTE, machine + HOUR)
    assert not is_said_to_be_silent(machine + HOUR)


def is_said_to_be_silent(machine_now: datetime) -> bool:
    try:
        return pulse.read(db.session(), machine_now).is_silent
    finally:
        end_read()


def test_it_is_quiet_while_nothing_was_due(story: Story) -> None:
    member(story)
    start, machine = clock.now(), clock.machine_now()
    with unit_of_work() as session:  # the checkout, which was heard of, is over by then
        session.get_one(BillingMark, EVENT_VERIFIED).marked_at = start + HOUR
    for turn in range(4):
        assert not watch(start + 20 * DAY + turn * HOUR, machine + turn * HOUR)


def test_a_renewal_that_nobody_told_of_is_enough(story: Story) -> None:
    member(story)
    start, machine = clock.now(), clock.machine_now()
    with unit_of_work() as session:  # after the checkout and its payment
        session.get_one(BillingMark, EVENT_VERIFIED).marked_at = start + HOUR
    later = start + 32 * DAY
    assert [watch(later, machine), watch(later, machine + HOUR)] == [False, True]


def test_the_portal_listens_for_silence_every_ten_minutes(story: Story) -> None:
    minutes, task = extensions.jobs.periodic["portal.billing.jobs.listen"]
    assert minutes == 10
    task()
    end_read()
    assert when(db.session(), silence.WATCH_BEGAN) is not None


def test_a_jump_of_the_demos_clock_is_no_silence(story: Story) -> None:
    member(story)
    start, machine = clock.now(), clock.machine_now()
    for turn in range(4):
        assert not watch(start + 32 * DAY + turn * DAY, machine + turn * MINUTE)


def test_a_portal_that_never_heard_an_event_hears_of_that(story: Story) -> None:
    machine = clock.machine_now()
    watch(clock.now(), machine)
    story.open(story.choose())
    later = clock.now() + 25 * HOUR
    assert [watch(later, machine), watch(later, machine + HOUR)] == [False, True]


def watch(now: datetime, machine_now: datetime) -> bool:
    end_read()
    return silence.watch(now, machine_now)


def test_parked_and_waiting_events_are_gauges(story: Story) -> None:
    with queued(story.app):
        member_waits(story)
    with unit_of_work() as session:
        session.query(StripeEvent).filter_by(object_kind="charge").update({"state": "parked"})
    parked = story.states()["parked"]
    assert gauge(story, "parked") == parked > 0
    assert gauge(story, "waiting") == story.states()["waiting"]
    story.sweep(HOUR)
    assert (gauge(story, "parked"), gauge(story, "waiting")) == (parked, 0)


def member_waits(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.deliver()


def gauge(story: Story, state: str) -> float | None:
    name = f'portal_stripe_events_unsettled{{state="{state}"}} '
    lines = story.client.get("/metrics").text.splitlines()
    return next((float(line.removeprefix(name)) for line in lines if line.startswith(name)), None)
