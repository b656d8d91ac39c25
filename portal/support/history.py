"""How an account's place in the count moved, and when: worked out from what was paid. Pure.

A membership may become known long after it began: an import, a week without deliveries, the
demo's first start. So a move is dated when it happened, not when it was found:

* An account of which no move is recorded has its whole past worked out from its paid periods.
* Of one that is known, what is recorded stays as it is. Only what happened after its last
  recorded move is added, with its true date.
* If what is recorded turns out to be wrong (the renewal of somebody who was let go was paid
  after all), no date can be true without rewriting: the correction is dated when it was found.

The number now never depends on this: it follows from `counting` alone, and where a past cannot
be worked out the last move leads to it all the same.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from portal.support.counting import (
    GRACE,
    RENEWAL,
    PaidPeriod,
    Term,
    counts_until,
    paid_through,
)
from portal.support.leaving import Past, why
from portal.support.standing import Standing


class Move(NamedTuple):
    """One move of the count: +1 or -1, when it happened, and the word for why."""

    at: datetime
    delta: int
    word: str


class Recorded(NamedTuple):
    """The last move that is recorded of an account."""

    at: datetime
    is_member: bool


class Span(NamedTuple):
    """A half-open time in which an account counted, or will if nothing happens."""

    starts_at: datetime
    ends_at: datetime


def moves(
    pasts: Iterable[Past],
    recorded: Recorded | None,
    now: datetime,
    *,
    is_member: bool,
    erased_at: datetime | None = None,
    word: str | None = None,
) -> list[Move]:
    """What is to be added to what is recorded, so that it ends with `is_member` at `now`.

    Oldest first; +1 and -1 alternate. `word` is kept for a last leaving in place of the reason.
    """
    lives = list(pasts)
    counts = recorded.is_member if recorded else False
    was_here = recorded is not None
    found: list[Move] = []

    def turn(at: datetime, is_in: bool) -> None:
        nonlocal counts, was_here
        if is_in:
            found.append(Move(at, 1, "returned" if was_here else "joined"))
        else:
            erased = erased_at is not None and erased_at <= at
            found.append(Move(at, -1, "erased" if erased else why(lives, at)))
        counts, was_here = is_in, True

    for span in spans(lives, is_counting=counts):
        for at, is_in in ((span.starts_at, True), (_before(span.ends_at, erased_at), False)):
            is_news = recorded is None or at > recorded.at
            is_alive = not is_in or erased_at is None or at < erased_at
            if at <= now and is_news and is_alive and counts is not is_in:
                turn(at, is_in)
    if counts is not is_member:
        before = [move.at for move in found[-1:]] or ([recorded.at] if recorded else [])
        turn(max([now, *before]), is_member)
    if word is not None and found and found[-1].delta < 0:
        found[-1] = found[-1]._replace(word=word)
    return found


def spans(pasts: Iterable[Past], *, is_counting: bool) -> list[Span]:
    """When the account counted: in order, none touching another.

    A dispute's decision has no date at the provider. Of an account that is recorded as counting,
    a lost dispute ends nothing here, so that its leaving is dated when it was found; of any
    other it ends the counting when it was opened.
    """
    merged: list[Span] = []
    for span in sorted(s for past in pasts for s in _of_one(past, is_counting)):
        if merged and span.starts_at <= merged[-1].ends_at:
            merged[-1] = Span(merged[-1].starts_at, max(merged[-1].ends_at, span.ends_at))
        else:
            merged.append(span)
    return merged


def _of_one(past: Past, is_counting: bool) -> list[Span]:
    if not past.periods and past.paid_through is not None:  # counted elsewhere, brought along
        return _span(past.started_at, _last_until(past, past.paid_through))
    paid = sorted((p for p in past.periods if p.amount_minor > 0), key=lambda p: p.period_end)
    found: list[Span] = []
    for number, period in enumerate(paid):
        until = _until(past, period, paid[number + 1 :], is_counting=is_counting)
        if period.began_at is not None and until is not None:
            found += _span(period.began_at, until)
    return found


def _until(
    past: Past, period: PaidPeriod, later: list[PaidPeriod], *, is_counting: bool
) -> datetime | None:
    """When the counting for this period ended; None when it was taken back, nobody knows when."""
    carried = _carried(period, later)
    if period.is_kept:
        is_last = period.period_end == paid_through(past.periods)
        return max(carried, _last_until(past, period.period_end)) if is_last else carried
    if is_counting and period.is_lost_in_dispute:
        return carried
    return min(carried, period.reversed_at) if period.reversed_at else None


def _carried(period: PaidPeriod, later: Iterable[PaidPeriod]) -> datetime:
    """Until when a period that was renewed counts: while the renewal is being paid, it does."""
    follows = [p.began_at for p in later if p.period_start and p.period_start <= period.period_end]
    renewed = min((at for at in follows if at is not None), default=None)
    if renewed is None:
        return period.period_end
    return max(period.period_end, min(renewed, period.period_end + GRACE))


def _last_until(past: Past, last: datetime) -> datetime:
    """Until when the newest kept period counts, given what became of the membership."""
    is_reversed = any(p.period_end > last for p in past.periods)
    if past.standing is not Standing.ENDED:
        return counts_until(Term(past.standing, last, past.ends_at, is_reversed)) or last
    if past.ended_at is None or is_reversed:
        return last
    if past.end_reason == "payment_failed":
        return max(last, min(past.ended_at, last + GRACE))
    return past.ended_at if last < past.ended_at <= last + RENEWAL else last


def _span(starts_at: datetime, ends_at: datetime) -> list[Span]:
    return [Span(starts_at, ends_at)] if starts_at < ends_at else []


def _before(moment: datetime, erased_at: datetime | None) -> datetime:
    return moment if erased_at is None else min(moment, erased_at)
