"""What happens while a reconcile is under way: nothing is reported that was right all the time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select

from portal import clock
from portal.billing.gateway import Subscription
from portal.billing.installation import own_mark
from portal.billing.models import StripeObject
from portal.billing.reconciling import (
    differences,
    memberships,
    mending,
    movements,
    reconcile,
    reversals,
)
from portal.billing.sync import sync
from portal.extensions import db, end_read, unit_of_work
from portal.finance.models import LedgerEntry
from portal.support.models import Payment
from tests.billing.counting import queued
from tests.billing.story import Story, member
from tests.sandbox.driver import pay


@pytest.mark.parametrize("is_dry", [True, False])
def test_who_comes_while_the_list_is_read_is_no_difference(story: Story, is_dry: bool) -> None:
    member(story)
    came: list[str] = []

    def say(text: str) -> None:
        if text.startswith("Subscriptions") and not came:
            came.append("bohdan@example.org")
            with story.app.app_context():
                story.subscribe(came[0])
                story.deliver()

    end_read()
    found = reconcile.reconcile(story.gateway, clock.now(), say, is_dry=is_dry)
    assert (found.repaired, found.left) == ([], [])
    assert story.members() == 2


@pytest.mark.parametrize("is_dry", [True, False])
def test_an_event_that_is_worked_on_while_the_list_is_read_is_no_difference(
    story: Story, is_dry: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(story)
    ref = story.memberships()[0].provider_ref
    story.advance_a_month()
    end_read()
    listed = memberships._suspects

    def slow(ours: list[Subscription]) -> list[mending.Suspect]:
        found = listed(ours)
        if found:
            sync(story.gateway, "subscription", ref, clock.now())
        return found

    monkeypatch.setattr(memberships, "_suspects", slow)
    found = reconcile.reconcile(story.gateway, clock.now(), lambda _text: None, is_dry=is_dry)
    assert [one for one in found.repaired + found.left if one.kind == "subscription"] == []


def given(story: Story) -> None:
    donation = story.open(story.choose(cadence=None))
    pay(donation.url, email="bohdan@example.org")


def refunded_in_part(story: Story) -> None:
    payment = db.session.query(Payment).one().provider_ref
    story.sandbox.control.refund(payment_intent=payment, amount=100)


def renewed(story: Story) -> None:
    story.advance_a_month()


@pytest.mark.parametrize("is_dry", [True, False])
@pytest.mark.parametrize("happened", [given, refunded_in_part, renewed])
def test_money_whose_events_wait_in_the_inbox_is_no_difference(
    story: Story, happened: Callable[[Story], None], is_dry: bool
) -> None:
    member(story)
    happened(story)
    story.sandbox.control.settle()
    with queued(story.app):
        story.deliver()
    end_read()
    found = reconcile.reconcile(story.gateway, clock.now(), lambda _text: None, is_dry=is_dry)
    assert (found.repaired, found.left) == ([], [])
    assert (story.how_many(LedgerEntry) > 1) is not is_dry


@pytest.mark.parametrize("is_dry", [True, False])
@pytest.mark.parametrize("happened", [given, refunded_in_part])
def test_money_that_is_taken_in_once_the_list_is_read_is_no_difference(
    story: Story,
    happened: Callable[[Story], None],
    is_dry: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    member(story)
    happened(story)
    story.sandbox.control.settle()
    end_read()

    def slow(compare: Callable[..., Any]) -> Callable[..., Any]:
        def compared(*given: Any) -> Any:
            found = compare(*given)
            if found:
                with story.app.app_context():
                    story.deliver()
            return found

        return compared

    monkeypatch.setattr(movements, "_missing", slow(movements._missing))
    monkeypatch.setattr(reversals, "_differences", slow(reversals._differences))
    found = reconcile.reconcile(story.gateway, clock.now(), lambda _text: None, is_dry=is_dry)
    assert (found.repaired, found.left) == ([], [])
    assert story.how_many(LedgerEntry) == 2


def test_two_at_once_take_everything_in_once(story_on_both: Story) -> None:
    story = story_on_both
    mark = own_mark(clock.now())
    end_read()
    story.sandbox.control.call("POST", "/seed", members=20, days=90, paying=True, metadata=mark)

    def run(_: int) -> differences.Outcome:
        with story.app.app_context():
            return reconcile.reconcile(story.gateway, clock.now(), lambda _text: None)

    with ThreadPoolExecutor(2) as pool:
        assert all(found.is_agreed for found in pool.map(run, range(2)))
    assert story.members() == 20
    again = run(0)
    assert (again.repaired, again.left) == ([], [])


def test_whom_postgresql_undoes_in_a_deadlock_looks_again(story_on_both: Story) -> None:
    """A bulk write holds the count and wants the membership; a webhook's sync the other way."""
    story = story_on_both
    if db.engine.dialect.name != "postgresql":
        return  # SQLite writes one after the other
    member(story)
    ref = story.memberships()[0].provider_ref
    end_read()
    url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    failed: list[Exception] = []

    def look() -> None:
        with story.app.app_context():
            try:
                sync(story.gateway, "subscription", ref, clock.now())
            except Exception as error:
                failed.append(error)

    with psycopg.connect(url) as bulk, psycopg.connect(url, autocommit=True) as observer:
        bulk.execute("SET deadlock_timeout = '30s'")  # so that the other is the one undone
        bulk.execute("SELECT 1 FROM headcount FOR UPDATE")
        looking = threading.Thread(target=look)
        looking.start()
        while observer.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is None:
            pass
        bulk.execute("SELECT 1 FROM stripe_objects WHERE ref = %s FOR UPDATE", [ref])
    looking.join(30)
    assert failed == []


@pytest.mark.parametrize("table", [LedgerEntry.__tablename__, StripeObject.__tablename__])
def test_a_payout_that_another_wrote_down_at_this_moment_is_there(
    story_on_both: Story, table: str
) -> None:
    """The same row is committed by another just before it is inserted here."""
    story = story_on_both
    if db.engine.dialect.name != "postgresql":
        return  # SQLite looks and writes under one lock
    member(story)
    story.sandbox.control.advance(days=4)
    raced: list[str] = []

    def race(
        _connection: object, cursor: psycopg.Cursor, said: str, given: object, *_: object
    ) -> None:
        ours = f"INSERT INTO {table}" in said and ("payout" in str(given) or ":tied" in str(given))
        if ours and not raced:
            raced.append(said)
            url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(url) as other:
                other.execute(said, given)  # type: ignore[call-overload]

    event.listen(db.engine, "before_cursor_execute", race)
    end_read()
    found = reconcile.reconcile(story.gateway, clock.now(), lambda _text: None)
    event.remove(db.engine, "before_cursor_execute", race)
    assert raced
    assert found.is_agreed
    with unit_of_work() as session:
        payouts = session.scalars(select(LedgerEntry).where(LedgerEntry.category == "payout"))
        assert len(payouts.all()) == 1
