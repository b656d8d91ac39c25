"""What invented members pay for: a product, its prices, and worlds of their own to make it in."""

from dataclasses import dataclass
from pathlib import Path

from portal.sandbox.objects import prices, products
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.store import Obj
from portal.sandbox.world import World

AMOUNTS = {"month": (500, 800, 800, 800, 1200, 1500, 2500), "year": (5000, 9000, 9000, 15000)}
GIVEN_ONCE = (500, 2000, 10000)
_NAME = "Membership"
_WANTED = {(interval, amount) for interval, amounts in AMOUNTS.items() for amount in amounts} | {
    ("once", amount) for amount in GIVEN_ONCE
}


@dataclass(frozen=True)
class Shop:
    """What is sold in all lives: bodies of the one product and of its prices."""

    product: Obj
    prices: dict[tuple[str, int], Obj]


def open_shop(settings: SandboxSettings, metadata: Obj, at: int) -> Shop:
    """The product and its prices, as they were made on that day; kept in no world yet."""
    world = scratch(settings, 0)
    with world.unit(), world.clock.standing_at(at), world.retold(is_listed=False):
        product = products.create(world, {"name": _NAME, "metadata": metadata})
        made = {
            (interval, amount): prices.create(
                world,
                {
                    "currency": "usd",
                    "unit_amount": amount,
                    "product": product["id"],
                    **({} if interval == "once" else {"recurring": {"interval": interval}}),
                },
            )
            for interval, amount in sorted(_WANTED)
        }
    world.close()
    return Shop(product, made)


def keep(world: World, shop: Shop) -> None:
    """The world has the shop's product and prices; nothing tells of it."""
    for body in (shop.product, *shop.prices.values()):
        world.store.put(body)


def shop_in(world: World, metadata: Obj) -> Shop:
    """Inside a unit: the world's shop of that metadata, opened now if there is none."""
    for product in world.store.where("product", "name", _NAME):
        found = prices_of(world, product["id"])
        if product["metadata"] == metadata and found.keys() >= _WANTED:
            return Shop(product, found)
    shop = open_shop(world.settings, metadata, world.now())
    keep(world, shop)
    return shop


def prices_of(world: World, product: str) -> dict[tuple[str, int], Obj]:
    """The product's prices by interval (`once` for none) and amount."""
    return {
        (price["recurring"]["interval"] if price["recurring"] else "once", price["unit_amount"]): (
            price
        )
        for price in world.store.where("price", "product", product)
    }


def scratch(settings: SandboxSettings, lag: float) -> World:
    """An empty world in memory whose past is told in the order it is lived through.

    `lag` is how many seconds the listeners' time lies behind the virtual clock.
    """
    world = World(
        SandboxSettings(
            path=Path(":memory:"),
            public_url=settings.public_url,
            portal_home=settings.portal_home,
            deliver=False,
            automatic_payouts=False,
            payment_retry_days=settings.payment_retry_days,
        )
    )
    world.real_time = lambda: world.clock.exact() - lag
    return world
