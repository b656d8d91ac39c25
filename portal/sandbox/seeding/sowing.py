"""Members with a past, written in bulk into the sandbox's own state; nothing of it is delivered.

A few hundred lives are lived through, then each is written down many times under other names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, takewhile
from random import Random

from portal.sandbox.ids import drawn_by
from portal.sandbox.seeding import earlier_payouts
from portal.sandbox.seeding.earlier_payouts import Span
from portal.sandbox.seeding.fates import DAY
from portal.sandbox.seeding.lives import Life
from portal.sandbox.seeding.paying import pays_until
from portal.sandbox.seeding.people import person
from portal.sandbox.seeding.shops import Shop, keep, open_shop
from portal.sandbox.seeding.stamps import Stamps
from portal.sandbox.settings import MARK
from portal.sandbox.store import Obj
from portal.sandbox.world import World

EVENT_DAYS = 30
"""How long events are listed: https://docs.stripe.com/api/events."""
LEAST_LIVES, MOST_LIVES, MOST_MEMBERS, MOST_DAYS = 20, 300, 100_000, 3 * 365
_AT_ONCE = 250
_WRITE = "INSERT INTO objects (id, kind, created, body, hidden) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Wish:
    """How many members, drawn by which number, with how long a past.

    With `paying` so many pay today, and those who have left come besides. The same wish at the
    same virtual second writes the same objects.

    Raises: ValueError for numbers out of bounds.
    """

    members: int
    seed: int = 1
    days: int = 365
    metadata: Obj = field(default_factory=lambda: dict(MARK))
    paying: bool = False

    def __post_init__(self) -> None:
        for name, most in (("members", MOST_MEMBERS), ("days", MOST_DAYS), ("seed", 10**9)):
            number = getattr(self, name)
            if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
                raise ValueError(f"{name} is a whole number from 1 to {most:,}")
        pairs = self.metadata.items() if isinstance(self.metadata, dict) else [(0, 0)]
        if not all(isinstance(part, str) for pair in pairs for part in pair):
            raise ValueError("metadata is a hash of texts")


def sow(
    world: World, wish: Wish, tell: Callable[[int], None], is_wanted: Callable[[], bool]
) -> int:
    """The members are there, with all that they paid; says how many, of those who were asked for.

    `tell` hears how many are written; once `is_wanted` denies, the rest is left out.

    Raises: ValueError when members of this number were sown before.
    """
    span = _claim(world, wish)
    with drawn_by(Random(f"{wish.seed}")):
        shop = open_shop(world.settings, wish.metadata, (span.until // DAY - wish.days - 40) * DAY)
        with world.unit():
            keep(world, shop)
        lives = list(takewhile(lambda _: is_wanted(), _lives(world, wish, shop, span)))
        with world.store.hasty():
            written = _write(world, wish, lives, tell, is_wanted)
            earlier_payouts.make(world, span)
    return written


def _claim(world: World, wish: Wish) -> Span:
    with world.unit():
        sown = world.store.fact("sown", [])
        if wish.seed in sown:
            raise ValueError(f"members of number {wish.seed} are here already; take another")
        world.store.remember("sown", [*sown, wish.seed])
        until = world.now()
        return Span(until, until - EVENT_DAYS * DAY)


def _lives(world: World, wish: Wish, shop: Shop, span: Span) -> Iterator[Stamps]:
    random, lag = Random(f"{wish.seed}:lives"), world.clock.lag
    shared = frozenset((shop.product["id"], *(row["id"] for row in shop.prices.values())))
    least = LEAST_LIVES if wish.paying else 1
    for _ in range(min(max(wish.members, least), MOST_LIVES)):
        life = Life(world.settings, shop, wish.metadata, lag)
        try:
            life.live(random, span.until, wish.days)
            listed_from = int(span.told_from - lag) + DAY  # a copy may be most of a day earlier
            paid = pays_until(life.world)
            yield Stamps(life.world.store, shared, span.until, listed_from, paid)
        finally:
            life.world.close()


def _write(
    world: World,
    wish: Wish,
    lives: list[Stamps],
    tell: Callable[[int], None],
    is_wanted: Callable[[], bool],
) -> int:
    numbers, written = count(), 0
    if wish.paying and not any(life.pays for life in lives):
        return 0
    while lives and is_wanted() and written < wish.members:
        least = min(written + _AT_ONCE, wish.members)
        with world.store.transaction():
            while written < least:
                number = next(numbers)
                random = Random(f"{wish.seed}:{number}")
                name, email = person(random, number)
                life = lives[number % len(lives)]
                rows, due = life.press(random, email, name)
                world.store.write(_WRITE, rows)
                world.store.write("INSERT INTO due VALUES (?, ?, ?)", due)
                written += 1 if life.pays or not wish.paying else 0
        tell(written)
    return written
