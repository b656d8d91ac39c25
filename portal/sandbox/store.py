"""The sandbox's own SQLite file: objects, what falls due, deliveries, saved answers, settings.

It knows rows and transactions; what an object means lives in `objects/`.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

Obj: TypeAlias = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  created INTEGER NOT NULL, body TEXT NOT NULL, hidden TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS ix_objects_kind ON objects (kind, created, seq);
CREATE INDEX IF NOT EXISTS ix_movement_payout ON objects (json_extract(hidden, '$.payout'))
  WHERE kind = 'balance_transaction';
CREATE TABLE IF NOT EXISTS due (
  object TEXT NOT NULL, action TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (object, action));
CREATE INDEX IF NOT EXISTS ix_due_at ON due (at);
CREATE TABLE IF NOT EXISTS clock_due (
  object TEXT NOT NULL, action TEXT NOT NULL, at REAL NOT NULL, clock TEXT NOT NULL,
  PRIMARY KEY (object, action));
CREATE INDEX IF NOT EXISTS ix_clock_due_at ON clock_due (clock, at);
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL,
  state TEXT NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  drop_first INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS ix_deliveries_due ON deliveries (state, due, seq);
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY, request TEXT NOT NULL, path TEXT NOT NULL, fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL, body TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

LOOKUPS = {
    "balance_transaction": ("source",),
    "charge": ("customer", "payment_intent"),
    "checkout.session": ("customer", "payment_intent", "subscription", "status"),
    "customer": ("email", "test_clock"),
    "dispute": ("charge", "payment_intent"),
    "invoice": ("customer", "parent.subscription_details.subscription", "status"),
    "invoice_payment": ("invoice", "payment.payment_intent"),
    "payment_intent": ("customer",),
    "payment_method": ("customer",),
    "price": ("lookup_key", "product"),
    "refund": ("charge", "payment_intent"),
    "setup_intent": ("customer", "payment_method"),
    "subscription": ("customer", "status"),
}


class Store:
    """One file, one connection, one lock: every reader and writer takes its turn."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA page_size=16384")  # of a new file: most rows are 2 to 4 kB
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA cache_size=-64000")
        self._db.executescript(SCHEMA)
        for kind, names in LOOKUPS.items():
            for name in names:
                label = f"ix_{kind}_{name}".replace(".", "_")
                self._db.execute(
                    f"CREATE INDEX IF NOT EXISTS {label} ON objects "
                    f"(json_extract(body, '$.{name}')) WHERE kind = '{kind}'"
                )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits when the outermost block ends well, rolls all of it back when it does not."""
        with self.lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("COMMIT")

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Inside a transaction: what is written in the block is gone after it, however it ends."""
        with self.lock:
            self._db.execute("SAVEPOINT undone")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK TO undone")
                self._db.execute("RELEASE undone")

    @contextmanager
    def hasty(self) -> Iterator[None]:
        """Outside a transaction: commits in the block do not wait for the disk.

        A power cut could cost the file; it holds nothing that cannot be made again.
        """
        self.run("PRAGMA synchronous=OFF")
        try:
            yield
        finally:
            self.run("PRAGMA synchronous=NORMAL")

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """One statement that answers nothing."""
        with self.lock:
            self._db.execute(sql, values)

    def write(self, sql: str, many: Iterable[Sequence[Any]]) -> None:
        """One statement for each row of values."""
        with self.lock:
            self._db.executemany(sql, many)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query."""
        with self.lock:
            return self._db.execute(sql, values).fetchall()

    def put(self, body: Obj, hidden: Obj | None = None) -> None:
        """The object stands as given; its hidden part is kept when none is given."""
        self.run(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (body["id"], body["object"], body.get("created", 0), json.dumps(body)),
        )
        if hidden is not None:
            self.run("UPDATE objects SET hidden = ? WHERE id = ?", (json.dumps(hidden), body["id"]))

    def find(self, name: str) -> Obj | None:
        """The object of that id as it stands now, free to be changed by the caller."""
        found = self.rows("SELECT body FROM objects WHERE id = ?", (name,))
        return json.loads(found[0][0]) if found else None

    def hidden(self, name: str) -> Obj:
        """What the sandbox remembers about an object beside what Stripe would show."""
        found = self.rows("SELECT hidden FROM objects WHERE id = ?", (name,))
        hidden: Obj = json.loads(found[0][0]) if found else {}
        return hidden

    def where(self, kind: str, field: str, value: Any) -> list[Obj]:
        """All objects of a kind whose field (a dotted path) has that value, oldest first.

        The plus signs keep SQLite from reading the whole kind in order instead of an index.
        """
        found = self.rows(
            f"SELECT body FROM objects WHERE kind = '{kind}' "  # noqa: S608
            f"AND json_extract(body, '$.{field}') = ? ORDER BY +created, +seq",
            (value,),
        )
        return [json.loads(row[0]) for row in found]

    def fact(self, name: str, default: Any) -> Any:
        """A remembered value, or the default."""
        found = self.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return json.loads(found[0][0]) if found else default

    def remember(self, name: str, value: Any) -> None:
        """The value survives a restart."""
        self.run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))

    def clear(self) -> None:
        """As new: no objects, nothing due, nothing to deliver."""
        with self.transaction():
            for table in ("objects", "due", "clock_due", "deliveries", "answers", "facts"):
                self.run(f"DELETE FROM {table}")  # noqa: S608

    def close(self) -> None:
        """The file is closed; the store cannot be used afterwards."""
        with self.lock:
            self._db.close()
