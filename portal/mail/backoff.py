"""When a mail that could not be sent is tried again, and when it is given up."""

from datetime import timedelta

# Twelve tries: after 1, 2, 4 … minutes, then every six hours: about a day and a half.
GIVE_UP_AFTER = 12
LONGEST = timedelta(hours=6)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts (1 or more)."""
    return min(timedelta(minutes=2 ** (attempts - 1)), LONGEST)
