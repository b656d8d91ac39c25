"""One request to a WSGI application in this process, as a server would hand it over."""

import io
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Answer(NamedTuple):
    """What came back, under the names that the SDK's HTTP client reads."""

    status_code: int
    headers: dict[str, str]
    content: bytes


def call(
    app: "WSGIApplication",
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: str | bytes | None = None,
) -> Answer:
    """The answer; whatever the application raises comes through."""
    parts, sent = urlsplit(url), body.encode() if isinstance(body, str) else body or b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(sent)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(sent),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "HTTP_HOST": "localhost",
    }
    for name, value in headers.items():
        word = name.upper().replace("-", "_")
        environ[word if word == "CONTENT_TYPE" else f"HTTP_{word}"] = value
    began: list[Any] = []

    def start(status: str, given: list[tuple[str, str]], _error: Any = None) -> Any:
        began[:] = [int(status[:3]), dict(given)]
        return None

    parts_of_body = app(environ, start)
    try:
        content = b"".join(parts_of_body)
    finally:
        if hasattr(parts_of_body, "close"):
            parts_of_body.close()
    return Answer(began[0], began[1], content)
