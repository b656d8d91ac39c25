"""Events of one subscription are answered by one fetch, and never by one that began before them."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import stripe

from portal import clock
from portal.billing import event_shape, roots, working
from portal.billing.models import StripeEvent
from portal.extensions import db, end_read, unit_of_work
from portal.support.models import Payment
from tests.billing.counting import counted, queued
from tests.billing.story import Story, member

MINUTE = timedelta(minutes=1)
# The subscription, its invoices, its customer's charges.
A_LOOK = 3


@pytest.fixture
def renewal(story: Story) -> Iterator[Story]:
    """A membership of which every event of the first renewal waits, none worked on."""
    member(story)
    story.advance_a_month()
    story.sandbox.control.settle()
    with queued(story.app):
        story.deliver(news(story))
    assert story.states()["waiting"] >= 9
    yield story


def test_a_renewal_costs_one_look_however_many_events_tell_of_it(renewal: Story) -> None:
    with counted(renewal.sandbox) as calls:
        renewal.sweep(MINUTE)
    assert len(calls) == A_LOOK, calls
    assert renewal.states().get("waiting", 0) == 0
    assert renewal.how_many(Payment) == 2


@pytest.mark.parametrize("turn", range(0, 10, 3))
def test_it_costs_little_more_in_any_order(renewal: Story, turn: int) -> None:
    waiting = ids(renewal)
    with counted(renewal.sandbox) as calls:
        for event_id in waiting[turn:] + waiting[:turn]:
            working.work_on(renewal.gateway, event_id, clock.now())
    assert len(calls) <= A_LOOK + 2, calls  # of a charge nobody knows, Stripe is asked whose it is
    assert renewal.states().get("waiting", 0) == 0


def test_worked_on_one_by_one_each_event_costs_one_look(story: Story) -> None:
    member(story)
    story.advance_a_month()
    events = news(story)
    about = [e for e in events if e.data.object["object"] in roots.KINDS]
    with counted(story.sandbox) as calls:
        story.deliver(events)
    assert len(calls) <= A_LOOK * len(about) + 4, calls


def test_five_renewals_at_once_cost_five_looks(story: Story) -> None:
    for name in ("alisa", "bohdan", "chidi", "daria", "emeka"):
        member(story, f"{name}@example.org")
    story.advance_a_month()
    with queued(story.app):
        story.deliver(news(story))
    with counted(story.sandbox) as calls:
        story.sweep(MINUTE)
    assert len(calls) == 5 * A_LOOK, calls
    assert story.how_many(Payment) == 10


def test_an_event_that_comes_while_a_fetch_is_under_way_waits_for_the_next(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(story)
    story.advance_a_month()
    first, *rest = news(story)
    real: Callable[..., Any] = roots.look

    def busy(*args: Any) -> Any:
        picture = real(*args)  # it was looked at, and only now the others are received
        with story.app.app_context(), queued(story.app):
            story.deliver(rest)
        return picture

    with queued(story.app):
        story.deliver([first])
    monkeypatch.setattr(roots, "look", busy)
    working.work_on(story.gateway, first.id, clock.now())
    monkeypatch.undo()
    end_read()
    assert db.session.get_one(StripeEvent, first.id).state == "done"
    assert story.states()["waiting"] >= 8
    with counted(story.sandbox) as calls:
        story.sweep(MINUTE)
    assert len(calls) == A_LOOK
    assert story.states().get("waiting", 0) == 0


def test_two_that_work_at_once_fetch_once(renewal: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story = renewal
    real: Callable[..., Any] = roots.look
    is_looking, may_go_on = threading.Event(), threading.Event()

    def slow(*args: Any) -> Any:
        is_looking.set()
        assert may_go_on.wait(20)
        return real(*args)

    monkeypatch.setattr(roots, "look", slow)
    about = [e for e in ids(story) if guessed(e)]

    def work(event_id: str) -> None:
        with story.app.app_context():
            working.work_on(story.gateway, event_id, clock.now())

    threads = [threading.Thread(target=work, args=[one]) for one in (about[0], about[-1])]
    with counted(story.sandbox) as calls:
        threads[0].start()
        assert is_looking.wait(20)
        threads[1].start()
        may_go_on.set()
        for thread in threads:
            thread.join(30)
    assert len(calls) == A_LOOK, calls
    assert story.states().get("waiting", 0) == 0


def test_a_death_in_the_write_marks_none_of_them(
    renewal: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = renewal.states()["waiting"]

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("portal.billing.inbox.settle_answered", dies)
    with pytest.raises(KeyboardInterrupt):
        working.work_on(renewal.gateway, ids(renewal)[0], clock.now())
    assert renewal.states()["waiting"] == before
    assert renewal.how_many(Payment) == 1


@pytest.mark.parametrize("is_known", [True, False])
def test_a_guess_that_misleads_is_not_believed(renewal: Story, is_known: bool) -> None:
    """An event that names another subscription as its invoice's still reaches the right one."""
    story = renewal
    story.subscribe("bohdan@example.org")
    first = story.memberships()[0].provider_ref
    listed = story.sandbox.client.v1.subscriptions.list().data
    (other,) = [s.id for s in listed if s.id != first] if is_known else ["sub_nowhere"]
    (paid,) = [e for e in story.events("invoice.paid") if e.id in ids(story)]
    row = db.session.get_one(StripeEvent, paid.id)
    body = json.loads(row.body or b"")
    body["data"]["object"]["parent"]["subscription_details"]["subscription"] = other
    assert event_shape.named_by(json.dumps(body).encode())["subscription"] == other
    with unit_of_work() as session:
        session.get_one(StripeEvent, paid.id).body = json.dumps(body).encode()
    working.work_on(story.gateway, paid.id, clock.now())
    assert story.states().get("waiting", 0) == 0
    assert story.how_many(Payment, Payment.membership_ref == first) == 2


def test_events_of_other_things_never_wait(story: Story) -> None:
    story.subscribe("alisa@example.org")
    with queued(story.app) as noted:
        story.deliver()
    assert story.states()["ignored"] >= 2  # a customer, a product, a card
    assert len(noted) == story.states()["waiting"]


def news(story: Story) -> list[stripe.Event]:
    """What was not delivered yet; without the payout of a settled month, which is another root."""
    found = [e for e in story.events() if e.id not in story.delivered]
    return [e for e in found if not e.type.startswith("payout.")]


def ids(story: Story) -> list[str]:
    """The waiting events, in the order in which they came."""
    end_read()
    rows = db.session.query(StripeEvent.id).filter_by(state="waiting")
    return [one for (one,) in rows.order_by(StripeEvent.received_at, StripeEvent.id)]


def guessed(event_id: str) -> bool:
    """Whether the event names its subscription."""
    row = db.session.get_one(StripeEvent, event_id)
    return row.object_kind == "subscription" or "subscription" in event_shape.named_by(
        row.body or b""
    )
