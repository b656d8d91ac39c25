"""The portal's processes: requests, the queue's jobs, and what runs every so many minutes."""

import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TypeVar

from portal.errors import PortalError
from portal.extensions import jobs
from tests.simulation.fate import Died
from tests.simulation.machine import Machine
from tests.simulation.slow import Slow
from tests.simulation.tally import Tally

T = TypeVar("T")
DAY = 86400
WANTED = ("portal.billing.", "portal.support.", "portal.mail.", "portal.finance.")
# They would mend, or find, what the other code should have done by itself: only in some histories.
MENDING = ("reconcile_nightly", "prove_the_number")
LISTENING = "portal.billing.jobs.listen"


class Workers:
    """Runs what it is given as processes that may die, or whose clock goes wrong."""

    def __init__(self, machine: Machine, chance: Random, tally: Tally, kinds: set[str]) -> None:
        self.machine, self.chance, self.tally, self.kinds = machine, chance, tally, kinds
        self.all_ran_at = 0.0
        self.slow = Slow(machine)
        self.mends = chance.random() < 0.3
        self.is_deaf = "lost" in kinds and chance.random() < 0.3
        """Whether Stripe's list of events is not read until the end."""
        self.periodic = {
            name: minutes
            for name, (minutes, _task) in jobs.periodic.items()
            if name.startswith(WANTED)
            and not name.endswith("forget_bodies")
            and (self.mends or not name.endswith(MENDING))
        }

    def work(self, count: int, *, is_slow: bool = False) -> None:
        """The jobs process takes from its queue; in parallel workers, not always in order."""
        queue = self.machine.queue
        for _ in range(count):
            if not queue:
                return
            at = self.chance.randrange(len(queue)) if "reordered" in self.kinds else 0
            name, given = queue.pop(at)
            self._job(name, given, is_slow=is_slow)

    def listen(self) -> None:
        """Stripe's events are listed for the first time; what was before, nobody looks for."""
        self.machine.process(jobs.tasks[LISTENING])

    def minute(self) -> None:
        """What falls due every so many minutes; each of it at least every five days."""
        is_long_ago = time.time() - self.all_ran_at > 5 * DAY
        if is_long_ago:
            self.all_ran_at = time.time()
        for name, minutes in self.periodic.items():
            if name == LISTENING and self.is_deaf:
                continue
            if is_long_ago or not self.kinds or self.chance.random() < 1.2 / (minutes + 1):
                self._job(name, [])

    def _job(self, name: str, given: list[object], *, is_slow: bool = False) -> None:
        def work() -> None:
            self.process(lambda: jobs.tasks[name](*given))

        is_slow = is_slow or ("parallel" in self.kinds and self.chance.random() < 0.4)
        if is_slow and not self.slow.is_going:
            self.slow.begin(work)
        else:
            work()

    def process(self, work: Callable[[], T]) -> T | None:
        """What a process came to; None when it died or failed."""
        machine = self.machine
        before = machine.skew
        if "clock skew" in self.kinds and self.chance.random() < 0.2:
            machine.skew = timedelta(seconds=self.chance.uniform(-120, 120))
            self.tally.fault("clock skew")
        try:
            return machine.process(work, self.dies())
        except Died:
            self.tally.fault("died")
        except PortalError as error:
            self.tally.numbers[f"refused: {type(error).__name__}"] += 1
        except Exception as error:
            machine.errors.append(f"{type(error).__name__}: {error}"[:300])
        finally:
            machine.skew = before
        return None

    def dies(self) -> int | None:
        if "died" in self.kinds and self.chance.random() < 0.15:
            return int(self.chance.expovariate(1 / 40))
        return None
