"""A world in which everything follows from one seed: time, names, chance, waiting.

Time stands still until somebody sleeps or lets it pass; no thread runs, nothing really waits.
"""

import random
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import time_machine


class Time:
    """Virtual time, the same for the portal and for Stripe."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    def sleep(self, seconds: float) -> None:
        """So much time has passed."""
        if seconds > 0:
            self._traveller.shift(seconds)

    def move_to(self, moment: float) -> None:
        """It is that Unix time, if it was earlier before."""
        if moment > time.time():
            self._traveller.move_to(datetime.fromtimestamp(moment, UTC), tick=False)


@contextmanager
def repeatable(seed: int) -> Iterator[Time]:
    """Inside, this thread's time begins at a moment of the seed's and chance is the seed's."""
    chance = random.Random(f"names of {seed}")
    began = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
        days=chance.randrange(700), seconds=chance.randrange(86400)
    )
    here, really_sleep, before = threading.get_ident(), time.sleep, random.getstate()

    def token_bytes(count: int | None = None) -> bytes:
        return chance.randbytes(32 if count is None else count)

    with time_machine.travel(began, tick=False) as traveller:
        passing = Time(traveller)

        def sleep(seconds: float) -> None:
            (passing.sleep if threading.get_ident() == here else really_sleep)(seconds)

        random.seed(f"jitter of {seed}")
        with (
            mock.patch.object(secrets, "token_bytes", token_bytes),
            mock.patch.object(time, "sleep", sleep),
        ):
            try:
                yield passing
            finally:
                random.setstate(before)
