"""Crashes, time-outs and lost events: nothing is lost, nothing is done twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.audit.models import StaffNotice
from portal.billing import inbox, jobs, roots, sync
from portal.billing.models import StripeEvent, StripeObject, StripeOrder
from portal.billing.pictures import Root
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.finance.models import LedgerEntry
from portal.support import applying
from portal.support.models import Payment
from portal.support.payment_desk import payment_desk
from tests.billing.story import Story
from tests.sandbox.driver import pay

MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """The process died here."""


def test_a_crash_between_fetch_and_apply_loses_nothing(
    story_on_both: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = story_on_both
    story.subscribe("alisa@example.org")
    real: Callable[..., Any] = applying.apply_all

    def dies(*_: Any) -> None:
        raise Killed

    monkeypatch.setattr(applying, "apply_all", dies)
    for event in story.events("checkout.session.completed"):
        with pytest.raises(Killed):
            story.deliver([event])
    assert story.states() == {"waiting": 1}
    assert story.how_many(Payment) == story.how_many(LedgerEntry) == 0
    assert story.how_many(StripeObject) == 0
    monkeypatch.setattr(applying, "apply_all", real)
    story.sweep(MINUTE)
    assert story.states() == {"done": 1}
    assert story.members() == 1


def test_a_crash_after_the_facts_leaves_none_of_them(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.subscribe("alisa@example.org")

    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    monkeypatch.setattr("portal.billing.inbox.settle", dies)
    with pytest.raises(Killed):
        story.deliver(story.events("invoice.paid"))
    assert story.members() == 0
    assert story.how_many(Payment) == 0


def test_an_older_fetch_never_overwrites_a_newer_one(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.subscribe("alisa@example.org")
    story.deliver()
    ref = story.memberships()[0].provider_ref
    real = sync.read
    overtaken: list[bool] = []

    def slow(*args: Any) -> Any:
        reading = real(*args)
        if not overtaken:  # after this fetch, another sync sees that an end was scheduled
            overtaken.append(True)
            story.sandbox.client.v1.subscriptions.update(ref, {"cancel_at_period_end": True})
            sync.sync(story.gateway, "subscription", ref, clock.now())
        return reading

    monkeypatch.setattr(sync, "read", slow)
    sync.sync(story.gateway, "subscription", ref, clock.now())
    assert overtaken
    assert story.memberships()[0].ends_at is not None


def test_a_lost_time_out_on_opening_is_resolved_without_a_second_checkout(story: Story) -> None:
    attempt_id = story.choose()
    story.sandbox.control.fault(
        "timeout_after", method="POST", path="/v1/checkout/sessions", seconds=0.2, times=3
    )
    with pytest.raises(Unavailable):
        story.open(attempt_id)
    assert story.attempt(attempt_id).state == "unknown"
    assert len(story.sessions()) == 1
    before = story.attempt(attempt_id).parameters
    assert story.sweep(MINUTE)["attempts"] == 1
    attempt = story.attempt(attempt_id)
    assert (attempt.state, attempt.checkout_ref) == ("open", story.sessions()[0].id)
    assert attempt.parameters == before
    assert len(story.sessions()) == 1
    assert story.open(attempt_id).url == attempt.checkout_url
    assert story.sweep(MINUTE)["attempts"] == 0


def test_a_retry_is_equal_to_the_byte(story: Story) -> None:
    attempt_id = story.choose()
    story.sandbox.control.fault("error_500", path="/v1/checkout/sessions", times=3)
    with pytest.raises(Unavailable):
        story.open(attempt_id)
    with unit_of_work() as session:  # whatever changes in between, the call does not
        attempt = session.get_one(type(story.attempt(attempt_id)), attempt_id)
        attempt.amount_minor = 999_900
    story.open(attempt_id)
    (made,) = story.sessions()
    assert made.amount_total == 800
    assert made.client_reference_id == attempt_id


def test_a_process_that_died_before_the_call_is_made_up_for(story: Story) -> None:
    attempt_id = story.choose()
    assert story.sweep()["attempts"] == 0
    assert story.sweep(MINUTE)["attempts"] == 1
    assert story.attempt(attempt_id).state == "open"


def test_an_attempt_that_nobody_could_open_ends_with_its_time(story: Story) -> None:
    attempt_id = story.choose()
    story.sweep(timedelta(hours=2))
    assert story.attempt(attempt_id).state == "expired"
    assert story.sessions() == []


def test_a_checkout_past_its_time_is_looked_at(story: Story) -> None:
    attempt_id = story.choose()
    checkout = story.open(attempt_id)
    story.sandbox.control.expire(checkout.ref)
    assert story.attempt(attempt_id).state == "open"
    story.sweep(timedelta(hours=1))
    assert story.attempt(attempt_id).state == "expired"


def test_a_payment_whose_every_event_was_lost_is_found_when_its_time_is_up(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.sweep(timedelta(hours=1))
    assert story.members() == 1


def test_a_charge_without_its_movement_waits_and_is_completed(story: Story) -> None:
    checkout = story.open(story.choose(cadence=None))
    pay(checkout.url, email="alisa@example.org")
    payment_desk().sync_checkout(checkout.ref)
    first = story.how_many(LedgerEntry)
    story.sandbox.control.settle()
    story.sweep(timedelta(minutes=15))
    assert story.how_many(Payment) == story.how_many(LedgerEntry) == 1
    assert first in (0, 1)


def test_stripe_away_parks_nothing(story: Story) -> None:
    story.subscribe("alisa@example.org")
    events = story.events("invoice.paid")
    story.sandbox.control.fault("error_500", method="GET", times=1000)
    story.deliver(events)
    for hours in range(1, 13):
        story.sweep(timedelta(hours=hours))
    assert story.states() == {"waiting": 1}
    story.sandbox.control.calm()
    story.sweep(timedelta(hours=20))
    assert story.states() == {"done": 1}
    assert story.members() == 1


def test_a_poison_event_parks_after_eight_tries_and_the_others_go_on(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.subscribe("alisa@example.org")
    (poison,) = story.events("checkout.session.completed")
    real: Callable[..., Any] = roots.look

    def poisoned(gateway: Any, root: Root) -> Any:
        if root.kind == "checkout.session":
            raise KeyError("a field that is not there")
        return real(gateway, root)

    monkeypatch.setattr(roots, "look", poisoned)
    parked_before = inbox.RECEIVED.labels("parked")._value.get()
    story.deliver()
    for hours in range(1, 8):
        assert story.states().get("parked", 0) == 0
        story.sweep(timedelta(hours=hours))
    row = db.session.get_one(StripeEvent, poison.id)
    assert (row.state, row.attempts, row.faults) == ("parked", 8, 8)
    assert (row.last_error or "").startswith("KeyError in poisoned, test_when_things_break.py:")
    assert "a field that is not there" not in (row.last_error or "")  # words may hold an address
    assert story.members() == 1
    assert story.states().get("waiting", 0) == 0
    assert story.how_many(StaffNotice, StaffNotice.kind == "event-parked") == 1
    assert inbox.RECEIVED.labels("parked")._value.get() == parked_before + 1
    monkeypatch.undo()
    assert replay(story, poison.id) == "done"
    assert replay(story, poison.id) == "done"
    assert story.members() == 1


def test_seven_outages_before_are_no_faults_of_the_event(
    story_on_both: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = story_on_both
    story.subscribe("alisa@example.org")
    (poison,) = story.events("checkout.session.completed")
    fails: list[Exception] = [Unavailable("Stripe does not answer.")]

    def failing(*_: Any) -> Any:
        raise fails[-1]

    monkeypatch.setattr(roots, "look", failing)
    story.deliver([poison])
    for hours in range(1, 7):
        story.sweep(timedelta(hours=hours))
    fails.append(KeyError("a field that is not there"))
    for hours in range(7, 15):
        assert story.states() == {"waiting": 1}
        story.sweep(timedelta(hours=hours))
    row = db.session.get_one(StripeEvent, poison.id)
    assert (row.state, row.attempts, row.faults) == ("parked", 15, 8)
    told = db.session.scalars(select(StaffNotice).filter_by(kind="event-parked")).one()
    assert f"Event {poison.id} ({poison.type}) failed 8 times and is parked" in told.message
    monkeypatch.undo()
    assert replay(story, poison.id) == "done"
    assert db.session.get_one(StripeEvent, poison.id).faults == 0


def replay(story: Story, event_id: str) -> str:
    from click.testing import CliRunner

    from portal.billing.commands import billing

    end_read()
    result = CliRunner().invoke(billing, ["replay", event_id])
    assert result.exit_code == 0, result.output
    end_read()
    return db.session.get_one(StripeEvent, event_id).state


def test_replaying_an_unknown_event_fails_with_a_sentence(story: Story) -> None:
    from click.testing import CliRunner

    from portal.billing.commands import billing

    result = CliRunner().invoke(billing, ["replay", "evt_nowhere"])
    assert result.exit_code == 1
    assert "no event evt_nowhere" in result.output


def test_stripe_is_never_called_in_a_transaction(story: Story) -> None:
    db.session.execute(select(StripeOrder))
    with pytest.raises(RuntimeError, match="transaction is open"):
        story.gateway.ask(lambda v1: v1.products.list())
    end_read()


def test_what_is_over_the_limit_is_tried_again(story: Story) -> None:
    story.sandbox.control.fault("rate_limit", times=1)
    assert story.gateway.ask(lambda v1: v1.products.list()).data == []


def test_a_job_for_an_event_that_is_gone_does_nothing(story: Story) -> None:
    jobs.work_on("evt_nowhere")
    assert story.states() == {}
