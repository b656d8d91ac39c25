"""What every application of the tests needs alike, made once for each worker.

Compiled templates, compiled addresses and the compressed copy of `static/`: anew for each
application they took longer than most tests.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from portal.web import static_files


class Compiled(BytecodeCache):
    """Keeps what each text of a template compiles to."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The bucket has its code, if this text was compiled before."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Its code is kept."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = Compiled()


def share_templates(app: Flask) -> None:
    """The application's templates are compiled once in this process."""
    app.jinja_env.bytecode_cache = TEMPLATES


def share_static_files(instance: Path) -> None:
    """An application in this folder finds its static files compressed already."""
    instance.mkdir(parents=True, exist_ok=True)
    if not (instance / "static").exists():
        (instance / "static").symlink_to(_static(), target_is_directory=True)


@contextmanager
def shared_addresses() -> Iterator[None]:
    """Inside, what builds addresses is compiled once for each rule that reads the same."""
    compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
    compile_one = Rule._compile_builder

    def of(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:  # they are written into the code
            return compile_one(rule, append_unknown)
        key = (rule.rule, *rule._trace, append_unknown)
        if key not in compiled:
            compiled[key] = compile_one(rule, append_unknown)
        return compiled[key]

    with mock.patch.object(Rule, "_compile_builder", of):
        yield


@cache
def _static() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="portal-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    root = static_files.folder("static")
    static_files._compressed_copy(root, folder / static_files.tree_hash(root))
    return folder
