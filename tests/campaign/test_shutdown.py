"""A server that is told to stop does not wait for its live streams: they end with it."""

import http.client
import time
from contextlib import ExitStack, closing
from pathlib import Path

from portal.extensions import db
from portal.gunicorn_conf import graceful_timeout
from tests.bench import serving


def test_open_streams_do_not_hold_the_end_of_the_server(tmp_path: Path) -> None:
    environ = serving.environment(tmp_path)
    app = serving.prepare(environ)
    with ExitStack() as server:
        port = server.enter_context(serving.portal(environ))
        with closing(http.client.HTTPConnection(serving.HOST, port, timeout=10)) as connection:
            connection.request("GET", "/campaigns/current/live")
            stream = connection.getresponse()
            assert stream.status == 200
            assert stream.readline().startswith(b"retry: ")
            began = time.monotonic()
            server.close()
            assert time.monotonic() - began < graceful_timeout - 1
            # The stream came to a proper end, not to a broken connection.
            assert b"event: progress" in stream.read()
    with app.app_context():
        db.engine.dispose()
