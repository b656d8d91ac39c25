"""Lists as Stripe pages them: newest first, cursors, created ranges, `has_more`."""

import json
from collections.abc import Mapping
from typing import Any

from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, no_such
from portal.sandbox.world import World

_OWNERS = ("charge", "customer", "invoice", "payment_intent", "subscription")
_RANGES = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    world: World,
    url: str,
    kind: str,
    params: Obj,
    *,
    equal: Mapping[str, str] | None = None,
    extra: tuple[str, tuple[Any, ...]] | None = None,
) -> Obj:
    """One page of a kind. `equal` maps parameters to dotted fields; `extra` is one more condition.

    Raises: Refusal for a limit outside 1…100, two cursors at once, a cursor that is not there, or
    an owner who never was.
    """
    for owner in (name for name in _OWNERS if name in params):
        world.get(owner, params[owner], owner)
    limit = _limit(params)
    where: list[str] = [f"kind = '{kind}'"]  # as text: an index of one kind is used only then
    values: list[Any] = []
    for param, field in (equal or {}).items():
        if param in params:
            where.append(f"json_extract(body, '$.{field}') = ?")
            values.append(params[param])
    if extra:
        where.append(extra[0])
        values.extend(extra[1])
    _created(params.get("created"), where, values)
    backwards = _cursor(world, kind, params, where, values)
    order = "ASC" if backwards else "DESC"
    # A plus sign keeps SQLite from reading the whole kind in order where a field has an index.
    plus = "+" if {*(equal or {}), "payout"} & params.keys() else ""
    rows = world.store.rows(
        f"SELECT body FROM objects WHERE {' AND '.join(where)} "  # noqa: S608
        f"ORDER BY {plus}created {order}, {plus}seq {order} LIMIT ?",
        (*values, limit + 1),
    )
    found = [json.loads(row[0]) for row in rows[:limit]]
    return envelope(url, found[::-1] if backwards else found, has_more=len(rows) > limit)


def envelope(url: str, data: list[Obj], *, has_more: bool = False) -> Obj:
    """A list object."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def window(url: str, data: list[Obj], params: Obj) -> Obj:
    """One page of rows that live inside another object, in their own order."""
    limit = _limit(params)
    names = [row["id"] for row in data]
    first, last = 0, len(data)
    for cursor in ("starting_after", "ending_before"):
        if cursor in params:
            if params[cursor] not in names:
                raise no_such("item", params[cursor], cursor)
            place = names.index(params[cursor])
            first, last = (place + 1, last) if cursor == "starting_after" else (first, place)
    if "ending_before" in params:
        first, more = max(first, last - limit), last - limit > first
    else:
        more = last - first > limit
    return envelope(url, data[first : min(last, first + limit)], has_more=more)


def _limit(params: Obj) -> int:
    limit: int = params.get("limit", 10)
    if not 1 <= limit <= 100:
        word = "less than or equal to 100" if limit > 100 else "greater than or equal to 1"
        raise invalid(
            f"This value must be {word} (it currently is '{limit}').",
            "limit",
            "parameter_invalid_integer",
        )
    if "starting_after" in params and "ending_before" in params:
        raise invalid(
            "Received both ending_before and starting_after parameters. Please pass in only one."
        )
    return limit


def _created(created: int | dict[str, int] | None, where: list[str], values: list[Any]) -> None:
    if isinstance(created, int):
        created = {"gte": created, "lte": created}
    for word, bound in (created or {}).items():
        where.append(f"created {_RANGES[word]} ?")
        values.append(bound)


def _cursor(world: World, kind: str, params: Obj, where: list[str], values: list[Any]) -> bool:
    for cursor, sign in (("starting_after", "<"), ("ending_before", ">")):
        if cursor in params:
            found = world.store.rows(
                "SELECT created, seq FROM objects WHERE id = ? AND kind = ?",
                (params[cursor], kind),
            )
            if not found:
                raise no_such(kind, params[cursor], cursor)
            where.append(f"(created, seq) {sign} (?, ?)")
            values.extend(found[0])
    return "ending_before" in params
