"""Events, as the API shows them; how they come to be stands in `world.py`."""

from typing import Any

from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The event."""
    return world.get("event", name)


def listed(world: World, params: Obj) -> Obj:
    """One page of events, of one type, some types, or all; `charge.*` means all of that family.

    Raises: Refusal when `type` and `types` come together.
    """
    if "type" in params and "types" in params:
        raise invalid("You may only specify one of these parameters: type, types.")
    wanted = params.get("types") or ([params["type"]] if "type" in params else [])
    extra: tuple[str, tuple[Any, ...]] | None = None
    if wanted:
        tests = " OR ".join(["json_extract(body, '$.type') GLOB ?"] * len(wanted))
        extra = (f"({tests})", tuple(wanted))
    return page(world, "/v1/events", "event", params, extra=extra)


OPERATIONS = [
    Operation("GET", "/v1/events", "EventListParams", listed, LIST_PLAYS + "type types"),
    Operation("GET", "/v1/events/{event}", "EventRetrieveParams", retrieve),
]
