"""The word for why somebody stopped counting. No application."""

from datetime import datetime, timedelta

import pytest

from portal.support.counting import PaidPeriod
from portal.support.leaving import Past, why
from portal.support.standing import Standing
from tests.support.people import MONTH, NOW

RUNNING, OVER = NOW + MONTH, NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("end_reason", "ends_at", "period", "word"),
    [
        (None, None, PaidPeriod(OVER, 800), "lapsed"),
        ("payment_failed", None, PaidPeriod(OVER, 800), "lapsed"),
        ("cancelled", None, PaidPeriod(OVER, 800), "cancelled"),
        (None, OVER, PaidPeriod(OVER, 800), "cancelled"),
        (None, RUNNING, PaidPeriod(OVER, 800), "lapsed"),
        ("cancelled", None, PaidPeriod(RUNNING, 800, is_fully_refunded=True), "refunded"),
        ("cancelled", None, PaidPeriod(RUNNING, 800, is_lost_in_dispute=True), "disputed"),
        ("cancelled", None, PaidPeriod(OVER, 800, is_fully_refunded=True), "cancelled"),
    ],
)
def test_the_word(
    end_reason: str | None, ends_at: datetime | None, period: PaidPeriod, word: str
) -> None:
    past = Past(Standing.ENDED, NOW - MONTH, ends_at, end_reason, (period,))
    assert why([past], NOW) == word


def test_the_newest_membership_tells() -> None:
    old = Past(Standing.ENDED, NOW - 9 * MONTH, None, "cancelled", ())
    new = Past(Standing.ENDED, NOW - MONTH, None, "payment_failed", ())
    assert why([new, old], NOW) == "lapsed"


def test_nobody_without_memberships_is_accused_of_anything() -> None:
    assert why([], NOW) == "lapsed"
