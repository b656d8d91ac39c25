"""Stripe's form encoding (`items[0][price]=…`) to nested dicts. Types are judged in `shapes.py`."""

from typing import Any
from urllib.parse import parse_qsl

from portal.sandbox.wire.errors import Refusal, invalid

MAX_DEPTH = 10


def decode(encoded: str) -> dict[str, Any]:
    """The parameters as nested dicts whose leaves are text; list indexes stay text keys.

    `a[]=1&a[]=2` becomes `{"a": {"0": "1", "1": "2"}}`, the same as `a[0]=1&a[1]=2`.

    Raises: Refusal for keys that are no path or that give one name two shapes.
    """
    decoded: dict[str, Any] = {}
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=2000)
    except (ValueError, UnicodeDecodeError) as problem:
        raise invalid("Invalid request body: it is not form-encoded UTF-8.") from problem
    for key, value in pairs:
        _place(decoded, key, _path(key), value)
    return decoded


def _path(key: str) -> list[str]:
    head, bracket, rest = key.partition("[")
    if not bracket:
        return [head]
    if not rest.endswith("]") or not head:
        raise _malformed(key)
    parts = [head, *rest[:-1].split("][")]
    if len(parts) > MAX_DEPTH or any("[" in part or "]" in part for part in parts):
        raise _malformed(key)
    return parts


def _place(into: dict[str, Any], key: str, path: list[str], value: str) -> None:
    for part in path[:-1]:
        into = into.setdefault(part or str(len(into)), {})
        if not isinstance(into, dict):
            raise _malformed(key)
    last = path[-1] or str(len(into))
    if isinstance(into.get(last), dict):
        raise _malformed(key)
    into[last] = value


def _malformed(key: str) -> Refusal:
    return invalid(f"Invalid parameter name: {key}", param=key)
