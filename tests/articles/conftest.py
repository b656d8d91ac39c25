"""A newspaper that listens on loopback, for a real browser."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.serving import make_server

from portal.articles.models import Kind
from portal.extensions import unit_of_work
from tests import databases
from tests.articles.newspaper import name_newsroom, write_piece
from tests.flows.conftest import browser_type_launch_args, new_page
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
    url = databases.fresh_sqlite(folder)
    with databases.running(make_settings(folder, DATABASE_URL=url)) as app:
        name_newsroom()
        with unit_of_work() as session:
            for number in range(50):
                kind = Kind.BRIEF if number % 5 == 4 else Kind.ARTICLE
                write_piece(session, f"piece-{number}", hours_ago=number * 2, kind=kind)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Served(app, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()
        server.server_close()
