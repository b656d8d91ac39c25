"""Reading the inbox, the orders and the pulse, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.audit import notices
from portal.audit.notices import notice
from portal.billing import inbox_reading, orders_reading, pulse
from portal.billing.inbox_reading import Asked
from portal.errors import Missing
from portal.extensions import db, end_read, unit_of_work
from tests.staff.desk import NOW, make_event, make_order

DAY = timedelta(days=1)


def test_pages_of_events_meet_without_gap_or_overlap(app_on_both: Flask) -> None:
    made = [make_event(f"{n:02}", minutes_ago=n // 3) for n in range(23)]
    seen: list[str] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        found = inbox_reading.events(
            db.session(), Asked(state="done"), is_live=False, after=after, limit=5
        )
        seen += [event.id for event in found.events]
        after, pages = found.next, pages + 1
    assert (len(seen), sorted(seen), pages) == (23, sorted(made), 5)
    end_read()


def test_a_page_that_is_just_full_has_no_next(app_on_both: Flask) -> None:
    for n in range(5):
        make_event(minutes_ago=n)
        make_order(target_ref=f"sub_{n}")
    session = db.session()
    assert inbox_reading.events(session, Asked(), is_live=False, limit=5).next is None
    assert inbox_reading.events(session, Asked(), is_live=False, limit=4).next is not None
    first = orders_reading.orders(session, limit=4)
    assert [one.id for one in first.orders] == [5, 4, 3, 2]
    second = orders_reading.orders(session, limit=4, after=first.next)
    assert ([one.id for one in second.orders], second.next) == ([1], None)
    end_read()


def test_pages_of_notices_meet(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        for n in range(7):
            notice(session, "proof", f"Difference {n}.", key=str(n))
    session = db.session()
    first = notices.page(session, limit=4)
    second = notices.page(session, after=first.next, limit=4)
    assert [one.id for one in (*first.notices, *second.notices)] == [7, 6, 5, 4, 3, 2, 1]
    assert second.next is None
    newest = notices.newest(session, "proof")
    assert newest is not None
    assert (newest.message, notices.newest(session, "other")) == ("Difference 6.", None)
    end_read()


def test_the_pulse_counts_what_is_not_settled(app_on_both: Flask) -> None:
    make_event(state="waiting", minutes_ago=9)
    make_event(state="waiting", minutes_ago=3)
    make_event(state="parked", minutes_ago=60 * 25)
    make_event(state="ignored")
    make_order(attempts=8)
    make_order("refund", "refused")
    found = pulse.read(db.session(), NOW)
    assert (found.waiting, found.parked) == (2, 1)
    assert found.waiting_since == NOW - timedelta(minutes=9)
    assert (found.waiting_orders, found.failing_orders) == (1, 1)
    assert (found.verified_at, found.reconciled, found.is_silent) == (None, None, False)
    assert pulse.settled_since(db.session(), NOW - DAY) == {"waiting": 2, "ignored": 1}
    end_read()


def test_only_the_last_order_of_its_object_may_be_tried_again(app_on_both: Flask) -> None:
    first, last = make_order("cancel", "refused"), make_order("cancel", "refused")
    other = make_order("refund", "refused", target_ref="pi_1")
    found = {one.id: one.not_again for one in orders_reading.orders(db.session()).orders}
    assert found == {first: "followed", last: "", other: ""}
    with pytest.raises(Missing):
        orders_reading.order(db.session(), 99)
    end_read()
