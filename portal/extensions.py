"""The shared machinery: database, the one place that commits, sign-in, CSRF, limits, jobs."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from flask import g
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Select, TextClause, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

from portal.errors import Unavailable
from portal.jobs import Jobs

# How long one statement waits inside SQLite (it blocks every greenlet), and how long a
# unit of work keeps trying, sleeping cooperatively in between.
SQLITE_BUSY_MS = 40
WRITE_WAIT_SECONDS = 5.0

T = TypeVar("T")
_write_lock = threading.Lock()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment. Refuses naive values, returns aware ones, also on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a timezone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all tables, with a naming convention so that migrations can name constraints."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime},
    )


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True, "expire_on_commit": False})
if TYPE_CHECKING:

    class Model(Base):
        """What the type checker sees of `db.Model`."""

        __abstract__ = True

else:
    Model = db.Model

login = LoginManager()
csrf = CSRFProtect()
jobs = Jobs()


def _limit_key() -> str:
    from flask import request  # noqa: PLC0415 - only inside a request

    return request.remote_addr or "unknown"


limiter = Limiter(key_func=_limit_key, default_limits=[], in_memory_fallback_enabled=True)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Run one write transaction: committed when the block returns, rolled back when it raises.

    The read transaction before it is ended, so decisive rows must be read again inside.
    On SQLite it begins IMMEDIATE under a process-wide lock. Nothing inside may call the
    network or open another one.

    Raises: Unavailable when the database stays locked for 5 seconds; RuntimeError when nested.
    """
    if g.get("in_unit_of_work"):
        raise RuntimeError("a unit of work never nests")
    session = db.session()
    session.rollback()
    session.expire_all()
    is_sqlite = db.engine.dialect.name == "sqlite"
    if is_sqlite and not _write_lock.acquire(timeout=WRITE_WAIT_SECONDS):
        raise Unavailable("The portal is very busy. Nothing was changed; please try again.")
    g.in_unit_of_work = True
    g.after_commit = []
    try:
        _begin_write(session, is_sqlite)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        g.in_unit_of_work = False
        if is_sqlite:
            _write_lock.release()
    for follow in g.pop("after_commit"):
        follow()


def hold_only(session: Session, held: Select[T], first: TextClause, now: datetime) -> T:
    """The one row of a table that has only one, locked until the end of the unit of work.

    `held` selects it for update; where there is none yet, `first` inserts it as of `:now`, and
    does nothing when another was first (ON CONFLICT DO NOTHING).
    """
    row = session.scalar(held)
    if row is None:
        session.execute(first, {"now": now})
        row = session.scalars(held).one()
    return row


def after_commit(follow: Callable[[], None]) -> None:
    """Call `follow` (such as a task's enqueue) once the unit of work around this is committed."""
    g.after_commit.append(follow)


def end_read() -> None:
    """End the read transaction, if one is open. What follows may call the network."""
    db.session.rollback()


def snapshot() -> Session:
    """A session all of whose reads see the same moment, whatever others commit meanwhile.

    The read before it is ended; it lasts until `end_read`.
    """
    end_read()
    session: Session = db.session()
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def has_open_transaction() -> bool:
    """True while this context holds a database transaction."""
    return bool(db.session().in_transaction())


def off_loop(work: Callable[[], T]) -> T:
    """Run `work` (hashing, pictures) in a real thread when the process runs on gevent.

    What it raises is raised here, and nowhere logged: a refused picture is no fault.
    """
    from gevent import monkey  # noqa: PLC0415 - only servers need gevent

    if not monkey.is_module_patched("threading"):
        return work()
    from gevent import get_hub  # noqa: PLC0415

    found: list[T] = []
    error: BaseException | None = get_hub().threadpool.apply(_outcome, (work, found))
    if error is not None:
        raise error
    return found[0]


def _outcome(work: Callable[[], T], found: list[T]) -> BaseException | None:
    """Handed back, not raised: gevent would print it."""
    try:
        found.append(work())
    except Exception as error:
        return error
    return None


def _begin_write(session: Session, is_sqlite: bool) -> None:
    if not is_sqlite:
        session.connection()
        return
    deadline = time.monotonic() + WRITE_WAIT_SECONDS
    while True:
        try:
            session.connection(execution_options={"begins_write": True})
            return
        except OperationalError as error:
            session.rollback()
            if "locked" not in str(error.orig) and "busy" not in str(error.orig):
                raise
            if time.monotonic() > deadline:
                raise Unavailable(
                    "The portal is very busy. Nothing was changed; please try again."
                ) from error
            time.sleep(0.01)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    """Straight to the driver: a BEGIN through all of SQLAlchemy costs as much as a query."""
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("begins_write")
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        try:
            connection.connection.driver_connection.execute(begin)
        except sqlite3.OperationalError as error:
            raise OperationalError(begin, None, error) from error
