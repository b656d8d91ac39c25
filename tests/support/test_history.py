"""The past of an account, worked out from what was paid for it. No application."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.support.counting import GRACE, RENEWAL, PaidPeriod, Term, member_until, paid_through
from portal.support.history import Move, Recorded, moves
from portal.support.leaving import Past
from portal.support.standing import Standing
from tests.support.people import MONTH, NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = NOW - 6 * MONTH


def months(*numbers: int, late: timedelta = HOUR, start: datetime = START) -> list[PaidPeriod]:
    """Paid months of a membership, counted from its start; renewals are paid an hour later."""
    return [
        PaidPeriod(
            period_end=start + (n + 1) * MONTH,
            amount_minor=800,
            period_start=start + n * MONTH,
            paid_at=start + n * MONTH + (late if n else timedelta()),
        )
        for n in numbers
    ]


def past(
    periods: list[PaidPeriod],
    standing: Standing = Standing.ACTIVE,
    *,
    ended_at: datetime | None = None,
    end_reason: str | None = None,
    ends_at: datetime | None = None,
) -> Past:
    return Past(
        standing,
        periods[0].period_start or START,
        ends_at,
        end_reason,
        tuple(periods),
        ended_at,
        paid_through(periods),
    )


def is_member(pasts: list[Past], now: datetime) -> bool:
    terms = [
        Term(
            p.standing,
            p.paid_through,
            p.ends_at,
            p.paid_through is not None and any(q.period_end > p.paid_through for q in p.periods),
        )
        for p in pasts
    ]
    return member_until(terms, (), now) is not None


def told(
    *pasts: Past, recorded: Recorded | None = None, now: datetime = NOW
) -> list[tuple[datetime, str]]:
    found = moves(pasts, recorded, now, is_member=is_member(list(pasts), now))
    assert [m.delta for m in found] == _alternating(found, recorded)
    return [(move.at, move.word) for move in found]


def _alternating(found: list[Move], recorded: Recorded | None) -> list[int]:
    first = -1 if recorded and recorded.is_member else 1
    return [first * (-1) ** n for n in range(len(found))]


def test_half_a_year_of_renewals_is_one_joining_on_its_first_day() -> None:
    assert told(past(months(0, 1, 2, 3, 4, 5, 6))) == [(START, "joined")]


def test_who_cancelled_left_at_the_end_of_the_paid_time() -> None:
    over = START + 2 * MONTH
    ended = past(months(0, 1), Standing.ENDED, ended_at=over, end_reason="cancelled")
    assert told(ended) == [(START, "joined"), (over, "cancelled")]
    scheduled = past(months(0, 1), ends_at=over)
    assert told(scheduled) == [(START, "joined"), (over, "cancelled")]


def test_who_cancelled_at_once_counted_to_the_end_of_the_paid_time() -> None:
    ended = past(months(0), Standing.ENDED, ended_at=START + DAY, end_reason="cancelled")
    assert told(ended) == [(START, "joined"), (START + MONTH, "cancelled")]


@pytest.mark.parametrize(("after", "left_after"), [(9 * DAY, 9 * DAY), (40 * DAY, GRACE)])
def test_whose_card_failed_left_when_stripe_gave_up_or_after_the_grace(
    after: timedelta, left_after: timedelta
) -> None:
    over = START + MONTH
    ended = past(months(0), Standing.ENDED, ended_at=over + after, end_reason="payment_failed")
    assert told(ended) == [(START, "joined"), (over + left_after, "lapsed")]


def test_a_renewal_paid_within_the_grace_is_no_leaving() -> None:
    assert told(past(months(0, 1, 2, 3, 4, 5, 6, late=13 * DAY))) == [(START, "joined")]


def test_a_renewal_paid_after_the_grace_is_a_return() -> None:
    paid = [*months(0), *months(1, late=20 * DAY)]
    later = [replace(p, paid_at=p.period_start) for p in months(2, 3, 4, 5, 6)]
    assert told(past([*paid, *later])) == [
        (START, "joined"),
        (START + MONTH + GRACE, "lapsed"),
        (START + MONTH + 20 * DAY, "returned"),
    ]


def test_a_pause_is_a_leaving_and_a_return() -> None:
    again = START + MONTH + 10 * DAY
    paid = [*months(0), *months(0, 1, 2, 3, 4, start=again)]
    assert told(past(paid)) == [
        (START, "joined"),
        (START + MONTH, "lapsed"),
        (again, "returned"),
    ]


def test_a_refund_ends_the_counting_when_it_was_made() -> None:
    (first, second) = months(0, 1)
    back = START + MONTH + 5 * DAY
    second = replace(second, is_fully_refunded=True, reversed_at=back)
    assert told(past([first, second])) == [(START, "joined"), (back, "refunded")]


def test_a_refund_of_what_was_over_changes_nothing() -> None:
    (first, *rest) = months(0, 1, 2, 3, 4, 5, 6)
    first = replace(first, is_fully_refunded=True, reversed_at=NOW - DAY)
    assert told(past([first, *rest])) == [(START, "joined")]


def test_a_lost_dispute_is_dated_when_it_was_found_and_else_when_it_was_opened() -> None:
    opened = NOW - 20 * DAY
    running = [
        replace(p, is_lost_in_dispute=True, reversed_at=opened)
        for p in months(0, start=NOW - 25 * DAY)
    ]
    joined = NOW - 25 * DAY
    assert told(past(running)) == [(joined, "joined"), (opened, "disputed")]
    assert told(past(running), recorded=Recorded(joined, True)) == [(NOW, "disputed")]


def test_someone_who_came_back_has_returned() -> None:
    first = past(months(0), Standing.ENDED, ended_at=START + MONTH, end_reason="cancelled")
    again = past(months(0, 1, start=NOW - MONTH - DAY))
    assert told(first, again) == [
        (START, "joined"),
        (START + MONTH, "cancelled"),
        (NOW - MONTH - DAY, "returned"),
    ]


def test_two_memberships_at_a_time_are_one_member() -> None:
    first = past(months(0, 1), Standing.ENDED, ended_at=START + 2 * MONTH, end_reason="cancelled")
    second = past(months(*range(6), start=START + MONTH + DAY))
    assert told(first, second) == [(START, "joined")]


def test_an_erased_account_left_when_it_was_erased() -> None:
    erased = NOW - 10 * DAY
    found = moves([past(months(0, 1, 2, 3, 4, 5, 6))], None, NOW, is_member=False, erased_at=erased)
    assert found == [Move(START, 1, "joined"), Move(erased, -1, "erased")]


def test_a_membership_brought_along_counts_from_its_start() -> None:
    external = Past(Standing.ACTIVE, START, NOW + DAY, None, (), None, NOW + DAY)
    assert told(external) == [(START, "joined")]


def test_what_is_recorded_stays_and_only_what_came_after_it_is_added() -> None:
    over = START + 2 * MONTH
    ended = past(months(0, 1), Standing.ENDED, ended_at=over, end_reason="cancelled")
    noted = Recorded(START + 3 * DAY, True)  # found three days late, by an older portal
    assert told(ended, recorded=noted) == [(over, "cancelled")]
    assert told(ended, recorded=Recorded(over, False)) == []


def test_a_wrong_record_is_corrected_when_it_is_found() -> None:
    paid = past(months(0, 1, 2, 3, 4, 5, 6))
    let_go = Recorded(START + MONTH + RENEWAL, False)
    assert told(paid, recorded=let_go) == [(NOW, "returned")]
    assert told(paid, recorded=Recorded(NOW, True)) == []


def test_a_clock_that_is_behind_dates_nothing_in_the_future() -> None:
    fresh = past(months(0, start=NOW + timedelta(seconds=3)))
    assert told(fresh) == [(NOW, "joined")]


@st.composite
def lives(draw: st.DrawFn) -> list[Past]:
    found = []
    for _ in range(draw(st.integers(1, 3))):
        begins = NOW - timedelta(days=draw(st.integers(0, 200)))
        numbers = sorted(draw(st.sets(st.integers(0, 6), min_size=1, max_size=5)))
        late = timedelta(days=draw(st.integers(0, 20)))
        periods = []
        for period in months(*numbers, late=late, start=begins):
            gone = draw(st.sampled_from(["", "", "", "refund", "dispute"]))
            assert period.paid_at is not None
            at = period.paid_at + timedelta(days=draw(st.integers(0, 40)))
            seen = replace(
                period,
                is_fully_refunded=gone == "refund",
                is_lost_in_dispute=gone == "dispute",
                reversed_at=at if gone and draw(st.booleans()) else None,
            )
            if period.paid_at <= NOW:
                periods.append(seen)
        if not periods:
            continue
        standing = draw(st.sampled_from(list(Standing)))
        ended_at = None
        if standing is Standing.ENDED:
            ended_at = draw(st.sampled_from([NOW, NOW - 9 * DAY, begins + MONTH]))
        reason = draw(st.sampled_from([None, "cancelled", "payment_failed"]))
        found.append(past(periods, standing, ended_at=ended_at, end_reason=reason))
    return found


@given(lives(), st.integers(0, 200))
def test_any_past_alternates_ends_with_the_truth_and_is_told_once(
    pasts: list[Past], days_ago: int
) -> None:
    truth = is_member(pasts, NOW)
    found = moves(pasts, None, NOW, is_member=truth)
    assert sum(move.delta for move in found) == truth
    assert [m.delta for m in found] == _alternating(found, None)
    assert [m.at for m in found] == sorted(m.at for m in found)
    assert all(m.at <= NOW for m in found)
    last = Recorded(found[-1].at, found[-1].delta > 0) if found else None
    assert moves(pasts, last, NOW, is_member=truth) == []
    noted = Recorded(NOW - days_ago * DAY, True)
    later = moves(pasts, noted, NOW, is_member=truth)
    assert 1 + sum(move.delta for move in later) == truth
    assert all(move.at >= noted.at for move in later)
