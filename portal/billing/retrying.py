"""When what failed is tried again. Pure."""

from datetime import timedelta

# Failures of its own after which an event is parked and staff are told.
MAX_TRIES = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


def wait_before(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 10 s, 30 s, 90 s, … at most an hour."""
    factor: int = 3 ** min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * factor, LONGEST_WAIT)
