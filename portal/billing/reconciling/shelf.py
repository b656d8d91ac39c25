"""A shelf for what long lists showed, until all that belongs together is there."""

import pickle
import sqlite3
import zlib
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self


class Shelf:
    """Objects by kind and owner, in the order they came; gone when it is closed.

    The file is SQLite's own temporary one: nobody else can open it, so what it gives back is
    what was put there.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("CREATE TABLE kept (owner TEXT, kind TEXT, body BLOB)")
        self._db.execute("CREATE INDEX ix_kept ON kept (kind, owner)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def put(self, kind: str, owned: Iterable[tuple[str, object]]) -> None:
        """Each object is kept for its owner."""
        rows = [(owner, kind, zlib.compress(pickle.dumps(one), 1)) for owner, one in owned]
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO kept VALUES (?, ?, ?)", rows)
        self._db.execute("END")

    def of(self, kind: str, owner: str) -> list[Any]:
        """What is kept of that kind for the owner."""
        rows = self._db.execute(
            "SELECT body FROM kept WHERE kind = ? AND owner = ? ORDER BY rowid", (kind, owner)
        )
        return [pickle.loads(zlib.decompress(body)) for (body,) in rows]  # noqa: S301 - our own
