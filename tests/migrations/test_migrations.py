"""The migrations: up, down and up again on both databases, and exactly the tables of the models."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from portal.articles.searching.structure import is_of_the_models
from portal.extensions import db
from portal.seeding import migrate
from portal.web.views import migration_heads
from tests.migrations.steps import down


def tables() -> set[str]:
    names = inspect(db.engine).get_table_names()
    return {name for name in names if is_of_the_models(name, "table", {})} - {"alembic_version"}


def triggers() -> set[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[db.engine.dialect.name]
    with db.engine.connect() as connection:
        return set(connection.scalars(text(query)))


def test_up_down_and_up_again(empty_app: Flask) -> None:
    migrate()
    first, guards = tables(), triggers()
    assert first == set(db.metadata.tables)
    assert guards
    down("base")
    assert tables() == set()
    migrate()
    assert tables() == first
    assert triggers() == guards


def test_the_migrated_tables_are_those_of_the_models(empty_app: Flask) -> None:
    migrate()
    with db.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": is_of_the_models}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, db.metadata) == []


def test_the_portal_is_ready_only_at_the_newest_migration(empty_app: Flask) -> None:
    client = empty_app.test_client()
    assert client.get("/readyz").status_code == 503
    migrate()
    assert client.get("/readyz").status_code == 200
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    assert client.get("/readyz").status_code == 503
    assert len(migration_heads()) == 1
