"""The portal on a real database and its Stripe, in one process, as new for each history."""

import contextvars
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from unittest import mock

from flask import Flask
from limits.storage import MemoryStorage
from sqlalchemy import TextClause, event, text
from sqlalchemy.orm import Session

from portal import clock, extensions
from portal.app import create_app
from portal.extensions import db
from portal.mail import transport
from portal.sandbox import acts
from portal.sandbox.app import create_sandbox, world_of
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.wire import api
from portal.sandbox.world import World
from tests import databases
from tests.settings import WEBHOOK_SECRET, make_settings
from tests.simulation import holding
from tests.simulation.fate import Fate, Stuck, WriteLock
from tests.simulation.repeatable import Time
from tests.simulation.wire import Wire

HOST = "http://localhost"
T = TypeVar("T")


class Compact:
    """Answers written without line breaks: indenting them took a tenth of a history's time."""

    @staticmethod
    def dumps(body: Any, **_how: Any) -> str:
        return json.dumps(body)


COMMITTED = text(
    "SELECT 1 FROM stripe_orders WHERE key = :key"
    " UNION ALL SELECT 1 FROM stripe_customers WHERE key = :key"
    " UNION ALL SELECT 1 FROM attempts WHERE parameters->>'key' = :key"
)


class Machine:
    """One application and one sandbox, used by many histories one after the other."""

    def __init__(self, database: str, folder: Path) -> None:
        self.database = database
        self._folder = folder
        self._beside: sqlite3.Connection | None = None
        url = self._fresh_sqlite() if database == "sqlite" else databases.fresh_postgresql()
        settings = make_settings(folder, DATABASE_URL=url, STRIPE_API_BASE=HOST)
        self.app: Flask = create_app(settings)
        self.app.config.update(PASSWORD_HASH_COST="cheap", WTF_CSRF_ENABLED=False)
        self.app.extensions["jobs.perform"] = lambda name, given: self.queue.append((name, given))
        sandbox = SandboxSettings(
            path=Path(":memory:"),
            api_key=settings.stripe_secret_key,
            public_url=HOST,
            webhook_url=f"{HOST}/stripe/webhook",
            webhook_secret=WEBHOOK_SECRET,
            deliver=False,
            automatic_payouts=False,
        )
        self.sandbox: Flask = create_sandbox(sandbox)
        self.world: World = world_of(self.sandbox)
        self.queue: list[tuple[str, list[Any]]] = []
        with self.app.app_context():
            self.engine = db.engine
        self._held = holding.watch(self.engine)
        self._listen()

    @contextmanager
    def as_new(self, time: Time, chance: Random) -> Iterator["Machine"]:
        """Nobody has done anything yet; ready for one history."""
        self.time, self.fate, self.skew = time, Fate(chance), timedelta()
        self.queue.clear()
        extensions.limiter.reset()
        self.app.extensions.pop("stripe_installation", None)  # a new database has a new name
        self.errors: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self.unsure_letters: set[str] = set()
        with self.fate.aside():
            self._empty()
        acts.reset(self.world)
        self.wire = Wire(self.sandbox, self.fate, time, chance, self._is_committed)
        http = self.app.extensions["stripe_gateway"]._client._requestor._client
        http._session, http._thread_local.session = self.wire, self.wire
        lock = WriteLock(self.fate)
        with (
            mock.patch.object(extensions, "_write_lock", lock),
            holding.no_waiting(),
            mock.patch.object(clock, "now", lambda: datetime.now(UTC) + self.skew),
            mock.patch.object(transport, "send", self._post_letter),
            # It forgets when it is asked, by the virtual time; its thread would go by real time.
            mock.patch.object(MemoryStorage, "_MemoryStorage__schedule_expiry", lambda _self: None),
            mock.patch.object(api, "json", Compact),
        ):
            yield self

    def process(self, work: Callable[[], T], dies_after: int | None = None) -> T:
        """What `work` returns, done by a process of its own with its own session.

        Raises: Died when it was killed on the way, and whatever `work` raises.
        """
        return contextvars.Context().run(self._process, work, dies_after)

    def look(self, work: Callable[[Session], T]) -> T:
        """What a watcher reads of the database; nothing befalls it, nothing is kept."""

        def read() -> T:
            with self.app.app_context():
                try:
                    return work(db.session())
                finally:
                    db.session.remove()

        with self.fate.aside():
            return contextvars.Context().run(read)

    def ask(self, statement: TextClause, **given: Any) -> list[Any]:
        """The rows of one statement, read from beside the portal."""
        if self._beside is not None:  # most often asked, and SQLAlchemy would take most of it
            return self._beside.execute(statement.text, given).fetchall()
        with self.fate.aside(), self.engine.connect() as connection:
            return list(connection.execute(statement, given))

    def close(self) -> None:
        """No connection is left."""
        self.engine.dispose()
        self.world.close()

    def _process(self, work: Callable[[], T], dies_after: int | None) -> T:
        sent, others = len(self.sent), self._held.now()

        def bury() -> None:  # at once, as the system does: what it left open holds no lock
            self.unsure_letters |= {key for key, _to in self.sent[sent:]}
            self._held.let_go(others)

        with self.fate.of_process(dies_after, bury), self.app.app_context():
            answer = work()
        if self._held.now() - others:
            raise Stuck("a process came to its end and left a connection open")
        return answer

    def _listen(self) -> None:
        def moment(*_: Any) -> None:
            if hasattr(self, "fate"):
                self.fate.moment()

        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(self.engine, name, moment)

    def _empty(self) -> None:
        self._held.let_go()
        if self.database == "sqlite":
            self.engine.dispose()
            self._fresh_sqlite()
            return
        with self.engine.begin() as connection:
            names = connection.scalars(
                text(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                    " AND tablename <> 'alembic_version' ORDER BY tablename"
                )
            ).all()
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))

    def _fresh_sqlite(self) -> str:
        if self._beside is not None:
            self._beside.close()
        for old in self._folder.glob("portal.sqlite3*"):
            old.unlink()
        url = databases.fresh_sqlite(self._folder)
        self._beside = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        return url

    def _is_committed(self, key: str) -> bool:
        return bool(self.ask(COMMITTED, key=key))

    def _post_letter(self, _letter: Any, address: str, *, message_key: str, **_: Any) -> None:
        self.fate.moment(is_free=True)
        self.sent.append((message_key, address))
        self.fate.moment(is_free=True)
