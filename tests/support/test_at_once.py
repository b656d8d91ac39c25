"""What happens at the same moment: double clicks and facts in parallel, on both databases."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import TypeVar

from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.extensions import db, unit_of_work
from portal.money import Money
from portal.support import applying, attempts
from portal.support.amounts import Choice
from portal.support.attempts import Source
from portal.support.facts import Fact
from portal.support.models import Attempt, CountChange
from portal.support.standing import Cadence
from tests.support.people import NOW, members, membership

T = TypeVar("T")


def all_at_once(app: Flask, works: list[Callable[[], T]]) -> list[T]:
    """Run each in a thread and application context of its own, started together."""
    start = Barrier(len(works))
    done: list[T] = []
    wrong: list[Exception] = []

    def run(work: Callable[[], T]) -> None:
        with app.app_context():
            start.wait(10)
            try:
                done.append(work())
            except Exception as error:
                wrong.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert wrong == []
    return done


def applied(fact: Fact) -> Callable[[], int]:
    def work() -> int:
        with unit_of_work() as session:
            return len(applying.apply(session, fact, NOW))

    return work


def test_a_double_click_makes_one_attempt(app_on_both: Flask) -> None:
    choice = Choice(Money(800, "usd"), Cadence.MONTHLY)

    def click() -> str:
        with unit_of_work() as session:
            return attempts.begin(
                session, choice, account_id=None, click="one form", source=Source(), now=NOW
            ).id

    assert len(set(all_at_once(app_on_both, [click] * 6))) == 1
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_no_member_is_lost_when_many_join_at_once(app_on_both: Flask) -> None:
    facts = [membership(f"sub_{n}", f"reader{n}@example.org") for n in range(8)]
    all_at_once(app_on_both, [applied(fact) for fact in facts])
    assert members() == 8


def test_two_tabs_paid_at_once_make_one_member_and_one_order(app_on_both: Flask) -> None:
    facts = [membership(f"sub_{n}", "alisa@example.org") for n in range(4)]
    ordered = all_at_once(app_on_both, [applied(fact) for fact in facts])
    assert (members(), sum(ordered)) == (1, 3)
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1
    assert db.session.scalar(select(func.sum(CountChange.delta))) == 1
