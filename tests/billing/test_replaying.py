"""Working on it again: what is done changes nothing, what is refused is tried where it may be."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal import clock
from portal.audit import log
from portal.audit.models import AuditEntry
from portal.billing import inbox_reading, orders, orders_reading, replaying, roots
from portal.billing.commands import billing
from portal.billing.gateway import Declined
from portal.billing.inbox_reading import Asked, KeptEvent
from portal.billing.models import StripeEvent, StripeOrder
from portal.billing.pictures import Root
from portal.billing.replaying import Replayed
from portal.errors import Missing, Refused, Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.support.models import Payment
from portal.support.payment_desk import payment_desk
from tests.billing.story import Story, member

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def replay(story: Story, event_id: str) -> Replayed:
    end_read()
    return replaying.replay(story.gateway, event_id, clock.now(), is_live=False, actor_id=7)


def any_event(story: Story, kind: str = "invoice.paid") -> KeptEvent:
    end_read()
    found = inbox_reading.events(db.session(), Asked(type=kind), is_live=False).events[0]
    end_read()
    return found


def make_order(kind: str, target: str, state: str, **columns: Any) -> int:
    now = clock.now()
    with unit_of_work() as session:
        row = StripeOrder(
            **{
                "kind": kind, "key": secrets.token_hex(8), "natural_key": secrets.token_hex(8),
                "target_ref": target, "parameters": {}, "state": state, "attempts": 0,
                "next_try_at": now, "ordered_at": now, **columns,
            }
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def test_replaying_what_is_done_changes_nothing(story_on_both: Story) -> None:
    story = story_on_both
    member(story)
    before = any_event(story)
    found = replay(story, before.id)
    assert (found.before, found.after, found.failed) == (before, before, "")
    assert (story.members(), story.how_many(Payment)) == (1, 1)
    (entry,) = log.latest(db.session(), subject=f"event:{before.id}")
    assert (entry.actor_id, entry.action, entry.before) == (7, "event.replayed", {"state": "done"})


def test_what_is_done_stays_done_while_stripe_is_away(story: Story) -> None:
    member(story)
    before = any_event(story)
    story.sandbox.control.fault("error_500", method="GET", times=1000)
    found = replay(story, before.id)
    assert (found.after, found.failed) == (before, "away")


def test_an_event_that_waits_is_done_at_once(story: Story) -> None:
    story.subscribe("alisa@example.org")
    events = story.events("invoice.paid")
    story.sandbox.control.fault("error_500", method="GET", times=1000)
    story.deliver(events)
    waits = any_event(story)
    assert (waits.state, waits.why, waits.attempts) == ("waiting", "away", 1)
    again = replay(story, waits.id).after
    assert (again.state, again.why, again.attempts) == ("waiting", "away", 1)
    story.sandbox.control.calm()
    assert replay(story, waits.id).after.state == "done"
    assert story.members() == 1


def test_a_parked_event_is_done_once_its_cause_is_mended(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.subscribe("alisa@example.org")

    def poisoned(_gateway: Any, _root: Root) -> Any:
        raise KeyError("a field that is not there")

    with monkeypatch.context() as patch:
        patch.setattr(roots, "look", poisoned)
        story.deliver(story.events("invoice.paid"))
        for hours in range(1, 9):
            story.sweep(timedelta(hours=hours))
        parked = any_event(story)
        assert (parked.state, parked.why) == ("parked", "fault")
        assert replay(story, parked.id).after.state == "waiting"
    found = replay(story, parked.id)
    assert (found.before.state, found.after.state, story.members()) == ("waiting", "done", 1)


def test_what_says_nothing_of_money_is_left_alone(story: Story) -> None:
    member(story)
    with unit_of_work() as session:
        session.query(StripeEvent).filter_by(type="invoice.paid").update(
            {"is_live": True, "state": "ignored"}
        )
        session.query(StripeEvent).filter_by(type="charge.succeeded").update(
            {"object_kind": "product", "state": "ignored"}
        )
    story.sandbox.control.fault("error_500", times=1000)  # nothing is asked
    for kind, why in (("invoice.paid", "other_mode"), ("charge.succeeded", "no_money")):
        event = any_event(story, kind)
        found = replay(story, event.id)
        assert (event.why, found.after, found.failed) == (why, event, "")


def test_an_ignored_event_that_proves_to_be_ours_is_done(story: Story) -> None:
    member(story)
    with unit_of_work() as session:
        session.query(StripeEvent).update({"state": "ignored"})
    event = any_event(story)
    assert event.why == "foreign"
    assert replay(story, event.id).after.state == "done"


def test_an_unknown_event_is_missing(story: Story) -> None:
    with pytest.raises(Missing):
        replay(story, "evt_nowhere")
    assert story.how_many(AuditEntry) == 0


def command(*words: str) -> tuple[int, str]:
    end_read()
    result = CliRunner().invoke(billing, list(words))
    end_read()
    return result.exit_code, result.output


def test_the_command_says_what_came_of_it(story: Story) -> None:
    member(story)
    event = any_event(story)
    assert command("replay", event.id) == (0, f"{event.id}: done\n")
    story.sandbox.control.fault("error_500", method="GET", times=1000)
    code, output = command("replay", event.id)
    assert code == 1
    assert f"{event.id}: done\n" in output
    assert "Stripe did not show what it is about. Nothing was changed." in output


def failing(story: Story, wish: Callable[[int], None], membership_id: int) -> StripeOrder:
    story.sandbox.control.fault("error_500", method="POST", path="/v1/subscriptions", times=3)
    with pytest.raises(Unavailable):
        wish(membership_id)
    end_read()
    return db.session.scalars(select(StripeOrder).order_by(StripeOrder.id.desc())).first()  # type: ignore[return-value]


def try_again(story: Story, order_id: int) -> orders_reading.KeptOrder:
    end_read()
    return replaying.try_again(story.gateway, order_id, clock.now(), actor_id=7)


def test_an_order_that_waits_is_carried_out_now(story: Story) -> None:
    membership_id = member(story)
    order_id = failing(story, payment_desk().cancel, membership_id).id
    story.sandbox.control.fault("error_500", method="POST", path="/v1/subscriptions", times=3)
    again = try_again(story, order_id)
    assert (again.state, again.why, again.attempts) == ("waiting", "away", 2)
    assert try_again(story, order_id).state == "done"
    assert story.memberships()[0].ends_at is not None
    entries = log.latest(db.session(), subject=f"order:{order_id}")
    assert [entry.action for entry in entries] == ["order.tried_again"] * 2
    with pytest.raises(Refused, match="is done"):
        try_again(story, order_id)


def test_a_refund_that_was_refused_is_tried_again_and_made_once(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(story)
    (payment,) = db.session.scalars(select(Payment)).all()
    payment_id, ref = payment.id, payment.provider_ref

    def no(*_: Any) -> Any:
        raise Declined(None, "balance_insufficient", "amount")

    with monkeypatch.context() as patch:
        patch.setitem(replaying.carrying.CALLS, "refund", no)
        end_read()
        with pytest.raises(Refused):
            payment_desk().refund(payment_id, None, "requested_by_customer")
    end_read()
    (order,) = orders_reading.orders(db.session(), state="refused").orders
    assert (order.why, order.not_again) == ("refused", "")
    assert try_again(story, order.id).state == "done"
    refunds = story.sandbox.client.v1.refunds.list({"payment_intent": ref}).data
    assert [r.amount for r in refunds] == [800]
    story.deliver()
    assert story.members() == 0


def test_what_an_earlier_try_gave_back_is_not_given_back_twice(story: Story) -> None:
    member(story)
    ref = db.session.scalars(select(Payment.provider_ref)).one()
    end_read()
    asked = {"payment_intent": ref, "amount": 300}
    order_id = make_order("refund", ref, "refused", parameters=asked, natural_key="refund:once")
    refunds = story.sandbox.client.v1.refunds
    refunds.create({**asked, "metadata": {"order": "refund:once"}})  # type: ignore[typeddict-item]
    assert try_again(story, order_id).state == "done"
    assert [r.amount for r in refunds.list({"payment_intent": ref}).data] == [300]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("resume", "wish for it anew"),
        ("change", "wish for it anew"),
        ("undo_cancel", "wish for it anew"),
        ("create_endpoint", "portal billing setup"),
        ("product", "by itself"),
    ],
)
def test_nobody_is_charged_by_a_press_of_staff(story: Story, kind: str, words: str) -> None:
    order_id = make_order(kind, "sub_1", "refused")
    with pytest.raises(Refused, match=words):
        try_again(story, order_id)
    assert story.how_many(StripeOrder, StripeOrder.state == "refused") == 1
    assert story.how_many(AuditEntry) == 0


def test_a_refused_order_that_another_followed_is_past(story: Story) -> None:
    first = make_order("cancel", "sub_1", "refused")
    make_order("undo_cancel", "sub_1", "done")
    with pytest.raises(Refused, match="followed"):
        try_again(story, first)


def test_an_order_that_is_refused_again_has_a_new_key_and_tells_staff(story: Story) -> None:
    order_id = make_order("cancel", "sub_nowhere", "refused", last_error="resource_missing id")
    key = db.session.get_one(StripeOrder, order_id).key
    again = try_again(story, order_id)
    assert (again.state, again.last_error) == ("refused", "resource_missing id")
    assert db.session.get_one(StripeOrder, order_id).key != key
    assert orders.why_not_again("cancel", "refused", is_newest=True) == ""
