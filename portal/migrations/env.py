"""How migrations reach the database: the portal's own engine, one transaction a step."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from portal.articles.searching.structure import is_of_the_models
from portal.extensions import UtcDateTime, db


def _render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    return "UtcDateTime()" if kind == "type" and isinstance(thing, UtcDateTime) else False


def _migrate(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:  # batch operations copy tables; cascades must not fire meanwhile
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.rollback()
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=_render,
        compare_type=True,
        include_name=is_of_the_models,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite:
        connection.rollback()
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"rows without their parent after the migration: {broken[:5]}")


with current_app.app_context(), db.engine.connect() as connection:
    _migrate(connection)
