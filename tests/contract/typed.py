"""Reads the SDK's own types: what a parameter or a field may be, resolved and kept for reuse."""

import ast
import inspect
import sys
import types
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib import import_module
from typing import (
    Any,
    ClassVar,
    ForwardRef,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
)

from stripe._object_classes import OBJECT_CLASSES
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject
from typing_extensions import get_type_hints

EMPTY = ""
"""The word by which a parameter is unset."""


@dataclass(frozen=True)
class Mismatch:
    """One thing that Stripe's types do not allow: the field as a path, and what was expected."""

    field: str
    expected: str

    def __str__(self) -> str:
        return f"{self.field or 'the whole'}: expected {self.expected}"


@dataclass(frozen=True, eq=False)
class Slot:
    """What one field or parameter may hold: `choices` are the members of its union."""

    choices: tuple[Any, ...]
    is_required: bool
    module: str

    @cached_property
    def words(self) -> tuple[Any, ...]:
        """The literals it may hold; the empty word, which unsets, is not among them.

        A union of literals with plain text stands for a list that Stripe may lengthen later; at
        one pinned version it is closed.
        """
        return tuple(word for word in _literals(self.choices) if word != EMPTY)

    @cached_property
    def takes_empty(self) -> bool:
        """Whether the empty text unsets it."""
        return EMPTY in _literals(self.choices)

    def with_choices(self, hint: Any) -> "Slot":
        """A slot for the inside of a list or a mapping of this one."""
        return Slot(tuple(_flat(hint)), True, self.module)


@cache
def parameters(kind: type) -> dict[str, Slot]:
    """The parameters of a call or of a nested mapping, without the SDK's options of a request."""
    options = RequestOptions.__annotations__.keys()
    hints = get_type_hints(kind, localns={"Mapping": Mapping, "StripeContext": Any})
    required = kind.__required_keys__  # type: ignore[attr-defined]
    return {
        name: Slot(tuple(_flat(hint)), name in required, kind.__module__)
        for name, hint in hints.items()
        if name not in options
    }


@cache
def fields(kind: type) -> dict[str, Slot]:
    """The fields of a resource or of a mapping inside one; those that may be null are optional."""
    found: dict[str, Slot] = {}
    for base in reversed(kind.__mro__):
        if not issubclass(base, StripeObject) or base is StripeObject:
            continue
        renamed = base._field_remappings
        for name, hint in inspect.get_annotations(base).items():
            origin: Any = get_origin(hint)
            if name.startswith("_") or origin is ClassVar:
                continue
            choices = tuple(_flat(hint))
            slot = Slot(choices, type(None) not in choices, base.__module__)
            found[renamed.get(name, name)] = slot
    return found


@cache
def resource(word: str) -> type | None:
    """The class of the objects that carry this word as their `object`; none if there is none."""
    if word not in OBJECT_CLASSES:
        return None
    module, name = OBJECT_CLASSES[word]
    found: type = getattr(import_module(module), name)
    return found


@cache
def named(name: str, module: str) -> Any:
    """The class that a quoted annotation of this module names."""
    head, _, rest = name.partition(".")
    if head in imported(module):
        where, original = imported(module)[head]
        found = getattr(import_module(where), original)
    else:
        found = getattr(import_module(module), head)
    for part in rest.split(".") if rest else ():
        found = getattr(found, part)
    return found


@cache
def imported(module: str) -> dict[str, tuple[str, str]]:
    """What a module of the SDK imports, also only for types: local name to module and name."""
    found: dict[str, tuple[str, str]] = {}
    tree = ast.parse(inspect.getsource(sys.modules.get(module) or import_module(module)))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = (node.module, alias.name)
    return found


def described(slot: Slot) -> str:
    """What a slot takes, in words."""
    if slot.words:
        return "one of " + ", ".join(str(word) for word in slot.words)
    names = [_described(choice) for choice in slot.choices if choice is not type(None)]
    return " or ".join(dict.fromkeys(name for name in names if name)) or "an empty text"


def _described(choice: Any) -> str:
    plain = {
        int: "a whole number", bool: "true or false", float: "a number",
        Decimal: "a decimal number as text", str: "text", Any: "anything",
    }  # fmt: skip
    if choice in plain:
        return plain[choice]
    if get_origin(choice) is Literal:
        return "" if get_args(choice) == (EMPTY,) else "a word"
    if isinstance(choice, ForwardRef):
        return f"the object {choice.__forward_arg__}"
    if get_origin(choice) is list:
        return "a list"
    return f"a mapping ({getattr(choice, '__name__', 'free')})"


def _literals(choices: tuple[Any, ...]) -> list[Any]:
    return [word for part in choices if get_origin(part) is Literal for word in get_args(part)]


def _flat(hint: Any) -> list[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        return [inner for part in get_args(hint) for inner in _flat(part)]
    if get_origin(hint) in (NotRequired, Required):
        return _flat(get_args(hint)[0])
    if isinstance(hint, str):
        return [ForwardRef(hint)]
    return [hint]
