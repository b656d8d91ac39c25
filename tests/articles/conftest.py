"""A newspaper that listens on loopback, for a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from portal.articles.models import Kind
from portal.extensions import unit_of_work
from tests import databases
from tests.articles.newspaper import name_newsroom, write_piece
from tests.flows.conftest import browser_type_launch_args, new_page
from tests.serving import serving
from tests.settings import make_settings

__all__ = ["browser_type_launch_args", "new_page"]


@dataclass(frozen=True)
class Served:
    """The application and where it listens."""

    app: Flask
    url: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Fifty pieces, every fifth a brief, on a server of its own."""
    folder = tmp_path_factory.mktemp("served")
    settings = make_settings(folder, DATABASE_URL=databases.fresh_sqlite(folder))
    with databases.running(settings) as app:
        name_newsroom()
        with unit_of_work() as session:
            for number in range(50):
                kind = Kind.BRIEF if number % 5 == 4 else Kind.ARTICLE
                write_piece(session, f"piece-{number}", hours_ago=number * 2, kind=kind)
        with serving(app) as url:
            yield Served(app, url)
