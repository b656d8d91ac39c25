"""A world in which everything follows from one seed: time, names, chance, waiting.

Time stands still until somebody sleeps or lets it pass; no thread runs, nothing really waits.
"""

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self
from unittest import mock

import time_machine

from portal.billing import pages


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


class AtOnce:
    """Stands where a pool of threads stands: what is given to it is done before it answers."""

    def __init__(self, _workers: int, **_named: str) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def submit(self, work: Callable[..., object], *given: object) -> Future[object]:
        """The outcome, which is there already."""
        outcome: Future[object] = Future()
        try:
            outcome.set_result(work(*given))
        except BaseException as error:
            outcome.set_exception(error)
        return outcome


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
            mock.patch.object(pages, "ThreadPoolExecutor", AtOnce),
        ):
            try:
                yield passing
            finally:
                random.setstate(before)
