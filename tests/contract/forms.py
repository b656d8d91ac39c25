"""Undoes Stripe's form encoding: `items[0][price]=…` becomes nested mappings with text leaves."""

import re
from typing import Any
from urllib.parse import parse_qsl

KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


class Malformed(ValueError):
    """The text is no form of Stripe's."""


def decode(encoded: str) -> dict[str, Any]:
    """The parameters of a query or a body; lists are mappings whose keys are `0`, `1`, ….

    Raises: Malformed, naming the key.
    """
    found: dict[str, Any] = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        shape = KEY.fullmatch(key)
        if shape is None:
            raise Malformed(key)
        inner = found
        *way, last = [shape[1], *re.findall(r"\[([^\]]*)\]", shape[2])]
        for part in way:
            inner = inner.setdefault(part or str(len(inner)), {})
            if not isinstance(inner, dict):
                raise Malformed(key)
        last = last or str(len(inner))
        if last in inner:
            raise Malformed(key)
        inner[last] = value
    return found
