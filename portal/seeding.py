"""What a start does before it serves: bring the database to the newest migration, seed the demo."""

import logging
from collections.abc import Callable
from pathlib import Path

import flask_migrate
from flask import current_app

from portal import clock
from portal.config import Settings

FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate() -> None:
    """Bring the current application's database to the newest migration."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade(directory=str(FOLDER))


def seed_demo(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Give the demo its newsroom, campaign and logins, once. Its members come from the sandbox."""
    now = clock.now()
    for seed in current_app.extensions.get("demo_seeds", []):
        seed(settings, now, say)
