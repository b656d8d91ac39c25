"""One invented member's past, lived through by the sandbox's own code in a world of its own.

So what it leaves behind has the shape, the order and the sums that it would have had.
"""

from random import Random

from portal.sandbox import due
from portal.sandbox.seeding import fates, shops
from portal.sandbox.seeding.fates import DAY
from portal.sandbox.seeding.shops import AMOUNTS, Shop
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.store import Obj

EVENING = 20 * 3600
"""When everything happens in a life: late, so that a copy of it can happen earlier that day."""
EMAIL, NAME = "the.one.who.is.seeded@example.org", "The One Who Is Seeded"
_ELDER_DAYS = 35


class Life:
    """One member from joining until now; `world` holds all that it left behind."""

    def __init__(self, settings: SandboxSettings, shop: Shop, metadata: Obj, lag: float) -> None:
        self.world = shops.scratch(settings, lag)
        self._shop = shop
        self._metadata = metadata
        shops.keep(self.world, shop)

    def live(self, random: Random, until: int, days: int) -> None:
        """All has happened by `until`, from a first day at most so many days before it.

        What will befall the member after it is planned.
        """
        interval = random.choices(("month", "year"), (50, 50))[0]
        price = self._shop.prices[interval, random.choice(AMOUNTS[interval])]
        elder = _ELDER_DAYS if interval == "year" and days >= 365 else 0
        ago = int((days + elder) * random.random() ** 1.5)
        start = (until // DAY - ago - 1) * DAY + EVENING
        with self.world.unit(), self.world.clock.standing_at(start):
            customer = fates.join(self.world, price, self._metadata, EMAIL, NAME)
            fates.plan(self.world, customer, random, interval, start)
        due.advance(self.world, until)
