"""Who counts: the one definition, as a table. No application."""

from datetime import datetime, timedelta

import pytest

from portal.support.counting import (
    GRACE,
    RENEWAL,
    GiftTerm,
    PaidPeriod,
    Term,
    member_until,
    paid_through,
)
from portal.support.standing import Standing
from tests.support.people import NOW

SOON, LATER, PAST = NOW + timedelta(days=3), NOW + timedelta(days=30), NOW - timedelta(days=3)
LONG_PAST = NOW - GRACE


@pytest.mark.parametrize(
    ("standing", "paid", "counts"),
    [
        (Standing.ACTIVE, LATER, True),
        (Standing.ACTIVE, NOW, True),  # its renewal is being charged
        (Standing.ACTIVE, NOW - RENEWAL + timedelta(seconds=1), True),
        (Standing.ACTIVE, NOW - RENEWAL, False),  # the term is half-open
        (Standing.ACTIVE, None, False),  # never paid
        (Standing.PENDING, None, False),
        (Standing.PAUSED, LATER, True),
        (Standing.PAUSED, NOW, False),
        (Standing.ENDED, LATER, True),  # cancelled at the period's end, or at once: paid is paid
        (Standing.ENDED, PAST, False),
        (Standing.PAST_DUE, PAST, True),
        (Standing.PAST_DUE, LONG_PAST, False),
        (Standing.PAST_DUE, LONG_PAST + timedelta(seconds=1), True),
        (Standing.PAST_DUE, None, False),
    ],
)
def test_a_membership_counts(standing: Standing, paid: datetime | None, counts: bool) -> None:
    assert (member_until([Term(standing, paid)], [], NOW) is not None) is counts


def test_two_memberships_count_until_the_later_end() -> None:
    both = [Term(Standing.PAUSED, SOON), Term(Standing.PAUSED, LATER)]
    assert member_until(both, [], NOW) == LATER


def test_a_membership_that_is_to_end_gets_no_time_for_a_renewal() -> None:
    assert member_until([Term(Standing.ACTIVE, NOW, NOW)], [], NOW) is None
    assert member_until([Term(Standing.ACTIVE, SOON, SOON)], [], NOW) == SOON
    assert member_until([Term(Standing.ACTIVE, SOON)], [], NOW) == SOON + RENEWAL


def test_a_gift_counts_while_its_term_contains_now() -> None:
    assert member_until([], [GiftTerm(PAST, SOON)], NOW) == SOON
    assert member_until([], [GiftTerm(NOW, SOON)], NOW) == SOON
    assert member_until([], [GiftTerm(SOON, LATER)], NOW) is None
    assert member_until([], [GiftTerm(PAST, NOW)], NOW) is None


def test_only_periods_paid_with_money_and_kept_are_paid_through() -> None:
    kept = PaidPeriod(SOON, 800)
    assert paid_through([kept, PaidPeriod(LATER, 800)]) == LATER
    assert paid_through([kept, PaidPeriod(LATER, 800, is_fully_refunded=True)]) == SOON
    assert paid_through([kept, PaidPeriod(LATER, 800, is_lost_in_dispute=True)]) == SOON
    assert paid_through([kept, PaidPeriod(LATER, 0)]) == SOON
    assert paid_through([]) is None


def test_a_renewal_that_was_given_back_is_not_waited_for() -> None:
    term = Term(Standing.ACTIVE, SOON, is_renewal_reversed=True)
    assert member_until([term], [], NOW) == SOON
