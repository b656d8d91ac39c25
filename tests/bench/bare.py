"""The least an application can do: the bytes and headers of a page that was fetched before."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["BENCH_PAGE"])
HEADERS = [(name, value) for name, value in json.loads((FOLDER / "headers.json").read_text())]
BODY = (FOLDER / "body").read_bytes()


def app(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """Answer everything with the page."""
    start("200 OK", list(HEADERS))
    return [BODY]
