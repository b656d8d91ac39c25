"""How many checkouts may be begun, by whom, and how many may stand open: the numbers. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from portal.errors import Busy

# Over how long a place is counted.
AT_A_PLACE = timedelta(minutes=15)
# One address is a home, an office or a phone company's gate; nobody supports us twenty times.
OF_A_PLACE = 20
# A /24 or /48: about one provider's customers, or one rented rack.
OF_A_NEIGHBOURHOOD = 120
# A proved address may change its mind, yet not try cards.
OF_AN_ACCOUNT_AN_HOUR = 10
# Everybody together, proved or not: a twentieth of the calls that the provider takes a second,
# and more than the whole campaign needs in its best hour.
OF_ALL_A_MINUTE = 300
OF_ALL_AN_HOUR = 6_000
# Standing open at once. A reader's further tab closes the oldest; for an address that would close
# a stranger's payment, so there the further one is refused.
OPEN_OF_A_READER = 3
OPEN_OF_A_PLACE = 30


@dataclass(frozen=True, slots=True)
class Begun:
    """How many were begun before this one, and how many of its place stand open."""

    place: int = 0
    neighbourhood: int = 0
    account_hour: int = 0
    all_minute: int = 0
    all_hour: int = 0
    place_open: int = 0


def check(begun: Begun) -> None:
    """Let one more begin. Raises: Busy, with the time after which it is worth trying again."""
    if begun.all_minute >= OF_ALL_A_MINUTE or begun.all_hour >= OF_ALL_AN_HOUR:
        raise Busy(
            "Very many people are paying just now, so this payment was not begun. Please try"
            " again in a few minutes.",
            retry_after_seconds=180,
        )
    if begun.account_hour >= OF_AN_ACCOUNT_AN_HOUR:
        raise Busy(
            "You began to pay many times within the hour, so this payment was not begun. Please"
            " try again in an hour.",
            retry_after_seconds=3600,
        )
    if (
        begun.place >= OF_A_PLACE
        or begun.neighbourhood >= OF_A_NEIGHBOURHOOD
        or begun.place_open >= OPEN_OF_A_PLACE
    ):
        raise too_many_here()


def too_many_here() -> Busy:
    """What is said to a place from which too many come."""
    return Busy(
        "Many people began to pay from your network within a few minutes, so this payment was"
        " not begun. Please try again in a quarter of an hour.",
        retry_after_seconds=900,
    )
