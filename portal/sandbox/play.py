"""A year before one's eyes: day after day passes, and each waits until the last one was heard.

Renewals, failures, retries and cancellations fall due by themselves; newcomers join beside them.
"""

from dataclasses import dataclass, field
from random import Random

from portal.sandbox import due
from portal.sandbox.background import Background
from portal.sandbox.quiet import Quiet
from portal.sandbox.seeding import fates
from portal.sandbox.seeding.fates import DAY
from portal.sandbox.seeding.people import person
from portal.sandbox.seeding.shops import AMOUNTS, shop_in
from portal.sandbox.seeding.sowing import MOST_MEMBERS
from portal.sandbox.store import Obj
from portal.sandbox.world import World

MOST_DAYS, MOST_JOINS = 5 * 366, 200
# A portal that has stopped answering holds a day up for so long, then time goes on without it.
LONGEST_DAY_SECONDS = 30.0


@dataclass(frozen=True)
class Wish:
    """How many days pass, and how many people join on each.

    Raises: ValueError for numbers out of bounds.
    """

    days: int
    joins: int = 0
    metadata: Obj = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, least, most in (("days", 1, MOST_DAYS), ("joins", 0, MOST_JOINS)):
            number = getattr(self, name)
            is_number = isinstance(number, int) and not isinstance(number, bool)
            if not is_number or not least <= number <= most:
                raise ValueError(f"{name} is a whole number from {least} to {most:,}")
        pairs = self.metadata.items() if isinstance(self.metadata, dict) else [(0, 0)]
        if not all(isinstance(part, str) for pair in pairs for part in pair):
            raise ValueError("metadata is a hash of texts")


class Play(Background):
    """The one play of a world. `quiet` knows when whoever listens has taken all in."""

    def __init__(self, world: World, quiet: Quiet) -> None:
        super().__init__("sandbox-play", days=0, joined=0, now=0)
        self._world = world
        self._quiet = quiet

    def begin(self, sent: Obj) -> Obj:
        """Time passes from now on.

        Raises: ValueError while another play runs, and for numbers that will not do; TypeError
        for words that it does not know.
        """
        wish = Wish(**{"metadata": dict(self._world.settings.metadata), **sent})
        busy = "time is passing already; stop it first"
        begins = {"days": wish.days, "joined": 0, "now": self._world.now()}
        return self.start(lambda: self._pass(wish), busy, **begins)

    def _pass(self, wish: Wish) -> None:
        world, joined = self._world, 0
        for day in range(1, wish.days + 1):
            began, before = world.clock.exact(), self._quiet.last_delivery()
            for at in _moments(began, wish.joins):
                if self.stopping.is_set():
                    return
                due.advance(world, at)
                self._join(wish)
                joined += 1
            due.advance(world, began + DAY)
            self._quiet.wait(before, LONGEST_DAY_SECONDS, self.stopping)
            self.tell(done=day, joined=joined, now=world.now(), seconds=self.elapsed())
            if self.stopping.is_set():
                return

    def _join(self, wish: Wish) -> None:
        world = self._world
        with world.unit():
            number: int = world.store.fact("newcomers", 0) + 1
            world.store.remember("newcomers", number)
            random = Random(f"newcomer:{number}")
            name, email = person(random, MOST_MEMBERS + number)
            interval = random.choices(("month", "year"), (70, 30))[0]
            amount = random.choice(AMOUNTS[interval])
            price = shop_in(world, wish.metadata).prices[interval, amount]
            customer = fates.join(world, price, wish.metadata, email, name)
            fates.plan(world, customer, random, interval, world.now())


def _moments(began: float, times: int) -> list[float]:
    """So many moments of the day, in order; the same for the same day."""
    random = Random(f"{began // DAY}")
    return sorted(began + random.random() * DAY for _ in range(times))
