"""Which connections to the database are out, and that nobody ever waits for a lock of one.

Nothing runs in parallel here, so whoever holds a lock that another one asks for will not free it:
waiting would never end. It is a mistake of the portal's or of the simulator's, and told at once.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.orm import Session

from portal import extensions
from portal.errors import Unavailable
from tests.simulation.fate import Stuck

LOCK_SECONDS = 3
"""For PostgreSQL, whose own housekeeping takes locks as well, if only for a moment."""


class Held:
    """The connections that are in somebody's hands."""

    def __init__(self) -> None:
        self._out: dict[int, Any] = {}

    def now(self) -> frozenset[int]:
        """Names for those that are out at this moment."""
        return frozenset(self._out)

    def let_go(self, others: frozenset[int] = frozenset()) -> None:
        """All but the others hold no transaction any more."""
        for name in self._out.keys() - others:
            self._out.pop(name).rollback()

    def take(self, connection: Any, *_: Any) -> None:
        """It is out."""
        self._out[id(connection)] = connection

    def give_back(self, connection: Any, *_: Any) -> None:
        """It lies in the pool again, or is closed."""
        self._out.pop(id(connection), None)


@contextmanager
def no_waiting() -> Iterator[None]:
    """Inside, a unit of work that cannot begin to write at once is told, not tried again."""
    begin = extensions._begin_write

    def begin_at_once(session: Session, is_sqlite: bool) -> None:
        try:
            begin(session, is_sqlite)
        except Unavailable as error:
            raise Stuck("somebody waits for a lock, to begin a unit of work") from error

    with (
        mock.patch.object(extensions, "_begin_write", begin_at_once),
        mock.patch.object(extensions, "WRITE_WAIT_SECONDS", -1.0),
    ):
        yield


def watch(engine: Engine) -> Held:
    """Keeps count of the engine's connections from now on; they are hasty and never wait."""
    held, is_sqlite = Held(), engine.dialect.name == "sqlite"

    def prepare(connection: Any, _record: Any) -> None:
        if is_sqlite:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA busy_timeout=0")
        else:
            connection.execute("SET synchronous_commit = off")
            connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            connection.commit()

    def tell(context: ExceptionContext) -> None:
        error = context.original_exception
        is_busy = isinstance(error, sqlite3.OperationalError) and "is locked" in str(error)
        if is_busy or isinstance(error, DeadlockDetected | LockNotAvailable):
            raise Stuck(f"somebody waits for a lock, to do: {context.statement}") from error

    event.listen(engine, "connect", prepare)
    event.listen(engine, "checkout", held.take)
    for name in ("checkin", "close", "close_detached"):
        event.listen(engine, name, held.give_back)
    event.listen(engine, "handle_error", tell)
    return held
