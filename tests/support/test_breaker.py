"""When the breaker opens and closes: the rule alone, by figures and moments."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.support import breaker
from portal.support.breaker import FIRST_WAIT, LONGEST_WAIT, Breaker, Figures, moved
from tests.support.people import NOW

LONG_AGO = NOW - timedelta(days=3)
CLOSED = Breaker(False, "", LONG_AGO, FIRST_WAIT)
OPENED = Breaker(True, "minute", NOW, FIRST_WAIT)
CALM = Figures(guests_minute=12, guests_hour=300, declined=6, paid=90, abandoned=200, finished=90)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (CALM, ""),
        (Figures(), ""),
        (replace(CALM, guests_minute=59), ""),
        (replace(CALM, guests_minute=60), "minute"),
        (replace(CALM, guests_hour=899), ""),
        (replace(CALM, guests_hour=900), "hour"),
        # A small newsroom: a few wrong cards and nobody who paid is no attack.
        (Figures(declined=29), ""),
        (Figures(declined=30), "declined"),
        (Figures(declined=30, paid=15), ""),
        (Figures(declined=31, paid=15), "declined"),
        # A great day: many declines among very many payments.
        (Figures(declined=200, paid=100), ""),
        (Figures(abandoned=49), ""),
        (Figures(abandoned=50), "abandoned"),
        (Figures(abandoned=400, finished=45), ""),
        (Figures(abandoned=406, finished=45), "abandoned"),
    ],
)
def test_it_opens_at_a_ceiling_or_a_surge(figures: Figures, reason: str) -> None:
    after = moved(CLOSED, figures, NOW)
    assert (after.is_open, after.reason if after.is_open else "") == (bool(reason), reason)
    if not reason:
        assert after == CLOSED


def test_it_stays_open_for_its_wait_and_closes_by_itself() -> None:
    for minutes in range(10):
        assert moved(OPENED, Figures(), NOW + timedelta(minutes=minutes)) == OPENED
    later = NOW + FIRST_WAIT
    assert moved(OPENED, Figures(), later) == replace(OPENED, is_open=False, changed_at=later)


@pytest.mark.parametrize(
    ("figures", "closes"),
    [
        (Figures(guests_hour=450), True),
        (Figures(guests_hour=451), False),
        (Figures(declined=9), True),
        (Figures(declined=10), False),
        (Figures(abandoned=80), True),
    ],
)
def test_it_closes_at_lower_figures_than_it_opens_at(figures: Figures, closes: bool) -> None:
    assert moved(OPENED, figures, NOW + FIRST_WAIT).is_open is not closes


def test_opening_again_soon_doubles_the_wait_and_a_quiet_time_ends_that() -> None:
    stands, now, waits = CLOSED, NOW, []
    for _ in range(6):
        stands = moved(stands, Figures(guests_minute=60), now)
        waits.append(int(stands.wait.total_seconds()) // 60)
        now += stands.wait
        stands = moved(stands, Figures(), now)
        assert not stands.is_open
        now += timedelta(minutes=1)
    assert waits == [10, 20, 40, 80, 80, 80]
    assert stands.wait == LONGEST_WAIT
    again = moved(stands, Figures(guests_minute=60), now + breaker.SOON)
    assert again.wait == FIRST_WAIT


def test_failures_from_before_it_closed_do_not_open_it_again() -> None:
    closed = replace(OPENED, is_open=False)
    earliest = NOW - breaker.RECENT
    assert closed.counts_from(earliest) == NOW
    assert OPENED.counts_from(earliest) == earliest
    assert CLOSED.counts_from(earliest) == earliest


def test_every_reason_has_words() -> None:
    reasons = {
        breaker.surge(figures)
        for figures in (
            Figures(guests_minute=60),
            Figures(guests_hour=900),
            Figures(declined=30),
            Figures(abandoned=50),
        )
    }
    assert reasons == set(breaker.WORDS)
