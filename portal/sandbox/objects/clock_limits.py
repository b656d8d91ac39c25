"""What a test clock has room for, and how far it may go at once. Running it lives elsewhere.

The numbers are those of https://docs.stripe.com/billing/testing/test-clocks/api-advanced-usage and
of the parameters' own words; the wording of the refusals is ours.
"""

from portal.sandbox.periods import step
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, no_such
from portal.sandbox.world import TEST_CLOCK, World

MOST_CUSTOMERS = 3
MOST_SUBSCRIPTIONS = 3
MOST_INTERVALS = 2
_OVER = ("canceled", "incomplete_expired")


def check_customers(world: World, name: str) -> None:
    """Raises: Refusal when there is no such test clock, or three customers live on it already."""
    clock = world.get(TEST_CLOCK, name, "test_clock")
    if clock.get("deleted"):
        raise no_such(TEST_CLOCK, name, "test_clock")
    if len(world.store.where("customer", "test_clock", name)) >= MOST_CUSTOMERS:
        raise invalid(
            f"A test clock can have at most {MOST_CUSTOMERS} customers: {name}.", "test_clock"
        )


def check_subscriptions(world: World, customer: Obj) -> None:
    """Raises: Refusal when a customer of a test clock has three live subscriptions already."""
    if customer["test_clock"] and len(_live(world, customer["id"])) >= MOST_SUBSCRIPTIONS:
        raise invalid(
            f"A customer with a test clock can have at most {MOST_SUBSCRIPTIONS} subscriptions: "
            f"{customer['id']}.",
            "customer",
        )


def farthest(world: World, clock: Obj) -> int:
    """The latest time it may go to: two intervals of its shortest subscription on, or two years."""
    start: int = clock["frozen_time"]
    ends = [
        step(start, every["interval"], every["interval_count"], MOST_INTERVALS)
        for customer in world.store.where("customer", "test_clock", clock["id"])
        for subscription in _live(world, customer["id"])
        for every in (row["price"]["recurring"] for row in subscription["items"]["data"])
    ]
    return min(ends, default=step(start, "year", 1, 2))


def _live(world: World, customer: str) -> list[Obj]:
    found = world.store.where("subscription", "customer", customer)
    return [row for row in found if row["status"] not in _OVER]
