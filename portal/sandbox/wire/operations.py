"""What one API operation is. The operations themselves live beside their objects."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.sandbox import shapes
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import not_played
from portal.sandbox.wire.lengths import check_lengths
from portal.sandbox.world import World

_OWNERS = ("customer", "subscription", "invoice", "test_clock")
LIST_PLAYS = "limit starting_after ending_before created "

Handler = Callable[..., Obj]


@dataclass(frozen=True)
class Operation:
    """A method and path of Stripe's API, its typed parameters (if the SDK has any), who answers.

    The handler is called with the world, the checked parameters, and the ids in the path.
    `plays` names what the sandbox acts upon, as dotted paths; a path covers all beneath it.
    What Stripe has and `plays` lacks is refused as a gap, never ignored.
    """

    method: str
    path: str
    params: str
    handler: Handler
    plays: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path as a pattern whose groups are the ids."""
        return re.compile(re.sub(r"\{\w+\}", r"([^/]+)", self.path))

    def check(self, sent: Obj) -> Obj:
        """The parameters, typed.

        Raises: Refusal for what Stripe refuses and for what the sandbox does not play.
        """
        checked = shapes.check_params(self.params, sent) if self.params else {**sent}
        check_lengths(self.params, checked)
        played = {"expand", *self.plays.split()}
        for path in _paths(checked, ""):
            parts = path.split(".")
            if not any(".".join(parts[:end]) in played for end in range(1, len(parts) + 1)):
                raise not_played(f"`{path}` in {self.method} {self.path}", path)
        return checked

    def about(self, checked: Obj, names: tuple[str, ...]) -> tuple[str, ...]:
        """The ids of what a change is about, whose test clock it goes by."""
        sent = (checked.get(word) for word in _OWNERS)
        return (*names, *(name for name in sent if isinstance(name, str)))

    def answer(self, world: World, checked: Obj, names: tuple[str, ...]) -> Obj:
        """What the handler answers; it runs inside a unit of the world."""
        return self.handler(world, checked, *names)


def _paths(value: Any, path: str) -> list[str]:
    if isinstance(value, dict) and value:
        return [
            deeper
            for name, inner in value.items()
            for deeper in _paths(inner, f"{path}.{name}" if path else name)
        ]
    if isinstance(value, list) and value:
        return [deeper for inner in value for deeper in _paths(inner, path)]
    return [path] if path else []
