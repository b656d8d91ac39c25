"""A past that is taken in late: its true dates, one push to the bar, and no letters about it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import event, select

from portal.extensions import db, unit_of_work
from portal.mail.models import Mail
from portal.support import applying, figures, headcount
from portal.support.facts import Fact, MembershipSeen, PeriodPaid
from portal.support.models import CountChange
from portal.support.news import NEWS_FOR
from portal.support.standing import Standing
from portal.web import versions
from tests.support.people import EIGHT, MONTH, NOW, apply, members, membership, payment

KYIV = ZoneInfo("Europe/Kyiv")


def paid_months(ref: str, start: datetime, count: int) -> tuple[PeriodPaid, ...]:
    return tuple(
        PeriodPaid(
            invoice_ref=f"in_{ref}_{n}",
            period_start=start + n * MONTH,
            period_end=start + (n + 1) * MONTH,
            amount=EIGHT,
            is_fully_refunded=False,
            is_lost_in_dispute=False,
            paid_by=f"ch_{ref}_{n}",
            paid_at=start + n * MONTH,
        )
        for n in range(count)
    )


def life(number: int, start: datetime, *, left_after: int | None = None) -> list[Fact]:
    """A membership with all its payments: still running, or cancelled after so many months."""
    ref = f"sub_{number}"
    count = left_after or int((NOW - start) / MONTH) + 1
    periods = paid_months(ref, start, count)
    seen = replace(membership(ref, f"reader{number}@example.org"), started_at=start)
    seen = replace(seen, periods=periods, current_period_end=periods[-1].period_end)
    if left_after:
        over = periods[-1].period_end
        seen = replace(seen, standing=Standing.ENDED, ended_at=over, end_reason="cancelled")
    facts: list[Fact] = [seen]
    for n, one in enumerate(periods):
        settled = payment(
            one.paid_by or "", f"reader{number}@example.org", membership_ref=ref, is_renewal=n > 0
        )
        facts.append(replace(settled, paid_at=one.paid_at or NOW))
    return facts


def take_in(facts: list[Fact], now: datetime = NOW) -> None:
    with unit_of_work() as session:
        applying.apply_all(session, facts, now)


def recorded() -> list[tuple[int, datetime, int, str]]:
    db.session.rollback()
    rows = select(
        CountChange.account_id, CountChange.changed_at, CountChange.delta, CountChange.reason
    )
    return [(a, at, d, w) for a, at, d, w in db.session.execute(rows.order_by(CountChange.id))]


def test_half_a_year_taken_in_today_shows_half_a_year(app_on_both: Flask) -> None:
    facts = [
        fact
        for number in range(60)
        for fact in life(
            number,
            NOW - timedelta(days=3 * number),
            left_after=1 if number % 6 == 5 and number > 15 else None,
        )
    ]
    take_in(facts)
    assert members() == 52
    days = figures.days(db.session(), date(2025, 9, 1), date(2026, 3, 10), KYIV)
    assert max(day.joined for day in days) == 1
    assert sum(day.joined for day in days) == 60
    assert [day.left for day in days if day.left] == [1] * 8
    assert {reason for day in days for reason in day.reasons} == {"cancelled"}
    assert days[-1].members == 52
    first = next(day for day in days if day.joined)
    assert first.on == (NOW - timedelta(days=3 * 59)).date()
    assert first.members == 1
    assert versions.current(db.session(), "progress") == 1


def test_taking_it_in_again_adds_nothing(app_on_both: Flask) -> None:
    facts = [fact for number in range(4) for fact in life(number, NOW - 3 * MONTH)]
    take_in(facts)
    before = recorded()
    take_in(facts)
    apply(*facts, now=NOW + timedelta(hours=3))
    assert recorded() == before
    with unit_of_work() as session:
        assert headcount.recount(session, NOW) == 0
    assert recorded() == before
    assert versions.current(db.session(), "progress") == 1


def test_it_makes_no_difference_whether_facts_come_at_once_or_one_by_one(app: Flask) -> None:
    facts = [f for n in range(5) for f in life(n, NOW - n * MONTH, left_after=n // 2 or None)]
    apply(*facts)
    one_by_one = sorted(recorded())
    with unit_of_work() as session:
        session.query(CountChange).delete()
        session.execute(db.text("DELETE FROM counted"))
        session.execute(db.text("UPDATE headcount SET members = 0"))
    take_in(facts)
    assert sorted(recorded()) == one_by_one


def test_a_week_without_deliveries_is_dated_as_it_happened(app_on_both: Flask) -> None:
    start = NOW - 2 * MONTH
    (seen, *_) = life(1, start)
    assert isinstance(seen, MembershipSeen)
    early = replace(seen, periods=seen.periods[:1], current_period_end=start + MONTH)
    apply(early, now=start)
    refunded_at = start + timedelta(days=9)
    gone = replace(early.periods[0], is_fully_refunded=True, reversed_at=refunded_at)
    again_at = start + timedelta(days=12)
    anew = replace(
        membership("sub_2", "reader1@example.org"),
        started_at=again_at,
        periods=paid_months("sub_2", again_at, 2),
    )
    over = replace(early, periods=(gone,), standing=Standing.ENDED, ended_at=refunded_at)
    take_in([over, anew], now=start + timedelta(days=16))
    assert [(at, word) for _, at, _, word in recorded()] == [
        (start, "joined"),
        (refunded_at, "refunded"),
        (again_at, "returned"),
    ]
    assert members() == 1


def test_whose_time_ran_out_while_nobody_looked_left_when_it_ran_out(app: Flask) -> None:
    start = NOW - 2 * MONTH
    seen = replace(
        membership(ends_at=start + MONTH), periods=paid_months("sub_1", start, 1), started_at=start
    )
    apply(seen, now=start)
    with unit_of_work() as session:
        headcount.expire_due(session, NOW)
    assert [at for _, at, _, _ in recorded()] == [start, start + MONTH]


def test_a_batch_of_accounts_costs_the_same_few_queries(app: Flask) -> None:
    take_in([fact for number in range(40) for fact in life(number, NOW - 3 * MONTH)])
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    with unit_of_work() as session:
        headcount.refresh_all(session, range(1, 41), NOW)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len([words for words in asked if words.startswith("SELECT")]) <= 7


def test_after_ten_days_without_deliveries_only_todays_payments_are_thanked_for(
    app_on_both: Flask,
) -> None:
    old = [f for n in range(240) for f in life(n, NOW - timedelta(days=4 + n % 7))]
    fresh = life(500, NOW - timedelta(hours=2)) + life(501, NOW - NEWS_FOR)
    gift = replace(payment("ch_gift", "dorota@example.org", membership_ref=None), paid_at=NOW)
    long_ago = replace(gift, ref="ch_old", paid_at=NOW - timedelta(days=30))
    take_in([*old, *fresh, gift, long_ago])
    assert members() == 242
    db.session.rollback()
    keys = set(db.session.scalars(select(Mail.key)))
    assert keys == {"thanks:ch_sub_500_0", "thanks:ch_sub_501_0", "thanks:ch_gift"}


def test_many_at_once_are_counted_once(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        lives = [fact for number in range(5) for fact in life(number, NOW - MONTH)]
        applying.apply_all(session, lives, NOW)
    assert members() == 5
    assert versions.current(db.session(), "progress") == 1
    apply(*life(7, NOW - MONTH))
    assert members() == 6
