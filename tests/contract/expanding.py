"""Which paths of an answer `expand` may name."""

from collections.abc import Iterator
from typing import Any, ForwardRef, get_args, get_origin

from stripe import ListObject
from stripe._stripe_object import StripeObject

from tests.contract import typed
from tests.contract.operations import Operation


def is_known(path: Any, operation: Operation) -> bool:
    """Whether the path leads through the types of the answer to an object that is not there yet."""
    if not isinstance(path, str):
        return False
    parts = path.split(".")
    if operation.is_page and parts.pop(0) != "data":
        return False
    return bool(parts) and any(_leads(kind, parts) for kind in operation.kinds)


def _leads(kind: type, parts: list[str]) -> bool:
    head, *rest = parts
    slot = typed.fields(kind).get(head)
    if slot is None:
        return False
    if not rest:
        return any(_is_object(choice) for choice in slot.choices)
    inner = [found for choice in slot.choices for found in _inside(choice, slot.module)]
    if any(get_origin(choice) is ListObject for choice in slot.choices):
        word, *rest = rest
        if word != "data" or not rest:
            return word == "data"
    return any(_leads(found, rest) for found in inner)


def _is_object(choice: Any) -> bool:
    if get_origin(choice) is list:
        return _is_object(get_args(choice)[0])
    parts = getattr(choice, "__args__", ()) if get_origin(choice) is not ListObject else ()
    return (
        isinstance(choice, ForwardRef)
        or get_origin(choice) is ListObject
        or any(isinstance(part, ForwardRef) for part in parts)
    )


def _inside(choice: Any, module: str) -> Iterator[type]:
    if isinstance(choice, ForwardRef):
        yield typed.named(choice.__forward_arg__, module)
    elif get_origin(choice) in (list, ListObject) or get_args(choice):
        for part in get_args(choice):
            yield from _inside(part, module)
    elif isinstance(choice, type) and issubclass(choice, StripeObject):
        yield choice
