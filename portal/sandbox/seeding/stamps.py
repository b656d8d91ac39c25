"""A lived past cut into stamps: the same rows again, under other names and a little earlier."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from random import Random
from typing import Any

from portal.sandbox.ids import PREFIXES
from portal.sandbox.seeding.lives import EMAIL, NAME
from portal.sandbox.store import Store

ObjectRow = tuple[str, str, int, str, str]
"""Id, kind, created, body, hidden: what the table of objects holds."""

_IDS = "|".join(sorted((prefix for prefix in PREFIXES.values()), key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<time>(?<=:)\d{{10}}(?=[,}}\]]))|(?P<secret>(?<=_secret_)[A-Za-z0-9]{{24}})"
    rf"|(?P<id>(?<![A-Za-z0-9_])(?:{_IDS}|ii_)[A-Za-z0-9]{{14,58}}(?![A-Za-z0-9]))"
    rf"|(?P<number>(?<=\")[A-Z0-9]{{8}}(?=\"|-\d{{4}}\"))|{re.escape(EMAIL)}|{re.escape(NAME)}"
)
Fill = Callable[[tuple[str, ...]], str]


@dataclass(frozen=True)
class Stamp:
    """One row: who it is, its kind and time, and how its body and hidden part are filled in."""

    name: Fill
    kind: str
    created: int
    body: Fill
    hidden: Fill


class Stamps:
    """All rows of one life, told until `until`, with its events from `events_from` on.

    `paid_until` is until when it pays; no copy is so much earlier that it does not pay at `until`
    although this life does.
    """

    def __init__(
        self,
        store: Store,
        shared: frozenset[str],
        until: int,
        events_from: int,
        paid_until: int,
    ) -> None:
        self.pays = paid_until > until
        self._tokens: dict[str, int] = {EMAIL: 0, NAME: 1}
        self._shared = shared
        rows = store.rows(
            "SELECT id, kind, created, body, hidden FROM objects WHERE kind NOT IN "
            "('product', 'price') AND NOT (kind = 'event' AND created < ?) ORDER BY seq",
            (events_from,),
        )
        self._stamps = [
            Stamp(
                self._fill(name),
                kind,
                created,
                self._fill(_dense(body)),
                self._fill(_dense(hidden)),
            )
            for name, kind, created, body, hidden in rows
        ]
        due = store.rows("SELECT object, action, at FROM due ORDER BY at")
        self._due = [(self._fill(name), action, at) for name, action, at in due]
        self.count = len(self._stamps)
        ahead = [int(at) for *_, at in due] + ([paid_until] if self.pays else [])
        self.most_earlier = max(0, min([72000 - 600, *(at - until - 60 for at in ahead)]))

    def press(
        self, random: Random, email: str, name: str
    ) -> tuple[Iterator[ObjectRow], list[tuple[str, str, float]]]:
        """The rows of another member with the same past, and what falls due for them."""
        earlier = random.randint(0, self.most_earlier)
        values = tuple(self._values(random, email, name, earlier))
        rows = (
            (
                stamp.name(values),
                stamp.kind,
                stamp.created - earlier,
                stamp.body(values),
                stamp.hidden(values),
            )
            for stamp in self._stamps
        )
        return rows, [(fill(values), action, at - earlier) for fill, action, at in self._due]

    def _values(self, random: Random, email: str, name: str, earlier: int) -> Iterator[str]:
        yield email
        yield json.dumps(name)[1:-1]
        drawn = random.randbytes(29 * len(self._tokens)).hex()
        place = 0
        for token in list(self._tokens)[2:]:
            kind, _, text = token.partition(":")
            if kind == "time":
                yield str(int(text) - earlier)
                continue
            prefix = text[: text.rindex("_") + 1] if kind == "id" else ""
            length = len(text) - len(prefix)
            letters = drawn[place : place + length]
            yield letters.upper() if kind == "number" else prefix + letters
            place += length

    def _fill(self, text: str) -> Fill:
        """A function that writes the text with other values for its tokens."""
        parts: list[str] = []
        places: list[int] = []
        end = 0
        for match in _TOKEN.finditer(text):
            if match[0] in self._shared:
                continue
            parts.append(text[end : match.start()].replace("%", "%%"))
            token = f"{match.lastgroup}:{match[0]}" if match.lastgroup else match[0]
            places.append(self._tokens.setdefault(token, len(self._tokens)))
            end = match.end()
        parts.append(text[end:].replace("%", "%%"))
        pattern = "%s".join(parts)
        if not places:
            plain = text
            return lambda values: plain
        pick: Any = itemgetter(*places)
        return lambda values: str(pattern % pick(values))


def _dense(text: str) -> str:
    """The same JSON without blanks, which would be a tenth of the file."""
    return json.dumps(json.loads(text), separators=(",", ":"))
