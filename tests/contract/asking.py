"""Holds what is sent in a request against the typed parameters of its operation."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args, get_origin

from stripe._stripe_object import StripeObject
from typing_extensions import is_typeddict

from tests.contract import expanding, typed
from tests.contract.operations import Operation
from tests.contract.typed import Mismatch, Slot

NUMBERS = {
    int: re.compile(r"-?\d+"),
    float: re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?"),
    Decimal: re.compile(r"-?\d+(\.\d+)?"),
    bool: re.compile(r"true|false"),
}


def mismatches(operation: Operation, sent: dict[str, Any]) -> Iterator[Mismatch]:
    """What Stripe would refuse for its name, its place or its type."""
    yield from _mapping(operation.parameters, sent, "")
    for path in sent.get("expand", {}).values() if isinstance(sent.get("expand"), dict) else ():
        if not expanding.is_known(path, operation):
            yield Mismatch("expand", f"a path to an object that can be expanded, not {path!r}")


def _mapping(slots: dict[str, Slot], sent: dict[str, Any], path: str) -> Iterator[Mismatch]:
    for name, value in sent.items():
        where = f"{path}[{name}]" if path else name
        if name not in slots:
            yield Mismatch(where, f"no such parameter; there are {', '.join(slots) or 'none'}")
        else:
            yield from _value(slots[name], value, where)
    for name, slot in slots.items():
        if slot.is_required and name not in sent:
            yield Mismatch(f"{path}[{name}]" if path else name, "it, as it is required")


def _value(slot: Slot, sent: Any, path: str) -> Iterator[Mismatch]:
    if isinstance(sent, dict):
        yield from _nested(slot, sent, path)
    elif sent == typed.EMPTY:
        if not slot.takes_empty:
            yield Mismatch(path, f"{typed.described(slot)}; it cannot be unset by an empty text")
    elif sent not in slot.words and not _fits(slot, sent):
        yield Mismatch(path, f"{typed.described(slot)}, not {sent!r}")


def _fits(slot: Slot, sent: str) -> bool:
    for choice in slot.choices:
        if choice is Any or (choice is str and not slot.words):
            return True
        if choice in NUMBERS and NUMBERS[choice].fullmatch(sent):
            return True
    return False


def _nested(slot: Slot, sent: dict[str, Any], path: str) -> Iterator[Mismatch]:
    tries = [list(_one_nested(slot, choice, sent, path)) for choice in _hashes(slot, sent)]
    if not tries:
        yield Mismatch(path, f"{typed.described(slot)}, not {_shown(sent)}")
    elif all(tries):
        yield from min(tries, key=len)


def _hashes(slot: Slot, sent: dict[str, Any]) -> Iterator[Any]:
    """The members of the union that nested parameters can mean."""
    is_list = list(sent) == [str(index) for index in range(len(sent))]
    for choice in slot.choices:
        fits_a_list = is_list and get_origin(choice) is list
        if fits_a_list or is_typeddict(choice) or choice is Any or _is_free(choice):
            yield choice


def _one_nested(slot: Slot, choice: Any, sent: dict[str, Any], path: str) -> Iterator[Mismatch]:
    if choice is Any:
        return
    if is_typeddict(choice):
        yield from _mapping(typed.parameters(choice), sent, path)
        return
    inner = slot.with_choices(get_args(choice)[-1])
    for name, value in sent.items():
        if _is_free(choice) and value == typed.EMPTY:
            continue  # a key of metadata is unset by an empty text
        yield from _value(inner, value, f"{path}[{name}]")


def _is_free(choice: Any) -> bool:
    origin = get_origin(choice)
    return origin is dict or (isinstance(origin, type) and issubclass(origin, StripeObject))


def _shown(sent: dict[str, Any]) -> str:
    return "a list" if "0" in sent else f"a mapping of {', '.join(sent)}"
