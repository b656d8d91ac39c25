"""What only Stripe's command-line tool asks for, beside the API that every client uses."""

from portal.sandbox import deliveries
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World


def resend(world: World, params: Obj, name: str) -> Obj:
    """The event, which goes to every endpoint once more: `stripe events resend`."""
    event = world.get("event", name)
    deliveries.enqueue(world.store, world.settings, event, world.clock.flowing())
    return event


def listen(world: World, params: Obj) -> Obj:
    """`stripe listen` would open a websocket here.

    Raises: Refusal always, which says what serves instead.
    """
    raise Refusal(
        "The sandbox does not play `stripe listen`, which needs a websocket. It delivers by "
        "itself: start it with --webhook-url and --webhook-secret, or make a webhook endpoint.",
        status=404,
        code="sandbox_gap",
    )


OPERATIONS = [
    Operation("POST", "/v1/events/{event}/retry", "", resend, "for_stripecli"),
    Operation(
        "POST", "/v1/stripecli/sessions", "", listen,
        "device_name websocket_features device_token version events",
    ),
]  # fmt: skip
