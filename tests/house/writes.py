"""Reads, from its syntax tree, whether a module writes memberships, money or the count.

Seen are: a row made, an insert, update or delete of its table (through whatever name the class
goes by in the file), the table taken by its own name, one of its columns assigned or set by name
(in `vars()`, too), SQL in a text, and a call of what applies facts or posts entries. A column that
other tables have as well is believed to be of such a row only where the file knows one of the
classes. Not seen is what is put together at run time: a test for mistakes, not for malice.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

WRITING = {"insert", "update", "delete", "merge"} | {
    f"bulk_{what}" for what in ("insert_mappings", "update_mappings", "save_objects")
}

SQL = (
    r"""\b((insert|replace)(\s+or\s+\w+)?\s+into\s+"?{table}\b|delete\s+from\s+"?{table}\b"""
    r"""|truncate\s+(table\s+)?"?{table}\b|update\s+(or\s+\w+\s+)?"?{table}"?\s+set\b)"""
)


@dataclass(frozen=True)
class Guarded:
    """What is guarded: tables by their class, and their columns.

    `own` are the columns that no other table has, `shared` those that others have, too.
    """

    tables: Mapping[str, str]
    own: Set[str]
    shared: Set[str]


def written(source: str, guarded: Guarded) -> list[str]:
    """What the module writes of it, in words, with the line; [] when it writes nothing."""
    tree = ast.parse(source)
    names = _names(tree, guarded)
    columns = guarded.own | guarded.shared if names else guarded.own
    found: dict[tuple[int, str], None] = {}
    for node in ast.walk(tree):
        for words in _of(node, names, columns, guarded):
            found[getattr(node, "lineno", 0), words] = None
    return [f"{words} in line {line}" for line, words in sorted(found)]


def calls(source: str, doors: Set[str]) -> set[str]:
    """Those of the doors (`ledger.post`) that the module calls, or takes by their name alone."""
    tree = ast.parse(source)
    taken = {
        f"{node.module.rpartition('.')[2]}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    reached = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    return (taken | reached) & set(doors)


def _names(tree: ast.AST, guarded: Guarded) -> set[str]:
    """The names that the classes go by in this file, those given to them on the way, too."""
    names = _imported(tree, guarded)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _name(node.value) in names:
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def _imported(tree: ast.AST, guarded: Guarded) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("models")
        for alias in node.names
        if alias.name in guarded.tables or alias.name == "*"
    } | {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in guarded.tables
    }


def _of(node: ast.AST, names: Set[str], columns: Set[str], guarded: Guarded) -> Iterator[str]:
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in (one for part in targets for one in ast.walk(part)):
            column = _stored(target)
            if column in columns:
                yield f"sets {column}"
            elif column == "" and names:
                yield "sets something by its name"
    elif isinstance(node, ast.Call):
        yield from _of_call(node, names, columns)
    if (table := _taken(node)) in guarded.tables.values():
        yield f"takes the table {table}"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        for table in guarded.tables.values():
            if re.search(SQL.format(table=table), node.value, re.IGNORECASE):
                yield f"writes {table} by SQL"


def _of_call(node: ast.Call, names: Set[str], columns: Set[str]) -> Iterator[str]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else None
    called = node.func.id if isinstance(node.func, ast.Name) else called
    if called in names:
        yield f"makes a {called}"
    if called in WRITING:
        about = [node.func, *node.args]
        known = [name for part in about for one in ast.walk(part) if (name := _name(one)) in names]
        if known:
            yield f"calls {called} with {known[0]}"
        elif called == "delete" and names and node.args and isinstance(node.args[0], ast.Name):
            yield "deletes a row"
    if isinstance(node.func, ast.Attribute) and _is_inside(node.func.value):
        told = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
        told |= {keyword.arg for keyword in node.keywords}
        yield from (f"sets {column}" for column in sorted(columns) if column in told)
    if called in {"setattr", "__setattr__"} and len(node.args) > 1:
        given = node.args[-2]
        if isinstance(given, ast.Constant):
            if given.value in columns:
                yield f"sets {given.value!s}"
        elif names:
            yield "sets something by its name"


def _stored(target: ast.AST) -> str | None:
    """The column that is assigned: `row.standing`, `vars(row)["standing"]`; "" if not known."""
    if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store):
        return target.attr
    if isinstance(target, ast.Subscript) and _is_inside(target.value):
        return str(target.slice.value) if isinstance(target.slice, ast.Constant) else ""
    return None


def _is_inside(node: ast.AST) -> bool:
    """Whether it is what a row holds: `vars(row)`, `row.__dict__`."""
    return _name(node.func) == "vars" if isinstance(node, ast.Call) else _name(node) == "__dict__"


def _taken(node: ast.AST) -> object:
    """The name by which a table is taken: `metadata.tables["x"]`, `table("x")`, `Table("x", …)`."""
    if isinstance(node, ast.Subscript) and _name(node.value) == "tables":
        return node.slice.value if isinstance(node.slice, ast.Constant) else None
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        is_got = isinstance(node.func, ast.Attribute) and _name(node.func.value) == "tables"
        return node.args[0].value if is_got or _name(node.func) in {"table", "Table"} else None
    return None


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None
