"""Which calls Stripe's API has, read from the source of the SDK's own services."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import stripe

from tests.contract import typed

SDK = Path(stripe.__file__).parent
WRAPPERS = {"ListObject", "SearchResultObject", "Union", "Any"}


@dataclass(frozen=True)
class Operation:
    """One call: its path with `{}` for ids, and where its types are named.

    `params` and `answer` are annotations as they are written in `module`.
    """

    name: str
    method: str
    path: str
    params: str
    answer: str
    module: str

    @property
    def parameters(self) -> dict[str, typed.Slot]:
        """What may be sent."""
        return typed.parameters(typed.named(self.params, self.module)) if self.params else {}

    @property
    def is_page(self) -> bool:
        """Whether the answer is a page of objects."""
        return self.answer.startswith(("ListObject[", "SearchResultObject["))

    @property
    def kinds(self) -> tuple[type, ...]:
        """The classes of the answer, or of what its list holds."""
        names = re.findall(r"[\w.]+", self.answer)
        return tuple(typed.named(name, self.module) for name in names if name not in WRAPPERS)


@cache
def operations() -> tuple[Operation, ...]:
    """Every call of the v1 API; paths without ids come before those with them."""
    found: list[Operation] = []
    for path in sorted(SDK.rglob("_*_service.py")):
        if "v2" not in path.relative_to(SDK).parts:
            found += _operations_in(path)
    return tuple(sorted(found, key=lambda operation: operation.path.count("{}")))


@cache
def find(method: str, path: str) -> Operation | None:
    """The call that a request makes; none if Stripe has no such call."""
    for operation in operations():
        if operation.method == method and _pattern(operation.path).fullmatch(path):
            return operation
    return None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(re.escape("{}"), "[^/]+"))


def _operations_in(path: Path) -> Iterator[Operation]:
    module = "stripe." + ".".join(path.relative_to(SDK).with_suffix("").parts)
    for service in ast.parse(path.read_text()).body:
        if not isinstance(service, ast.ClassDef):
            continue
        for function in service.body:
            if isinstance(function, ast.FunctionDef):
                yield from _operation(module, service.name, function)


def _operation(module: str, service: str, function: ast.FunctionDef) -> Iterator[Operation]:
    for call in ast.walk(function):
        match call:
            case ast.Call(func=ast.Attribute(attr="_request" | "_request_stream"), args=args):
                method, path = ast.literal_eval(args[0]), _path(args[1])
                if path.startswith("/v1/"):
                    given = function.args.args + function.args.kwonlyargs
                    params = next((a.annotation for a in given if a.arg == "params"), None)
                    yield Operation(
                        f"{service.removesuffix('Service')}.{function.name}",
                        method.upper(),
                        path,
                        _quoted(params),
                        _quoted(function.returns),
                        module,
                    )


def _path(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value  # "/v1/…/{id}".format(id=…)
    return re.sub(r"\{\w+\}", "{}", str(ast.literal_eval(node)))


def _quoted(node: ast.expr | None) -> str:
    if isinstance(node, ast.Subscript):  # Optional["…"]
        node = node.slice
    value: Any = ast.literal_eval(node) if node is not None else ""
    return str(value)
