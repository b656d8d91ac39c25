"""Runs one history from its seed, on one database; machines are kept from one to the next."""

import atexit
import gc
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import structlog

from portal.sandbox.recording import FOLDER
from tests.simulation.history import History
from tests.simulation.machine import Machine
from tests.simulation.proof import broken
from tests.simulation.repeatable import repeatable
from tests.simulation.tally import Tally

LEAST, MOST = 19, 40


@dataclass
class Outcome:
    """What one seed came to."""

    seed: int
    database: str
    broken: list[str]
    errors: list[str]
    trace: str
    """Tells two runs apart: everything that was decided and what came of it."""
    tally: Tally = field(repr=False)

    @property
    def is_wrong(self) -> bool:
        """Whether something does not hold, or the portal raised what nobody had foreseen."""
        return bool(self.broken or self.errors)

    def told(self) -> str:
        """For whoever has to find out why."""
        words = [
            f"seed {self.seed} on {self.database}:",
            *(f"  {sentence}" for sentence in self.broken),
            *(f"  (an exception: {error})" for error in self.errors),
            f"repeat it: pytest tests/simulation/test_histories.py -n0 --seed {self.seed}"
            f" --database {self.database}",
        ]
        return "\n".join(words)


def run(seed: int, database: str = "sqlite", *, is_recorded: bool = False) -> Outcome:
    """The outcome of the seed; the same whenever and wherever it is run."""
    chance, tally, machine = Random(seed), Tally(), machine_on(database)
    began = time.process_time()
    folder = None if is_recorded else os.environ.pop(FOLDER, None)
    before = structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50), cache_logger_on_first_use=False
    )
    gc.disable()
    try:
        with repeatable(seed) as passing, machine.as_new(passing, chance):
            history = History(machine, chance, tally)
            history.run(chance.randint(LEAST, MOST))
            found = broken(history)
            _sum_up(history)
    finally:
        gc.enable()
        structlog.configure(**before)
        if folder is not None:
            os.environ[FOLDER] = folder
    tally.numbers["ms of processor"] += int((time.process_time() - began) * 1000)
    gc.collect()
    trace = f"{chance.random()} {sorted(tally.actions.items())} {sorted(tally.meetings.items())}"
    return Outcome(seed, database, found, machine.errors, trace, tally)


def _sum_up(history: History) -> None:
    tally, machine = history.tally, history.machine
    tally.histories[machine.database] += 1
    tally.faults.update(machine.wire.met)
    tally.met_by.update({kind for kind, number in tally.faults.items() if number})
    tally.numbers["members in the end"] += history.members()
    tally.numbers.update({f"led to {w}": n for w, n in history.portal.led_elsewhere.items()})
    tally.numbers["people"] += len(history.people)
    tally.numbers["events acknowledged"] += len(history.post.acknowledged)
    tally.numbers["calls to Stripe"] += machine.wire.calls
    tally.numbers["letters"] += len(machine.sent)
    tally.numbers["exceptions"] += len(machine.errors)
    tally.numbers["virtual days"] += int((time.time() - history.began_at) / 86400)


@cache
def machine_on(database: str) -> Machine:
    """The machine of this process on that database, made when it is first asked for."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="simulation-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    machine = Machine(database, folder)
    gc.freeze()
    return machine
