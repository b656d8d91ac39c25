"""The step that gives pictures their words leaves the pictures that are there as they are."""

from flask import Flask

from portal.seeding import migrate
from tests.migrations.steps import ask, down, run

BEFORE = "0007"
PICTURE = (
    "INSERT INTO pictures (id, key, sizes, created_at)"
    " VALUES (1, '0123456789abcdef', '[[480, 320]]', '2026-11-22 12:00:00')"
)


def test_pictures_stay_and_have_no_words_yet(older_app: Flask) -> None:
    run(PICTURE)
    migrate()
    assert ask("SELECT key, alt, credit FROM pictures") == [("0123456789abcdef", "", "")]
    down(BEFORE)
    assert ask("SELECT count(*) FROM pictures") == [(1,)]
