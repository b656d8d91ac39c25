"""Reads which portal modules a module imports, wherever in the file the import stands."""

import ast
from pathlib import Path

from tests.house.plan import PORTAL, PROJECT


def imported(path: Path) -> set[str]:
    """The dotted names a file imports; `from portal.x import y` gives portal.x and portal.x.y."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor"
            module = node.module or ""
            names.add(module)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def portal_files(path: Path) -> set[Path]:
    """The portal's own files that a file imports."""
    found = set()
    for name in imported(path):
        if name.split(".")[0] != "portal" or name == "portal":
            continue
        file = PROJECT / Path(*name.split("."))
        for candidate in (file.with_suffix(".py"), file / "__init__.py"):
            if candidate.exists() and candidate != PORTAL / "__init__.py":
                found.add(candidate)
    return {f for f in found if f.name != "__init__.py" or f.read_text().strip()}


def circles(graph: dict[Path, set[Path]]) -> list[list[Path]]:
    """Every group of files that import each other in a circle (Tarjan 1972)."""
    index: dict[Path, int] = {}
    low: dict[Path, int] = {}
    stack: list[Path] = []
    found: list[list[Path]] = []

    def visit(node: Path) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph.get(node, set()):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = []
            while True:
                member = stack.pop()
                group.append(member)
                if member == node:
                    break
            if len(group) > 1:
                found.append(group)

    for node in graph:
        if node not in index:
            visit(node)
    return found
