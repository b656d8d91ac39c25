"""Test clocks: made, read, told to advance, deleted. Their time passes in `advancing.py`."""

from portal.sandbox.objects import clock_limits, customers, endings
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, no_such, not_played
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import TEST_CLOCK, World

KEPT_SECONDS = 30 * 86400
"""After that time a test clock deletes itself."""


def create(world: World, params: Obj) -> Obj:
    """A test clock that stands still at its time, and its event.

    A customer who was there before may come to live on it, never to leave again.
    Raises: Refusal for one who lives on another, or has subscriptions already (not played).
    """
    made_at, joins = world.now(), None
    if "customer" in params:
        joins = customers.living(world, params["customer"], "customer")
        if joins["test_clock"] is not None:
            raise invalid("This customer is attached to a test clock already.", "customer")
        if world.store.where("subscription", "customer", joins["id"]):
            raise not_played("a test clock for a customer who has subscriptions", "customer")
    clock = world.add(
        TEST_CLOCK,
        deletes_after=made_at + KEPT_SECONDS,
        frozen_time=params["frozen_time"],
        name=params.get("name"),
        status="ready",
        status_details={},
    )
    world.later(clock["id"], "delete_clock", clock["deletes_after"])
    world.emit(f"{TEST_CLOCK}.created", clock)
    if joins is not None:
        world.save({**joins, "test_clock": clock["id"]})
    return clock


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The test clock.

    Raises: Refusal when there is none or it was deleted.
    """
    clock = world.get(TEST_CLOCK, name)
    if clock.get("deleted"):
        raise no_such(TEST_CLOCK, name)
    return clock


def listed(world: World, params: Obj) -> Obj:
    """One page of test clocks that are not deleted."""
    extra: tuple[str, tuple[str, ...]] = ("json_extract(body, '$.deleted') IS NULL", ())
    return page(world, "/v1/test_helpers/test_clocks", TEST_CLOCK, params, extra=extra)


def advance(world: World, params: Obj, name: str) -> Obj:
    """The test clock on its way to that time; it is `ready` once all on the way has happened.

    Raises: Refusal for a time that lies behind or too far ahead.
    """
    clock, target = retrieve(world, {}, name), params["frozen_time"]
    if target <= clock["frozen_time"]:
        raise invalid(
            "The time to advance to must be after the test clock's current frozen time "
            f"({clock['frozen_time']}).",
            "frozen_time",
        )
    latest = clock_limits.farthest(world, clock)
    if target > latest:
        raise invalid(
            "The time to advance to cannot be more than two intervals in the future from the "
            "shortest subscription of the test clock, or more than two years where it has none: "
            f"{latest} at the latest.",
            "frozen_time",
        )
    on_its_way = {
        **clock,
        "status": "advancing",
        "status_details": {"advancing": {"target_frozen_time": target}},
    }
    world.save(on_its_way)
    world.emit(f"{TEST_CLOCK}.advancing", on_its_way)
    return on_its_way


def arrive(world: World, clock: Obj) -> None:
    """It stands still again, where it was to go."""
    target = clock["status_details"]["advancing"]["target_frozen_time"]
    there = {**clock, "frozen_time": target, "status": "ready", "status_details": {}}
    world.save(there)
    world.emit(f"{TEST_CLOCK}.ready", there)


def fail(world: World, clock: Obj) -> None:
    """It goes no further, as the sandbox made a mistake on the way."""
    broken = {**clock, "status": "internal_failure", "status_details": {}}
    world.save(broken)
    world.emit(f"{TEST_CLOCK}.internal_failure", broken)


def delete(world: World, params: Obj, name: str) -> Obj:
    """Only the fact of deletion remains; its customers are deleted, what they pay for ends."""
    clock = retrieve(world, {}, name)
    for customer in world.store.where("customer", "test_clock", name):
        endings.delete_customer(world, {}, customer["id"])
    world.store.run("DELETE FROM clock_due WHERE clock = ?", (name,))
    world.never(name, "delete_clock")
    gone = {"id": name, "object": TEST_CLOCK, "deleted": True}
    world.save(gone)
    world.emit(f"{TEST_CLOCK}.deleted", clock)
    return gone


def delete_due(world: World, name: str) -> None:
    """Its thirty days are over."""
    clock = world.get(TEST_CLOCK, name)
    with world.clock.going_by(name, clock["frozen_time"]):
        delete(world, {}, name)


_ALL, _ONE = "/v1/test_helpers/test_clocks", "/v1/test_helpers/test_clocks/{clock}"
_OF = "test_helpers.TestClock"

OPERATIONS = [
    Operation("POST", _ALL, f"{_OF}CreateParams", create, "customer frozen_time name"),
    Operation("GET", _ALL, f"{_OF}ListParams", listed, "limit starting_after ending_before"),
    Operation("GET", _ONE, f"{_OF}RetrieveParams", retrieve),
    Operation("POST", f"{_ONE}/advance", f"{_OF}AdvanceParams", advance, "frozen_time"),
    Operation("DELETE", _ONE, f"{_OF}DeleteParams", delete),
]
