"""Going up and down the migrations of the current application, and rows written by hand."""

from typing import Any

import flask_migrate
from sqlalchemy import text

from portal.extensions import db
from portal.seeding import FOLDER


def up(revision: str) -> None:
    """The database is at this migration, which is above."""
    flask_migrate.upgrade(directory=str(FOLDER), revision=revision)


def down(revision: str) -> None:
    """The database is at this migration, which is below."""
    flask_migrate.downgrade(directory=str(FOLDER), revision=revision)


def run(*statements: str) -> None:
    """The statements have happened, in one transaction."""
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def ask(query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]
