"""Where an `expand` path leads, by Stripe's own types alone: also through empty lists and nulls."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, ForwardRef, get_args, get_origin

from portal.sandbox import shapes
from portal.sandbox.store import Obj

_ELEMENTS = {
    "CustomerPaymentMethodListParams": "PaymentMethod",
    "checkout.SessionListLineItemsParams": "LineItem",
}
"""What a list holds whose parameters are not named after it."""


def stuck_at(answer: Obj, params_type: str, path: str) -> str | None:
    """The part of the path that names nothing to be expanded, None when it leads to an object.

    `params_type` names the parameters of the call, which tell what its list holds.
    """
    parts = path.split(".")
    if answer.get("object") != "list":
        return _stuck([shapes.resource(answer["object"])], parts)
    if parts[0] != "data" or len(parts) == 1:
        return parts[0]
    return _stuck([element(params_type)], parts[1:])


@cache
def element(params_type: str) -> Any:
    """The type of what the call lists, found by the name of its parameters."""
    package, _, short = params_type.rpartition(".")
    if params_type in _ELEMENTS:
        package, short = "", _ELEMENTS[params_type]
    return getattr(import_module(f"stripe.{package}".rstrip(".")), short.removesuffix("ListParams"))


def _stuck(kinds: list[Any], parts: list[str]) -> str | None:
    """One of several types that knows the way is enough."""
    found = [_stuck_in(kind, parts) for kind in kinds]
    return None if None in found else (found or parts)[0]


def _stuck_in(kind: Any, parts: list[str]) -> str | None:
    name, rest = parts[0], parts[1:]
    annotation = vars(kind).get("__annotations__", {}).get(name)
    inside = list(_inside(annotation, kind.__module__))
    if not rest:
        return None if _names_objects(annotation) else name
    if "ListObject[" in repr(annotation):
        if rest[0] != "data":
            return rest[0]
        rest = rest[1:]
    return _stuck(inside, rest) if rest else None


def _names_objects(annotation: Any) -> bool:
    """Whether what is there may be an object with an id of its own, or a list of such."""
    return "ForwardRef(" in repr(annotation)


def _inside(annotation: Any, module: str) -> Iterator[Any]:
    """The types of Stripe that an annotation names, at any depth."""
    if isinstance(annotation, ForwardRef):
        yield _named(annotation.__forward_arg__, module)
    elif isinstance(annotation, str):
        yield _named(annotation, module)
    elif get_origin(annotation):
        for part in get_args(annotation):
            yield from _inside(part, module)
    elif isinstance(annotation, type) and annotation.__module__.startswith("stripe."):
        yield annotation


@cache
def _named(name: str, module: str) -> Any:
    """What a quoted name means in a module that imports it for its types only."""
    for node in ast.walk(ast.parse(inspect.getsource(import_module(module)))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return getattr(import_module(node.module), alias.name)
    return getattr(import_module(module), name)
