"""The reconcile looks at who counts, too: marks that are wrong are named, mended, and stay so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal import clock
from portal.billing.proof import verify
from portal.billing.reconciling import differences, number, reconcile
from portal.extensions import db, end_read, unit_of_work
from portal.support import headcount
from portal.support.models import CountChange, Counted, Headcount, Membership
from tests.billing.story import Story, member

DAY = timedelta(days=1)


def run(story: Story, *, is_dry: bool = False) -> differences.Outcome:
    end_read()
    return reconcile.reconcile(story.gateway, clock.now(), lambda _text: None, is_dry=is_dry)


def words(found: list[differences.Difference]) -> list[str]:
    return [one.words for one in found]


def marks() -> dict[int, object]:
    end_read()
    return {row.account_id: row.until for row in db.session.query(Counted)}


def shift(session: Session, by: int) -> None:
    session.execute(update(Headcount).values(members=Headcount.members + by))


def forget(session: Session, account_id: int) -> None:
    session.execute(delete(Counted).where(Counted.account_id == account_id))


def invent(session: Session, account_id: int) -> None:
    now = clock.now()
    session.add(Counted(account_id=account_id, since=now, until=now + 9 * DAY))


def one_missing(session: Session, payer: int, reader: int) -> None:
    forget(session, payer)
    shift(session, -1)


def one_extra(session: Session, payer: int, reader: int) -> None:
    invent(session, reader)
    shift(session, 1)


def one_for_another(session: Session, payer: int, reader: int) -> None:
    forget(session, payer)
    invent(session, reader)


def mistimed(session: Session, payer: int, reader: int) -> None:
    mark = session.get_one(Counted, payer)
    mark.until += DAY


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (one_missing, ["Not marked as counting, and paid for: account {payer}."]),
        (one_extra, ["Marked as counting, and not paid for: account {reader}."]),
        (
            one_for_another,
            [
                "Not marked as counting, and paid for: account {payer}.",
                "Marked as counting, and not paid for: account {reader}.",
            ],
        ),
        (
            mistimed,
            ["Marked as counting until another day than is paid for: account {payer}."],
        ),
    ],
)
def test_who_is_marked_wrongly_is_named_and_mended(
    story_on_both: Story, plant: Callable[[Session, int, int], None], expected: list[str]
) -> None:
    story = story_on_both
    member(story)
    payer = story.memberships()[0].account_id
    reader = story.account("bohdan@example.org")
    right = marks()
    with unit_of_work() as session:
        plant(session, payer, reader)
    wrong, shown = marks(), story.members()
    named = [text.format(payer=payer, reader=reader) for text in expected]

    dry = run(story, is_dry=True)
    assert (words(dry.left), dry.repaired) == (named, [])
    assert (marks(), story.members()) == (wrong, shown)

    found = run(story)
    assert (words(found.repaired), found.left) == (named, [])
    assert (marks(), story.members()) == (right, 1)
    assert verify.prove(story.gateway, clock.now, asks_provider=False).is_right

    changes = story.how_many(CountChange)
    again = run(story)
    assert (again.repaired, again.left) == ([], [])
    assert (marks(), story.members(), story.how_many(CountChange)) == (right, 1, changes)


def test_of_many_accounts_the_first_are_named(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number, "NAMED", 2)
    ids = [story.account(f"reader{n}@example.org") for n in range(3)]
    with unit_of_work() as session:
        for account_id in ids:
            invent(session, account_id)
        headcount.hold(session, clock.now()).members = 3
    (only,) = words(run(story, is_dry=True).left)
    assert only == f"Marked as counting, and not paid for: 3 accounts ({ids[0]}, {ids[1]}, …)."


def test_whose_time_is_over_is_left_to_the_minute(story: Story) -> None:
    member(story)
    with unit_of_work() as session:
        over = clock.now() - timedelta(seconds=30)
        session.execute(update(Counted).values(until=over))
    found = run(story)
    assert (found.repaired, found.left) == ([], [])


def test_whose_time_ended_while_the_comparison_ran_is_not_missing(story: Story) -> None:
    member(story)
    began = clock.now()
    with unit_of_work() as session:  # the minute's job let go of whoever ended meanwhile
        session.execute(update(Membership).values(ends_at=began + DAY, paid_through=began + DAY))
        session.execute(delete(Counted))
        session.execute(update(Headcount).values(members=0, counted_at=began + 2 * DAY))
    outcome = differences.Run(story.gateway, began, lambda _text: None, is_dry=True)
    end_read()
    number.compare(outcome)
    assert outcome.outcome.left == []
