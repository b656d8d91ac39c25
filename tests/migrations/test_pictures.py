"""The step that gives pictures their words leaves the pictures that are there as they are."""

from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import text

from portal.extensions import db
from portal.seeding import FOLDER, migrate
from tests import databases
from tests.settings import make_settings

PICTURE = (
    "INSERT INTO pictures (id, key, sizes, created_at)"
    " VALUES (1, '0123456789abcdef', '[[480, 320]]', '2026-11-22 12:00:00')"
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_pictures_stay_and_have_no_words_yet(kind: str, tmp_path: Path) -> None:
    url = (
        f"sqlite:///{tmp_path / 'before.sqlite3'}"
        if kind == "sqlite"
        else databases.empty_postgresql()
    )
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)):
        flask_migrate.upgrade(directory=str(FOLDER), revision="0007")
        with db.engine.begin() as connection:
            connection.execute(text(PICTURE))
        migrate()
        with db.engine.begin() as connection:
            found = connection.execute(text("SELECT key, alt, credit FROM pictures")).all()
        assert [tuple(row) for row in found] == [("0123456789abcdef", "", "")]
        flask_migrate.downgrade(directory=str(FOLDER), revision="0007")
        with db.engine.begin() as connection:
            assert connection.scalar(text("SELECT count(*) FROM pictures")) == 1
