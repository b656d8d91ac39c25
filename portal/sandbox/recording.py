"""Notes every API call, its answer and every delivery in files, for whoever checks the traffic.

Off unless `SANDBOX_RECORDINGS` names a folder. Each process writes a file of its own there, one
JSON object a line: `{"kind": "call", "during", "method", "path", "query", "body", "type",
"version", "status", "answer"}` or `{"kind": "delivery", "during", "event"}`, where `body`,
`answer` and `event` are the text that went over the wire, `status` is 0 for a dropped connection,
and `during` is the running test. Keys, which are secret, are not noted.
"""

import io
import json
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = "SANDBOX_RECORDINGS"
_one_writer = threading.Lock()


def recording(inner: "WSGIApplication") -> "WSGIApplication":
    """The application; while a folder is named, what passes under /v1 and /v2 is noted."""

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not os.environ.get(FOLDER) or not path.startswith(("/v1/", "/v2/")):
            return inner(environ, start_response)
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(sent)
        call = {
            "method": environ["REQUEST_METHOD"],
            "path": path,
            "query": environ.get("QUERY_STRING", ""),
            "body": sent.decode("utf-8", "replace"),
            "type": environ.get("CONTENT_TYPE", ""),
            "version": environ.get("HTTP_STRIPE_VERSION", ""),
            "status": 0,
            "answer": "",
        }

        def start(status: str, *rest: Any) -> Any:
            call["status"] = int(status[:3])
            return start_response(status, *rest)

        try:
            parts = inner(environ, start)
            answer = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
            call["answer"] = answer.decode("utf-8", "replace")
        except ConnectionError:
            call["status"] = 0
            raise
        finally:
            _note({"kind": "call", **call})
        return [answer]

    return outer


def note_delivery(event: bytes) -> None:
    """The bytes that are about to be delivered are noted, if a folder is named."""
    if os.environ.get(FOLDER):
        _note({"kind": "delivery", "event": event.decode()})


def _note(row: dict[str, Any]) -> None:
    line = json.dumps({**row, "during": os.environ.get("PYTEST_CURRENT_TEST", "")})
    path = Path(os.environ[FOLDER]) / f"{os.getpid()}.jsonl"
    with _one_writer, path.open("a") as file:
        file.write(line + "\n")
