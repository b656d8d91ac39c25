"""Static files under one address per content: `/static/<hash of all files>/…`, compressed once.

One hash for the whole tree lets style sheets and ES modules name each other by relative
addresses and still be kept for a year.
"""

import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask, current_app
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from portal.config import PROJECT, Settings

PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """Where `templates` or `static` lie: beside `portal/`, or inside it when installed."""
    beside = PROJECT / name
    return (
        beside
        if beside.is_dir() and (PROJECT / "pyproject.toml").exists()
        else (PACKAGE / f"_{name}")
    )


@cache
def tree_hash(root: Path) -> str:
    """Twelve hexadecimal digits that change with any file's name or content."""
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def install(app: Flask, settings: Settings) -> None:
    """Serve `static/` from a compressed copy in `instance/`, and give templates `static_url`."""
    root = folder("static")
    digest = tree_hash(root)
    app.extensions["static_prefix"] = f"static/{digest}/"
    app.jinja_env.globals["static_url"] = static_url
    ready = _compressed_copy(root, settings.instance / "static" / digest)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(ready), prefix=f"static/{digest}/", max_age=31536000,
        immutable_file_test=lambda _path, _url: True, add_headers_function=_add_headers,
    )  # fmt: skip


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def static_url(path: str) -> str:
    """The address of a file in `static/`, with its content's hash."""
    from flask import request  # noqa: PLC0415

    prefix: Any = current_app.extensions["static_prefix"]
    return f"{request.script_root}/{prefix}{path}"


def _compressed_copy(root: Path, ready: Path) -> Path:
    if ready.is_dir():
        return ready
    ready.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=ready.parent))
    shutil.copytree(root, building, dirs_exist_ok=True)
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in (p for p in building.rglob("*") if p.is_file()):
        if compressor.should_compress(path.name):
            compressor.compress(str(path))
    building.chmod(0o755)
    try:
        building.rename(ready)
    except OSError:  # another process was first
        shutil.rmtree(building)
    return ready
