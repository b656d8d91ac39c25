"""One invented member's past, lived through by the sandbox's own code in a world of its own.

So what it leaves behind has the shape, the order and the sums that it would have had.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from portal.sandbox import due
from portal.sandbox.objects import (
    changes,
    checkout,
    checkout_sessions,
    disputes,
    endings,
    pausing,
    prices,
    products,
    refunds,
    resuming,
    subscriptions,
)
from portal.sandbox.objects.cards import CARDS
from portal.sandbox.objects.checkout import Payer
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.store import Obj
from portal.sandbox.world import World

DAY = 86400
EVENING = 20 * 3600
"""When everything happens in a life: late, so that a copy of it can happen earlier that day."""
EMAIL, NAME = "the.one.who.is.seeded@example.org", "The One Who Is Seeded"
OK, FAILS = CARDS["4242424242424242"], CARDS["4000000000000341"]
_ELDER_DAYS = 35
_AMOUNTS = {"month": (500, 800, 800, 800, 1200, 1500, 2500), "year": (5000, 9000, 9000, 15000)}
_WAYS = {
    "stays": 60, "cancels": 10, "leaves": 2, "returns": 5, "recovers": 7, "lapses": 5,
    "is_refunded": 3, "disputes": 1, "changes": 4, "pauses": 3, "donates": 6,
}  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """What is sold in all lives: bodies of the one product and of its prices."""

    product: Obj
    prices: dict[tuple[str, int], Obj]


class Life:
    """One member from joining until now; `world` holds all that it left behind."""

    def __init__(self, settings: SandboxSettings, shop: Shop, metadata: Obj, offset: float) -> None:
        self.world = scratch(settings, offset)
        self._shop = shop
        self._metadata = metadata
        self._home = settings.portal_home or "http://127.0.0.1/"
        for body in (shop.product, *shop.prices.values()):
            self.world.store.put(body)

    def live(self, random: Random, until: int, days: int) -> None:
        """All has happened by `until`, from a first day at most so many days before it."""
        interval = random.choices(("month", "year"), (50, 50))[0]
        amount = random.choice(_AMOUNTS[interval])
        way = random.choices(list(_WAYS), list(_WAYS.values()))[0]
        elder = _ELDER_DAYS if interval == "year" and days >= 365 else 0
        ago = max(1, int((days + elder) * random.random() ** 1.5))
        start = (until // DAY - ago - 1) * DAY + EVENING
        self._at(start, lambda: self._join(interval, amount))
        for day, act in self._acts(random, way, interval):
            if start + day * DAY < until:
                self._at(start + day * DAY + 600, act)
        due.advance(self.world, until)

    def _at(self, at: int, act: Callable[[], object]) -> None:
        due.advance(self.world, at)
        with self.world.unit(), self.world.clock.standing_at(at):
            act()

    def _acts(
        self, random: Random, way: str, interval: str
    ) -> list[tuple[int, Callable[[], object]]]:
        """What happens in this life beside renewals, by days from its first."""
        period = 30 if interval == "month" else 360
        first = random.randint(3, 25) + random.randint(0, 4) * min(period, 30)
        later = first + random.randint(40, 110)
        acts: dict[str, list[tuple[int, Callable[[], object]]]] = {
            "stays": [],
            "cancels": [(first, self._cancel)],
            "leaves": [(first, lambda: endings.cancel(self.world, {}, self._newest()["id"]))],
            "returns": [(first, self._cancel), (later, lambda: self._join(interval, 800))],
            "recovers": [(period - 3, lambda: self._bank(FAILS.number)),
                         (period + random.randint(4, 9), lambda: self._bank(OK.number))],
            "lapses": [(first + period // 2, lambda: self._bank(FAILS.number))],
            "is_refunded": [(first, lambda: self._refund(random.choice((None, 300))))],
            "disputes": [(first, self._dispute), (first + 20, lambda: self._decide(first % 3))],
            "changes": [(first, lambda: self._change(interval))],
            "pauses": [(first, self._pause), (later, self._resume)],
            "donates": [(first, lambda: self._donate(random.choice((500, 2000, 10000))))],
        }  # fmt: skip
        return acts[way]

    def _join(self, interval: str, amount: int) -> None:
        price = self._shop.prices.get((interval, amount)) or self._shop.prices[interval, 9000]
        self._pay(
            {"mode": "subscription", "subscription_data": {"metadata": self._metadata}}, price
        )

    def _donate(self, amount: int) -> None:
        data = {"payment_intent_data": {"metadata": self._metadata}, "submit_type": "donate"}
        self._pay({"mode": "payment", **data}, self._shop.prices["once", amount])

    def _pay(self, params: Obj, price: Obj) -> None:
        known = self.world.store.rows("SELECT id FROM objects WHERE kind = 'customer'")
        asked = {
            **params,
            "success_url": f"{self._home}?session_id={{CHECKOUT_SESSION_ID}}",
            "line_items": [{"price": price["id"], "quantity": 1}],
            "metadata": self._metadata,
            **({"customer": known[0][0]} if known else {}),
        }
        if params["mode"] == "payment" and not known:
            asked["customer_creation"] = "always"
        year = 2000 + (self.world.now() // DAY // 365 - 30) + 3
        session = checkout_sessions.create(self.world, asked)
        checkout.attempt(self.world, session, Payer(OK, (12, year), EMAIL, NAME))

    def _newest(self) -> Obj:
        rows = self.world.store.rows(
            "SELECT id FROM objects WHERE kind = 'subscription' ORDER BY seq DESC LIMIT 1"
        )
        return self.world.get("subscription", rows[0][0])

    def _is_active(self) -> bool:
        return bool(self._newest()["status"] == "active")

    def _cancel(self) -> None:
        if self._is_active():
            changes.update(self.world, {"cancel_at_period_end": True}, self._newest()["id"])

    def _bank(self, number: str) -> None:
        """The bank honours the kept card from now on as it would that one."""
        method = self.world.get("payment_method", self._newest()["default_payment_method"])
        self.world.save(method, {"number": number})

    def _charge(self) -> Obj:
        rows = self.world.store.rows(
            "SELECT id FROM objects WHERE kind = 'charge' "
            "AND json_extract(body, '$.status') = 'succeeded' ORDER BY seq DESC LIMIT 1"
        )
        return self.world.get("charge", rows[0][0])

    def _refund(self, amount: int | None) -> None:
        part = {} if amount is None else {"amount": amount}
        refunds.create(self.world, {"charge": self._charge()["id"], **part})

    def _dispute(self) -> None:
        disputes.begin(self.world, self._charge())

    def _decide(self, luck: int) -> None:
        rows = self.world.store.rows("SELECT id FROM objects WHERE kind = 'dispute'")
        disputes.close(self.world, self.world.get("dispute", rows[0][0]), is_won=luck == 0)

    def _change(self, interval: str) -> None:
        if not self._is_active():
            return
        found = self._newest()
        price = self._shop.prices[interval, 1500 if interval == "month" else 15000]
        item = {"id": subscriptions.first_item(found)["id"], "price": price["id"]}
        wish = {"items": [item], "proration_behavior": "none"}
        changes.update(self.world, wish, found["id"])

    def _pause(self) -> None:
        if self._is_active():
            free = {"unused_time_from": {"type": "none"}}
            pausing.pause(self.world, {"bill_for": free}, self._newest()["id"])

    def _resume(self) -> None:
        if self._newest()["status"] == "paused":
            resuming.resume(self.world, {}, self._newest()["id"])


def scratch(settings: SandboxSettings, offset: float) -> World:
    """An empty world in memory whose past is told in the order it is lived through."""
    world = World(
        SandboxSettings(
            path=Path(":memory:"),
            public_url=settings.public_url,
            deliver=False,
            automatic_payouts=False,
            payment_retry_days=settings.payment_retry_days,
        )
    )
    world.real_time = lambda: world.clock.exact() - offset
    return world


def open_shop(settings: SandboxSettings, metadata: Obj, at: int) -> Shop:
    """The product and its prices, as they were made on that day."""
    world = scratch(settings, 0)
    wanted = {
        (interval, amount) for interval, amounts in _AMOUNTS.items() for amount in amounts
    } | {("once", amount) for amount in (500, 2000, 10000)}
    with world.unit(), world.clock.standing_at(at), world.retold(is_listed=False):
        product = products.create(world, {"name": "Membership", "metadata": metadata})
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
            for interval, amount in sorted(wanted)
        }
    world.close()
    return Shop(product, made)
