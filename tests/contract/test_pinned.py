"""The check reads the whole SDK, and everyone speaks the one version that the SDK was made for."""

from importlib import import_module

import stripe
from stripe._api_version import _ApiVersion

from portal.billing import gateway
from portal.sandbox import app as sandbox
from portal.sandbox import settings
from portal.sandbox.objects import command_line
from tests.contract import operations, typed
from tests.contract.operations import Operation


def test_portal_sandbox_and_sdk_speak_one_version() -> None:
    current = _ApiVersion.CURRENT
    assert stripe.api_version == current
    assert current == gateway.API_VERSION
    assert current == settings.API_VERSION


def test_every_call_of_the_sdk_can_be_read() -> None:
    calls = operations.operations()
    assert len(calls) > 500
    for operation in calls:
        for slot in operation.parameters.values():
            assert typed.described(slot)
        for kind in operation.kinds:
            assert typed.fields(kind)


def test_the_sandbox_answers_no_call_that_stripe_has_not() -> None:
    known = {(call.method, call.path): call for call in operations.operations()}
    beside = command_line.OPERATIONS
    for played in (row for row in sandbox.OPERATIONS if row not in beside):
        call = known.get((played.method, _without_names(played.path)))
        assert isinstance(call, Operation), f"{played.method} {played.path}"
        package, _, name = played.params.rpartition(".")
        params = getattr(import_module(f"stripe.params.{package}".rstrip(".")), name)
        assert _shape(typed.parameters(params)) == _shape(call.parameters), played.params


def test_what_only_the_command_line_tool_calls_is_beside_the_api() -> None:
    known = {(call.method, call.path) for call in operations.operations()}
    for played in command_line.OPERATIONS:
        assert (played.method, _without_names(played.path)) not in known


def test_every_object_and_event_can_be_read() -> None:
    kinds = [typed.resource(word) for word in ("subscription", "invoice", "event", "payout")]
    for kind in kinds:
        assert kind is not None
        assert len(typed.fields(kind)) > 8
    event = typed.fields(stripe.Event)["type"]
    assert len(event.words) > 200


def _shape(slots: dict[str, typed.Slot]) -> dict[str, bool]:
    return {name: slot.is_required for name, slot in slots.items()}


def _without_names(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
