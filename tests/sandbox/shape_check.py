"""Holds objects against the SDK's own typed resources: missing, unknown and mistyped fields."""

import typing
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

from stripe import ListObject
from stripe._object_classes import OBJECT_CLASSES
from stripe._stripe_object import StripeObject, UntypedStripeObject

PLAIN: dict[Any, Any] = {Decimal: str, float: (int, float)}


def mismatches(value: dict[str, Any]) -> list[str]:
    """What is wrong with one JSON object that the API returned, as sentences; empty when right."""
    return list(_resource(value, value.get("object", "?")))


def _resource(value: dict[str, Any], path: str) -> Iterator[str]:
    kind = value.get("object")
    if kind == "list":
        for index, row in enumerate(value["data"]):
            yield from _resource(row, f"{path}.data[{index}]")
        return
    if kind not in OBJECT_CLASSES:
        yield f"{path}: no resource is called {kind!r}"
        return
    if value.get("deleted"):
        return
    module, name = OBJECT_CLASSES[kind]
    yield from _fields(value, getattr(import_module(module), name), path)


def _fields(value: dict[str, Any], kind: type, path: str) -> Iterator[str]:
    known = {
        name: hint
        for base in reversed(kind.__mro__)
        if base is not StripeObject
        for name, hint in vars(base).get("__annotations__", {}).items()
        if not name.startswith("_") and get_origin(hint) is not typing.ClassVar
    }
    for name in value.keys() - known.keys():
        yield f"{path}.{name}: unknown field"
    for name, hint in known.items():
        optional = type(None) in get_args(hint)
        if name not in value:
            if not optional:
                yield f"{path}.{name}: missing"
        elif value[name] is None:
            if not optional:
                yield f"{path}.{name}: null"
        else:
            yield from _value(value[name], hint, f"{path}.{name}")


def _value(value: Any, hint: Any, path: str) -> Iterator[str]:
    choices = [part for part in _flat(hint) if part is not type(None)]
    words = [word for part in choices if get_origin(part) is Literal for word in get_args(part)]
    if words and isinstance(value, str | bool):
        if value not in words:
            yield f"{path}: {value!r} is none of {words}"
        return
    tries = [list(_one(value, part, path)) for part in choices]
    if all(tries):
        yield from min(tries, key=len)


def _one(value: Any, hint: Any, path: str) -> Iterator[str]:
    origin = get_origin(hint)
    is_hash = isinstance(value, dict)
    if origin is list:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        for index, row in enumerate(value):
            yield from _value(row, get_args(hint)[0], f"{path}[{index}]")
    elif isinstance(hint, typing.ForwardRef | str) or origin is ListObject:
        wanted = is_hash and (origin is not ListObject or value.get("object") == "list")
        yield from _resource(value, path) if wanted else [f"{path}: {value!r} is no object"]
    elif origin is UntypedStripeObject or hint is UntypedStripeObject:
        yield from [] if is_hash else [f"{path}: {value!r} is no hash"]
    elif isinstance(hint, type) and issubclass(hint, StripeObject):
        yield from _fields(value, hint, path) if is_hash else [f"{path}: {value!r} is no hash"]
    elif hint is not Any:
        wanted_type = PLAIN.get(hint, hint)
        if not isinstance(value, wanted_type) or (hint is not bool and isinstance(value, bool)):
            yield f"{path}: {value!r} is no {hint.__name__}"


def _flat(hint: Any) -> list[Any]:
    if get_origin(hint) is typing.Union or type(hint).__name__ == "UnionType":
        return [inner for part in get_args(hint) for inner in _flat(part)]
    return [hint]
