"""Holds objects against the SDK's own typed resources: missing, unknown and mistyped fields."""

import typing
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

from stripe._object_classes import OBJECT_CLASSES
from stripe._stripe_object import StripeObject, UntypedStripeObject

DECIMALS = (Decimal,)


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
    if isinstance(value, dict) and "object" not in known:
        known.pop("object", None)
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
    if isinstance(hint, typing.ForwardRef) or isinstance(hint, str):
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no object"
        else:
            yield from _resource(value, path)
    elif origin is list or hint is list:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        for index, row in enumerate(value):
            yield from _value(row, get_args(hint)[0], f"{path}[{index}]")
    elif origin is not None and getattr(origin, "__name__", "") == "ListObject":
        if not isinstance(value, dict) or value.get("object") != "list":
            yield f"{path}: {value!r} is no list object"
            return
        for row in value["data"]:
            yield from _resource(row, path)
    elif hint is UntypedStripeObject or origin is UntypedStripeObject or origin is dict:
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no hash"
    elif isinstance(hint, type) and issubclass(hint, StripeObject):
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no hash"
        else:
            yield from _fields(value, hint, path)
    elif hint is Any:
        return
    elif hint in DECIMALS:
        if not isinstance(value, str):
            yield f"{path}: {value!r} is no decimal text"
    elif hint is float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{path}: {value!r} is no number"
    elif not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        yield f"{path}: {value!r} is no {hint.__name__}"


def _flat(hint: Any) -> list[Any]:
    if get_origin(hint) is typing.Union or type(hint).__name__ == "UnionType":
        return [inner for part in get_args(hint) for inner in _flat(part)]
    return [hint]
