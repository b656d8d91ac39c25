"""One history: people, Stripe, the postman and the processes act by the dice of one seed.

Afterwards all goes well for as long as it takes (quiescence), and the proof is made.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import TypeVar

from portal.sandbox import due
from portal.support import headcount
from tests.simulation.agreeing import compare
from tests.simulation.elsewhere import Elsewhere
from tests.simulation.machine import Machine
from tests.simulation.people import NAMES, Click, Person, Portal
from tests.simulation.post import Post
from tests.simulation.settling import settle
from tests.simulation.tally import KINDS, Tally
from tests.simulation.watch import Watch
from tests.simulation.wire import FAULTS
from tests.simulation.workers import Workers

T = TypeVar("T")
HOUR, DAY = 3600, 86400
LONGEST_STOP = 20
"""For how many seconds a process may stand still."""


class History:
    """What happens, decided by `chance` alone."""

    def __init__(self, machine: Machine, chance: Random, tally: Tally) -> None:
        self.machine, self.chance, self.tally = machine, chance, tally
        self.kinds = {kind for kind in KINDS if chance.random() < 0.4}
        self.workers = Workers(machine, chance, tally, self.kinds)
        self.people = [
            Person(name, "eur" if chance.random() < 0.2 else "usd")
            for name in chance.sample(NAMES, chance.randint(4, 7))
        ]
        self.portal = Portal(machine, chance)
        self.elsewhere = Elsewhere(machine, chance)
        self.post = Post(machine, chance, tally, self._of_post())
        self.watch = Watch(machine)
        self._clicks = 0
        self.began_at = time.time()
        machine.world.settings = replace(
            machine.world.settings, automatic_payouts=chance.random() < 0.5
        )

    def run(self, length: int) -> None:
        """So many steps, then quiet."""
        machine = self.machine
        self.workers.listen()
        if "clock skew" in self.kinds:  # Stripe's clock is not the portal's
            machine.skew = timedelta(seconds=self.chance.uniform(-120, 120))
        machine.wire.kinds = [kind for kind in FAULTS if kind in self.kinds]
        machine.wire.odds = 0.1
        machine.fate.parallel_odds = 0.08 if "parallel" in self.kinds else 0.0
        machine.fate.meanwhile = self._meanwhile
        steps: list[tuple[int, Callable[[], None]]] = [
            (9, self._somebody_acts),
            (2, self._elsewhere),
            (2, self._time_passes),
            (5, self._post_comes),
            (2, self._a_minute),
            (1 if self.workers.mends else 0, self._reconcile),
            (2 if "parallel" in self.kinds else 0, self._race),
        ]
        weights, acts = [w for w, _ in steps], [act for _, act in steps]
        self.workers.minute()
        for person in self.people:
            if self.chance.random() < 0.5:
                self.workers.process(partial(self.portal.register, person))
        for _ in range(length):
            self.let_pass(self.chance.choice((1, 3, 20, 200)))
            self.chance.choices(acts, weights)[0]()
            if self.chance.random() < 0.5:
                self.workers.slow.go_on()
            self.watch.look()
        if "parallel" in self.kinds:  # what goes wrong here, nothing later covers up
            self._race()
        settle(self)
        self.watch.look()

    def members(self) -> int:
        """What the bar shows."""
        return self.machine.look(headcount.read).members

    def _of_post(self) -> set[str]:
        kinds = {"three days late": "late"}
        return {kinds.get(kind, kind) for kind in self.kinds}

    def _somebody_acts(self) -> None:
        person, chance = self.chance.choice(self.people), self.chance
        if person.paid and chance.random() < 0.6:
            self._look_at_thanks(person)
        elif person.tabs and chance.random() < 0.75:
            tab = chance.choice(person.tabs)
            if chance.random() < 0.9:
                person.tabs.remove(tab)
            self.tally.action(self.elsewhere.pay(person, tab.ref))
        elif person.account_id is not None and person.has_paid and chance.random() < 0.6:
            word = self.workers.process(lambda: self.portal.change_something(person))
            self.tally.action(f"account page: {word}" if word else "account page: no answer")
        elif chance.random() < 0.12:
            word = self.workers.process(self.portal.refund)
            self.tally.action(f"staff: {word}" if word else "staff: no answer")
        elif person.account_id is None and person.has_paid and chance.random() < 0.5:
            self.tally.action("prove the mailbox")
            self.workers.process(lambda: self.portal.register(person))
        else:
            self._support(person)
            if chance.random() < 0.2:
                self._support(person)  # in another tab
            self._go_on_to_pay(person)

    def _support(self, person: Person) -> None:
        self._clicks += 1
        click = Click(f"click-{self._clicks}", self.portal.choice(person))
        if self.chance.random() < 0.7:
            self.tally.action("click on support")
            self.workers.process(lambda: self.portal.click(person, click))
            return
        self.tally.action("double click on support")
        fate, left = self.machine.fate, [self.chance.randint(1, 8)]
        before = fate.meanwhile, fate.parallel_odds

        def again() -> None:
            left[0] -= 1
            if left[0] == 0:
                self.workers.process(lambda: self.portal.click(person, click))

        fate.meanwhile, fate.parallel_odds = again, 1.0
        try:
            self.workers.process(lambda: self.portal.click(person, click))
        finally:
            fate.meanwhile, fate.parallel_odds = before
        if left[0] > 0:
            self.workers.process(lambda: self.portal.click(person, click))

    def _go_on_to_pay(self, person: Person) -> None:
        while person.tabs and self.chance.random() < 0.7:
            self.let_pass(self.chance.choice((1, 20, 200)))
            word = self.elsewhere.pay(person, person.tabs[-1].ref)
            self.tally.action(word)
            if word.startswith("paid"):
                person.tabs.pop()
                if self.chance.random() < 0.5:
                    self._look_at_thanks(person)

    def _look_at_thanks(self, person: Person) -> None:
        self.tally.action("look at the thanks page")
        ref = person.paid.pop()
        self.workers.process(lambda: self.portal.look_at_thanks(ref))

    def _elsewhere(self) -> None:
        self.tally.action(self.elsewhere.bank_or_dashboard())

    def _time_passes(self) -> None:
        span = self.chance.choice((HOUR, DAY, 3 * DAY, 8 * DAY, 31 * DAY, 31 * DAY))
        self.tally.action(f"{span // DAY or 1} {'days' if span >= DAY else 'hour'} pass")
        while span > 0:
            self.let_pass(min(span, 3 * DAY))
            span -= 3 * DAY
            if span > 0:
                self._deliver(self.chance.randint(0, 12))
                if self.chance.random() < 0.4 or time.time() - self.workers.all_ran_at > 5 * DAY:
                    self.workers.minute()

    def _post_comes(self) -> None:
        self.tally.action("the post comes")
        self._deliver(self.chance.randint(1, 12))
        self.workers.work(self.chance.randint(0, 12))

    def _a_minute(self) -> None:
        self.tally.action("a minute's jobs")
        self.workers.work(self.chance.randint(0, 20))
        self.workers.minute()

    def _reconcile(self) -> None:
        """Somebody has everything compared."""
        self.tally.action("reconcile")
        found = self.workers.process(compare)
        if found is not None:
            self.tally.numbers["mended by a reconcile"] += len(found.repaired)

    def _race(self) -> None:
        """A membership changes again and again, while processes that look at it stand still."""
        self.tally.action("a membership changes fast")
        fate, slow = self.machine.fate, self.workers.slow
        before = fate.meanwhile, fate.parallel_odds
        fate.meanwhile, fate.parallel_odds = slow.stand_still_if_slow, 0.3
        try:
            for _ in range(3):
                self.elsewhere.change_a_membership()
                self.post.collect()
                self._deliver(8)
                self.workers.work(8, is_slow=True)
                if self.chance.random() < 0.5:
                    slow.go_on()
        finally:
            fate.meanwhile, fate.parallel_odds = before
        slow.go_on_all()

    def _meanwhile(self) -> None:
        """Another process does something small to its end, or this one stands still for a while."""
        self.tally.fault("parallel")
        if self.workers.slow.is_going and self.chance.random() < 0.5:
            self.workers.slow.stand_still()
            return
        if self.chance.random() < 0.4:  # Stripe's objects change under whoever just fetched them
            self.elsewhere.change(self.machine.wire.asked)
            self.post.collect()
            self._deliver(8)
            self.workers.work(8)
            return
        self.post.collect()
        if self.machine.queue and self.chance.random() < 0.7:
            self.workers.work(1)
        elif self.post.is_due():
            self._deliver(1)
            self.workers.work(1)
        else:
            self.workers.minute()

    def _deliver(self, count: int) -> None:
        for _ in range(count):
            self.post.deliver_one(self.workers.dies())

    def let_pass(self, seconds: float) -> None:
        """So much time has passed, and what fell due at Stripe has happened."""
        if seconds > LONGEST_STOP:
            self.workers.slow.go_on_all()
        world, ends = self.machine.world, time.time() + seconds
        while (at := world.store.rows("SELECT MIN(at) FROM due")[0][0]) is not None and at <= ends:
            self.machine.time.move_to(at + 0.001)
            due.tick(world)
        self.machine.time.move_to(ends)
        due.tick(world)
        self.post.collect()
