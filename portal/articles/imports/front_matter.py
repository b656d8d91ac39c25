"""What stands above a text in its file: YAML, TOML or JSON, with the line of every name."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

BEGINS = re.compile(r"\A(?:---[ \t]*(?P<kind>yaml|toml|json)?|(?P<toml>\+\+\+))[ \t]*\n")
ENDS = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.M),
    "+++": re.compile(r"^\+\+\+[ \t]*$\n?", re.M),
}
LOOKS_NAMED = re.compile(r"[ \t]*[\"']?[\w-]+[\"']?[ \t]*[:=]")
JSON_BEGINS = re.compile(r'\A\{\s*"')
TOML_LINE = re.compile(r"\(at line (\d+)")
TOML_NAME = re.compile(r"^[ \t]*(?:\[+[ \t]*)?[\"']?([\w-]+)[\"']?[ \t]*(?:=|\])")
JSON_NAME = re.compile(r'^[ \t{]*"([^"]+)"[ \t]*:')
# Groups in which Hugo, Zola and others keep names that stand at the top elsewhere.
GROUPS = ("taxonomies", "params", "extra")


class Broken(Exception):
    """It cannot be read. `line` counts from 1, in the file."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line, self.words = line, words


@dataclass(frozen=True)
class Head:
    """The values by their names in small letters, and the line of each.

    Scalars are words as they were typed: a title "1.10" or "No" stays one.
    """

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def split(text: str) -> tuple[Head, str, int]:
    """What stands above the text, the text, and the line of the file that it begins on.

    Raises: Broken.
    """
    begins = BEGINS.match(text)
    if begins is None:
        return _of_json(text) if JSON_BEGINS.match(text) else (Head(), text, 1)
    ends = ENDS[text[:3]].search(text, begins.end())
    if ends is None:
        if LOOKS_NAMED.match(text, begins.end()):
            raise Broken(1, f"Its front matter has no end: no second line {text[:3]}.")
        return Head(), text, 1  # a line drawn above a text
    written = text[begins.end() : ends.start()]
    if begins["toml"] or begins["kind"] == "toml":
        head = _of_toml(written)
    elif begins["kind"] == "json":
        head = _head(_json_value(written, 2)[0], _lines(JSON_NAME, written, 2))
    else:
        head = _of_yaml(written)
    return head, text[ends.end() :], text.count("\n", 0, ends.end()) + 1


class _Words(yaml.SafeLoader):
    """Every scalar as it was typed; only what is empty is None."""


_Words.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in known if tag.endswith(":null")]
    for sign, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _of_yaml(written: str) -> Head:
    try:
        loader = _Words(written)
        node = loader.get_single_node()
        values = loader.construct_document(node) if node else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise Broken(
            mark.line + 2 if mark else 1, f"Its front matter is broken: {said}."
        ) from error
    if values is None:
        return Head()
    lines = {}
    if isinstance(node, yaml.MappingNode):
        lines = {str(key.value).lower(): key.start_mark.line + 2 for key, _ in node.value}
    return _head(values, lines)


def _of_toml(written: str) -> Head:
    try:
        values = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = TOML_LINE.search(str(error))
        raise Broken(
            int(line[1]) + 1 if line else 1, f"Its front matter is broken: {error}."
        ) from error
    return _head(values, _lines(TOML_NAME, written, 2))


def _of_json(text: str) -> tuple[Head, str, int]:
    values, end = _json_value(text, 1)
    head = _head(values, _lines(JSON_NAME, text[:end], 1))
    body = text[end:].removeprefix("\n")
    return head, body, text.count("\n", 0, len(text) - len(body)) + 1


def _json_value(written: str, first_line: int) -> tuple[Any, int]:
    try:
        return json.JSONDecoder().raw_decode(written.lstrip())
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        raise Broken(line, f"Its front matter is broken: {error.msg}.") from error
    except RecursionError as error:
        raise Broken(first_line, f"Its front matter is broken: {error}.") from error


def _head(values: Any, lines: dict[str, int]) -> Head:
    if not isinstance(values, dict):
        raise Broken(2, "Its front matter is no list of names and values.")
    named = {str(key).lower(): value for key, value in values.items()}
    for group in GROUPS:
        if isinstance(named.get(group), dict):
            inner = {str(key).lower(): value for key, value in named.pop(group).items()}
            named = {**inner, **named}
    return Head(named, lines)


def _lines(name: re.Pattern[str], written: str, first_line: int) -> dict[str, int]:
    def found() -> Iterator[tuple[str, int]]:
        for number, line in enumerate(written.split("\n"), first_line):
            if match := name.match(line):
                yield match[1].lower(), number

    return dict(reversed([*found()]))  # the first of a name
