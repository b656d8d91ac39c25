"""While the database cannot be reached, a page says so and when to come back."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.extensions import db
from tests import databases
from tests.settings import make_settings


def test_a_page_that_needs_the_database_says_when_to_come_back(tmp_path: Path) -> None:
    away = f"sqlite:///{tmp_path / 'nowhere' / 'portal.sqlite3'}"
    with databases.running(make_settings(tmp_path, DATABASE_URL=away)) as app:
        client = app.test_client()
        answer = client.get("/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "Something broke on our side" in answer.text
        assert client.get("/news/nothing-here").status_code == 503
        assert client.get("/nothing-here").status_code == 404


def test_a_database_that_serves_others_only_is_away_too(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.engine.pool, "_timeout", 0.01)
    others = [db.engine.connect() for _ in range(15)]
    try:
        answer = client.get("/")
    finally:
        for other in others:
            other.close()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert client.get("/").status_code == 200
