"""Judges recorded traffic: every request, every answer, every event; and says what it covered."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stripe._api_version import _ApiVersion

from tests.contract import answers, asking, events, forms, operations
from tests.contract.operations import Operation
from tests.contract.typed import Mismatch

Row = dict[str, Any]

# These tests send what Stripe refuses, to see it refused. What was accepted from them is judged
# all the same; elsewhere a refusal must have had another reason than a wrong name or type.
TESTS_OF_REFUSALS = (
    "tests/contract/",
    "tests/sandbox/test_command_line.py",
    "tests/sandbox/test_endpoints.py",
    "tests/sandbox/test_idempotency.py",
    "tests/sandbox/test_portal_configurations.py",
    "tests/sandbox/test_strictness.py",
)
# These speak as other clients do, with headers that the portal never sends.
TESTS_OF_CLIENTS = ("tests/contract/", "tests/sandbox/")
# Stripe's own command-line tool calls this; no SDK does.
COMMAND_LINE_ONLY = re.compile(r"/v1/events/[^/]+/retry")
FORM = "application/x-www-form-urlencoded"
IDS = re.compile(r"(?<=_)[A-Za-z0-9]{14,}|(?<=: )\d+(?=[,\]}\s])")


@dataclass
class Verdict:
    """What recordings hold; `violations` are sentences with the test that showed each first."""

    calls: int = 0
    deliveries: int = 0
    operations: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    violations: dict[str, str] = field(default_factory=dict)
    _seen: set[tuple[Any, ...]] = field(default_factory=set, repr=False)

    def blame(self, row: Row, who: str, found: Iterable[Mismatch]) -> None:
        """Keep the mismatches of one call or event."""
        for mismatch in found:
            self.violations.setdefault(f"{who}: {mismatch}", row["during"])

    def is_new(self, *key: Any, text: str) -> bool:
        """Whether nothing of this shape was met: ids and bare numbers do not make a shape."""
        shape = (*key, IDS.sub("", text))
        known = shape in self._seen
        self._seen.add(shape)
        return not known

    def cover(self, item: Any) -> None:
        """Note an object that was judged."""
        if isinstance(item, dict):
            self.objects.add(str(item.get("object")))
            if item.get("object") == "event":
                self.events.add(str(item.get("type")))


def read(folder: Path) -> Iterator[Row]:
    """The rows of all files of a folder; a line that a killed process left unfinished is none."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open() as file:
            for line in file:
                if line.endswith("}\n"):
                    yield json.loads(line)


def judge(rows: Iterable[Row]) -> Verdict:
    """Hold all rows against the SDK's types."""
    verdict = Verdict()
    for row in rows:
        if row["kind"] == "delivery":
            verdict.deliveries += 1
            if verdict.is_new("event", text=row["event"]):
                event = json.loads(row["event"])
                who = f"delivery of {event.get('type')}"
                verdict.blame(row, who, events.mismatches(event))
                verdict.cover(event)
        else:
            verdict.calls += 1
            _judge_call(verdict, row)
    return verdict


def _judge_call(verdict: Verdict, row: Row) -> None:
    method = row["method"].upper()
    operation = operations.find(method, row["path"])
    is_test = row["during"].startswith(TESTS_OF_CLIENTS)
    is_judged = not (row["during"].startswith(TESTS_OF_REFUSALS) and 400 <= row["status"] < 500)
    if operation is None:
        if is_judged and not COMMAND_LINE_ONLY.fullmatch(row["path"]):
            unknown = Mismatch("", "a call that Stripe has")
            verdict.blame(row, f"{method} {row['path']}", [unknown])
        return
    who = f"{method} {operation.path}"
    if 200 <= row["status"] < 300:
        verdict.operations.add(who)
    try:
        sent = {**forms.decode(row["query"]), **forms.decode(row["body"])}
    except forms.Malformed as error:
        sent = {}
        if is_judged:
            verdict.blame(row, who, [Mismatch(str(error), "a name as Stripe writes it: a[b][0]")])
    if is_judged and verdict.is_new(who, is_test, text=f"{row['query']} {row['body']}"):
        verdict.blame(row, f"{who}, sent", asking.mismatches(operation, sent))
    if not is_test:
        verdict.blame(row, f"{who}, sent", _headers(row))
    if row["status"]:
        found = _answered(verdict, operation, row, _expansions(sent))
        verdict.blame(row, f"{who}, answered {row['status']}", found)


def _headers(row: Row) -> Iterator[Mismatch]:
    if row["version"] != _ApiVersion.CURRENT:
        yield Mismatch("Stripe-Version", f"{_ApiVersion.CURRENT}, not {row['version']!r}")
    if row["body"] and row["type"].partition(";")[0] != FORM:
        yield Mismatch("Content-Type", f"{FORM}, not {row['type']!r}")


def _expansions(sent: dict[str, Any]) -> list[str]:
    asked = sent.get("expand")
    return [path for path in asked.values() if isinstance(path, str)] if asked else []


def _answered(
    verdict: Verdict, operation: Operation, row: Row, expand: list[str]
) -> Iterator[Mismatch]:
    try:
        body = json.loads(row["answer"])
    except ValueError:
        yield Mismatch("", "JSON")
        return
    if row["status"] >= 400:
        yield from answers.of_error(body)
        return
    key = (operation.method, operation.path, *expand)
    is_page = operation.is_page and isinstance(body, dict) and isinstance(body.get("data"), list)
    items = body["data"] if is_page else [body]
    items = [item for item in items if verdict.is_new(*key, text=json.dumps(item))]
    if is_page:
        body = {**body, "data": items}
    elif not items:
        return
    yield from answers.of_operation(operation, body, expand)
    for item in items:
        verdict.cover(item)
        if isinstance(item, dict) and item.get("object") == "event":
            yield from events.of_snapshot(item)
