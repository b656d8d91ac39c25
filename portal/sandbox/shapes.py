"""What Stripe's own generated types say: which parameters a call takes, which fields an object has.

The only module of the sandbox that imports the SDK, and only for its types. Rules between
parameters, minimum amounts and what an operation plays are judged where the operation lives.
"""

import typing
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

from stripe import StripeContext
from stripe._object_classes import OBJECT_CLASSES
from stripe._request_options import RequestOptions
from typing_extensions import get_type_hints, is_typeddict

from portal.sandbox.wire.errors import Refusal, invalid, missing, unknown

_OPTIONS = frozenset(RequestOptions.__annotations__)
MAX_TEXT = 5000


def check_params(params_type: str, sent: dict[str, Any]) -> dict[str, Any]:
    """The sent parameters, each turned into the type that the call declares.

    `params_type` names a class of `stripe.params` with its package, such as
    `checkout.SessionCreateParams`.

    Raises: Refusal for what is unknown, missing or mistyped, naming the parameter.
    """
    return _typed_dict(_params_class(params_type), sent, "")


@cache
def resource(kind: str) -> Any:
    """The type of the objects that carry this word as their `object`."""
    module, name = OBJECT_CLASSES[kind]
    return getattr(import_module(module), name)


@cache
def fields(kind: str) -> dict[str, bool]:
    """The fields of a resource by name, and whether each may be null or absent."""
    return {
        name: type(None) in get_args(annotation)
        for name, annotation in resource(kind).__annotations__.items()
        if not name.startswith("_") and get_origin(annotation) is not typing.ClassVar
    }


def complete(given: dict[str, Any], omit: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The object with every nullable field that was not given set to null, in Stripe's order.

    Fields in `omit` stay away, as those do that Stripe only includes on request.

    Raises: TypeError when a required field is lacking or a field is unknown to Stripe.
    """
    known = fields(given["object"])
    if foreign := given.keys() - known.keys():
        raise TypeError(f"{given['object']} has no {sorted(foreign)}")
    lacking = [name for name, optional in known.items() if not optional and name not in given]
    if lacking:
        raise TypeError(f"{given['object']} lacks {lacking}")
    skipped = omit | {"deleted"}
    return {
        "id": given["id"],
        "object": given["object"],
        **{name: given.get(name) for name in known if name in given or name not in skipped},
    }


@cache
def _params_class(name: str) -> Any:
    package, _, short = name.rpartition(".")
    return getattr(import_module(f"stripe.params.{package}".rstrip(".")), short)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    scope = {"Mapping": Mapping, "StripeContext": StripeContext}
    hints = get_type_hints(kind, localns=scope)
    return {name: hint for name, hint in hints.items() if name not in _OPTIONS}


def _typed_dict(kind: Any, sent: Any, path: str) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise invalid("Invalid object", path)
    hints = _hints(kind)
    for name in sent:
        if name not in hints:
            raise unknown(_join(path, name))
    for name in sorted(kind.__required_keys__ - _OPTIONS):
        if name not in sent:
            raise missing(_join(path, name))
    return {name: _value(hints[name], value, _join(path, name)) for name, value in sent.items()}


def _value(kind: Any, sent: Any, path: str) -> Any:
    choices = [part for part in _flat(kind) if part is not type(None)]
    words = [word for part in choices if get_origin(part) is Literal for word in get_args(part)]
    others = [part for part in choices if get_origin(part) is not Literal]
    if isinstance(sent, str) and sent in words:
        return sent
    closed = [word for word in words if word != ""]
    if isinstance(sent, dict):
        return _compound(others, sent, path)
    if closed and others in ([], [str]):
        raise _not_among(path, closed)
    scalars = [part for part in others if part in (bool, int, float, Decimal, str)]
    if not scalars:
        if sent == "":
            raise _empty(path)
        raise invalid("Invalid array" if _lists(others) else "Invalid object", path)
    return _scalar(scalars[0], sent, path)


def _compound(kinds: list[Any], sent: dict[str, Any], path: str) -> Any:
    for kind in kinds:
        if is_typeddict(kind):
            return _typed_dict(kind, sent, path)
        if get_origin(kind) is list:
            return _list(get_args(kind)[0], sent, path)
        if get_origin(kind) is dict:
            return _mapping(sent, path)
    raise invalid("Invalid string: a hash was sent", path)


def _list(kind: Any, sent: dict[str, Any], path: str) -> list[Any]:
    if not all(index.isascii() and index.isdigit() for index in sent):
        raise invalid("Invalid array", path)
    ordered = sorted(sent.items(), key=lambda pair: int(pair[0]))
    return [_value(kind, value, f"{path}[{index}]") for index, value in ordered]


def _mapping(sent: dict[str, Any], path: str) -> dict[str, str]:
    for key, value in sent.items():
        if not isinstance(value, str):
            raise invalid(f"Invalid value for {path}[{key}]: it must be text", f"{path}[{key}]")
        if len(key) > 40:
            raise invalid(f"Metadata keys can be at most 40 characters: {key}", path)
        if len(value) > 500:
            raise invalid("Metadata values can be at most 500 characters", f"{path}[{key}]")
    if len(sent) > 50:
        raise invalid("Metadata can have at most 50 keys", path)
    return dict(sent)


def _scalar(kind: Any, sent: str, path: str) -> Any:
    if sent == "":
        raise _empty(path)
    if kind is bool:
        if sent not in ("true", "false"):
            raise invalid(f"Invalid boolean: {sent}", path)
        return sent == "true"
    if kind is int:
        digits = sent.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
            raise invalid(f"Invalid integer: {sent}", path, "parameter_invalid_integer")
        return int(sent)
    if kind in (float, Decimal):
        return _decimal(sent, path)
    if len(sent) > MAX_TEXT:
        raise invalid(f"Invalid string: at most {MAX_TEXT} characters", path)
    return sent


def _decimal(sent: str, path: str) -> Decimal:
    try:
        number = Decimal(sent)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise invalid(f"Invalid decimal: {sent}", path)
    return number


def _flat(kind: Any) -> list[Any]:
    origin = get_origin(kind)
    if origin is typing.Union or repr(origin) == "<class 'types.UnionType'>":
        return [inner for part in get_args(kind) for inner in _flat(part)]
    return [kind]


def _lists(kinds: list[Any]) -> bool:
    return any(get_origin(kind) is list for kind in kinds)


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _not_among(path: str, words: list[str]) -> Refusal:
    name = path.replace("]", "").rpartition("[")[2]
    if len(words) == 1:
        return invalid(f"Invalid {name}: must be {words[0]}", path)
    return invalid(f"Invalid {name}: must be one of {', '.join(words[:-1])}, or {words[-1]}", path)


def _empty(path: str) -> Refusal:
    return invalid(
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset "
        f"a parameter; however '{path}' cannot be unset. You should remove '{path}' from your "
        "request or supply a non-empty value.",
        path,
        "parameter_invalid_empty",
    )
