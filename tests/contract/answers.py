"""Holds objects that come back against the SDK's typed resources, field by field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ForwardRef, Literal, get_args, get_origin

from stripe import ErrorObject, ListObject
from stripe._stripe_object import StripeObject, UntypedStripeObject

from tests.contract import typed
from tests.contract.operations import Operation
from tests.contract.typed import Mismatch, Slot

DECIMAL = re.compile(r"-?\d+(\.\d+)?")
PAGE = {"object", "has_more", "url", "data", "total_count", "next_page"}


@dataclass(frozen=True)
class Asked:
    """What the caller wanted: which paths expanded; and whether fields may be left out."""

    expand: frozenset[str] = frozenset()
    is_partial: bool = False


AS_IT_IS = Asked()
PARTIAL = Asked(is_partial=True)


def of_operation(operation: Operation, body: Any, expand: list[str]) -> Iterator[Mismatch]:
    """What is wrong with the answer to a call that asked for these expansions."""
    asked = Asked(frozenset(part for path in expand for part in _prefixes(path)))
    if not isinstance(body, dict):
        yield Mismatch("", "an object")
    elif operation.is_page:
        yield from _page(body, operation.kinds, "", asked)
    else:
        yield from of_object(body, operation.kinds, "", asked)


def of_error(body: Any) -> Iterator[Mismatch]:
    """What is wrong with an answer that says no."""
    if not isinstance(body, dict) or not isinstance(body.get("error"), dict):
        yield Mismatch("error", "an error object")
        return
    yield from of_fields(body["error"], ErrorObject, "error")


def of_object(
    value: Any, kinds: tuple[type, ...], path: str, asked: Asked = AS_IT_IS
) -> Iterator[Mismatch]:
    """What is wrong with one object that should be of one of these classes (any, if none)."""
    word = value.get("object") if isinstance(value, dict) else None
    kind = typed.resource(word) if isinstance(word, str) else None
    if kind is None or (kinds and kind not in kinds):
        wanted = " or ".join(found.__name__ for found in kinds) or "object of the API"
        yield Mismatch(path, f"{wanted}, not {word or value!r}")
    elif value.get("deleted") is True and "deleted" in typed.fields(kind):
        for name in value.keys() - {"id", "object", "deleted"}:
            yield Mismatch(_join(path, name), "no such field on a deleted object")
    else:
        yield from of_fields(value, kind, path, asked)


def of_fields(
    value: dict[str, Any], kind: type, path: str, asked: Asked = AS_IT_IS
) -> Iterator[Mismatch]:
    """What is wrong with the fields of an object or of a mapping inside one."""
    slots = typed.fields(kind)
    encodings: dict[str, str] = kind._field_encodings  # type: ignore[attr-defined]
    for name, inner in value.items():
        where = _join(path, name)
        if name not in slots:
            yield Mismatch(where, f"no such field on {kind.__qualname__}")
        elif inner is None:
            if slots[name].is_required and not asked.is_partial:
                yield Mismatch(where, f"{typed.described(slots[name])}, not null")
        elif encodings.get(name) == "int64_string":
            if not isinstance(inner, str) or not re.fullmatch(r"-?\d+", inner):
                yield Mismatch(where, f"a whole number as text, not {inner!r}")
        else:
            yield from _value(slots[name], inner, where, asked)
    for name, slot in slots.items() if not asked.is_partial else ():
        if slot.is_required and name not in value:
            yield Mismatch(_join(path, name), f"{typed.described(slot)}; it is missing")


def _page(
    value: dict[str, Any], kinds: tuple[type, ...], path: str, asked: Asked
) -> Iterator[Mismatch]:
    wanted = {"object": ("list", "search_result"), "has_more": (True, False)}
    for name, words in wanted.items() if not asked.is_partial else ():
        if value.get(name) not in words:
            yield Mismatch(_join(path, name), f"one of {words}, not {value.get(name)!r}")
    if not asked.is_partial and not isinstance(value.get("url"), str):
        yield Mismatch(_join(path, "url"), "text")
    for name in value.keys() - PAGE:
        yield Mismatch(_join(path, name), "no such field on a list")
    rows = value.get("data")
    if not isinstance(rows, list):
        yield Mismatch(_join(path, "data"), "a list")
        return
    for row in rows:
        yield from of_object(row, kinds, _join(path, "data"), _whole(asked))


def _value(slot: Slot, value: Any, path: str, asked: Asked) -> Iterator[Mismatch]:
    if isinstance(value, str | bool) and slot.words:
        others = [part for part in slot.choices if part is not str]
        if not _fits_any(others, value):
            yield Mismatch(path, f"{typed.described(slot)}, not {value!r}")
        return
    tries = []
    for choice in slot.choices:
        found = list(_one(slot, choice, value, path, asked))
        if not found:
            break
        tries.append(found)
    else:
        yield from min(tries, key=_far) if tries else [Mismatch(path, "nothing")]
        return
    if isinstance(value, dict) and str in slot.choices and path not in asked.expand:
        yield Mismatch(path, "an id, as its expansion was not asked for")
    elif isinstance(value, str) and path in asked.expand:
        yield Mismatch(path, "an object, as its expansion was asked for")


def _one(slot: Slot, choice: Any, value: Any, path: str, asked: Asked) -> Iterator[Mismatch]:
    origin = get_origin(choice)
    if isinstance(value, dict):
        if isinstance(choice, ForwardRef):
            yield from of_object(value, (_named(choice, slot.module),), path, asked)
            return
        if origin is ListObject:
            kinds = tuple(_named(part, slot.module) for part in get_args(choice))
            yield from _page(value, kinds, path, asked)
            return
        if choice is UntypedStripeObject or origin in (UntypedStripeObject, dict):
            free = slot.with_choices((get_args(choice) or (Any,))[-1])
            for name, inner in value.items():
                if not (asked.is_partial and inner is None):  # a key that was not there before
                    yield from _value(free, inner, f"{path}[{name}]", asked)
            return
        if isinstance(choice, type) and issubclass(choice, StripeObject):
            yield from of_fields(value, choice, path, asked)
            return
    elif isinstance(value, list) and origin is list:
        inside = slot.with_choices(get_args(choice)[0])
        for inner in value:
            yield from _value(inside, inner, path, _whole(asked))
        return
    if not _fits_any([choice], value):
        yield Mismatch(path, f"{typed.described(slot)}, not {_shown(value)}")


def _fits_any(choices: list[Any], value: Any) -> bool:
    for choice in choices:
        if choice is Any or (choice in (str, int, bool) and type(value) is choice):
            return True
        if choice is float and type(value) in (int, float):
            return True
        if choice is Decimal and isinstance(value, str) and DECIMAL.fullmatch(value):
            return True
        if get_origin(choice) is Literal and value in get_args(choice):
            return True
    return False


def _far(found: list[Mismatch]) -> tuple[int, int]:
    """How far one member of a union is from fitting: the one that got deepest is meant."""
    return (-max(len(mismatch.field) for mismatch in found), len(found))


def _named(part: Any, module: str) -> type:
    if isinstance(part, ForwardRef):
        part = typed.named(part.__forward_arg__, module)
    assert isinstance(part, type)
    return part


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    return repr(value)


def _whole(asked: Asked) -> Asked:
    """Lists hold whole elements, also in what an event says was there before."""
    return replace(asked, is_partial=False) if asked.is_partial else asked


def _prefixes(path: str) -> Iterator[str]:
    parts = path.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
