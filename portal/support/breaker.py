"""When guests are asked for a proved address first: the breaker before the checkout. Pure.

Only guests are held up. Who is signed in with a proved address goes straight on, so that nobody
who can read their mail is kept from paying.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

# Guests' checkouts at most. A great day of a campaign brings some hundred members an hour; whoever
# tests stolen cards wants thousands (newspack-blocks #1209: 120,000 attempts on one newsroom).
GUESTS_A_MINUTE = 60
GUESTS_AN_HOUR = 900

# Over how long declined cards are held against paid checkouts.
RECENT = timedelta(minutes=10)
# One in ten or twenty cards of honest payers is declined. Thirty declined in ten minutes, and more
# than two for each that paid, is somebody trying cards.
DECLINED_SURGE = 30
DECLINED_TO_PAID = 2
DECLINED_CALM = 10

# Of guests' checkouts that stood open to the end, half to four fifths are left unpaid by honest
# readers; fifty left, and more than nine for each that paid, is junk.
ABANDONED_SURGE = 50
ABANDONED_TO_PAID = 9

# It stays open so long at first, and twice as long when it opens again soon after it closed.
FIRST_WAIT = timedelta(minutes=10)
LONGEST_WAIT = timedelta(minutes=80)
SOON = timedelta(hours=2)

WORDS = {
    "minute": "as many guests began to pay within a minute as we let through",
    "hour": "as many guests began to pay within an hour as we let through",
    "declined": "far more cards were declined than paid",
    "abandoned": "nearly all checkouts of guests were left unpaid",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted before the decision.

    `guests_*`: guests' checkouts begun within the last minute and hour. `declined`, `paid`: cards
    declined and checkouts paid in the last ten minutes. `abandoned`, `finished`: what became of
    the guests' checkouts whose time ran out lately.
    """

    guests_minute: int = 0
    guests_hour: int = 0
    declined: int = 0
    paid: int = 0
    abandoned: int = 0
    finished: int = 0


@dataclass(frozen=True, slots=True)
class Breaker:
    """How it stands. `reason` is a key of WORDS, that of the last opening; `wait` belongs to it."""

    is_open: bool
    reason: str
    changed_at: datetime
    wait: timedelta

    def counts_from(self, earliest: datetime) -> datetime:
        """From when failures count: those from before it closed were answered by its opening."""
        has_closed = bool(self.reason) and not self.is_open
        return max(earliest, self.changed_at) if has_closed else earliest


def moved(now_stands: Breaker, figures: Figures, now: datetime) -> Breaker:
    """How the breaker stands at `now`, before one more guest is let through.

    It opens at a ceiling or a surge. It closes by itself when its wait is over, the hour's guests
    are down to half of the ceiling and hardly a card is declined: so it does not flutter.
    """
    if now_stands.is_open:
        if now - now_stands.changed_at < now_stands.wait or not is_calm(figures):
            return now_stands
        return Breaker(False, now_stands.reason, now, now_stands.wait)
    reason = surge(figures)
    if not reason:
        return now_stands
    is_again = bool(now_stands.reason) and now - now_stands.changed_at < SOON
    wait = min(2 * now_stands.wait, LONGEST_WAIT) if is_again else FIRST_WAIT
    return Breaker(True, reason, now, wait)


def surge(figures: Figures) -> str:
    """Why it would open, a key of WORDS; empty when there is no reason."""
    if figures.guests_minute >= GUESTS_A_MINUTE:
        return "minute"
    if figures.guests_hour >= GUESTS_AN_HOUR:
        return "hour"
    if figures.declined >= max(DECLINED_SURGE, DECLINED_TO_PAID * figures.paid + 1):
        return "declined"
    if figures.abandoned >= max(ABANDONED_SURGE, ABANDONED_TO_PAID * figures.finished + 1):
        return "abandoned"
    return ""


def is_calm(figures: Figures) -> bool:
    """True when it may close."""
    return figures.guests_hour * 2 <= GUESTS_AN_HOUR and figures.declined < DECLINED_CALM
