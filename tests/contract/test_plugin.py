"""A run fails on a violation and on silence, says what it covered, and leaves nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portal.sandbox.recording import FOLDER
from tests.contract.planting import GONE, call_row
from tests.house.plan import PROJECT

SUITE = """
import json, os, pathlib

def note(*rows):
    name = f"{os.getpid()}.jsonl"
    with (pathlib.Path(os.environ["SANDBOX_RECORDINGS"]) / name).open("a") as file:
        file.writelines(json.dumps(row) + "\\n" for row in rows)

def test_one():
    note(*json.loads(os.environ["ROWS"]))

def test_two():
    pass
"""
GOOD = call_row(
    "DELETE", "/v1/customers/cus_1", status=200, answer=json.dumps(GONE), during="test_one"
)
BAD = call_row("POST", "/v1/customers", body="colour=red", during="test_one")
EVENT: dict[str, Any] = {
    "id": "evt_1", "object": "event", "api_version": GOOD["version"], "created": 1,
    "data": {"object": GONE},
    "livemode": False, "pending_webhooks": 1, "request": None, "type": "customer.deleted",
}  # fmt: skip
DELIVERY = {"kind": "delivery", "during": "", "event": json.dumps(EVENT)}


def run(folder: Path, rows: list[Any], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """pytest over a suite of two tests, one of which makes these recordings."""
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = suite\n")
    (folder / "suite").mkdir()
    (folder / "suite" / "test_suite.py").write_text(SUITE)
    (folder / "tmp").mkdir()
    environ = {
        **os.environ, "ROWS": json.dumps(rows), "PYTHONPATH": str(PROJECT),
        "TMPDIR": str(folder / "tmp"),
    }  # fmt: skip
    environ.pop(FOLDER, None)
    command = [sys.executable, "-m", "pytest", "-p", "tests.contract.plugin"]
    return subprocess.run(
        [*command, "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_violation_fails_a_run_whose_tests_all_pass(tmp_path: Path, workers: str) -> None:
    done = run(tmp_path, [GOOD, BAD, DELIVERY], "-n", workers)
    assert "2 passed" in done.stdout
    assert "VIOLATION POST /v1/customers, sent: colour: expected no such parameter" in done.stdout
    assert "first in test_one" in done.stdout
    assert "1 violation\n" in done.stdout
    assert done.returncode == 1
    assert list((tmp_path / "tmp").glob("contract-*")) == []


def test_a_run_without_violations_says_what_it_covered(tmp_path: Path) -> None:
    done = run(tmp_path, [GOOD, DELIVERY])
    for words in (
        "1 calls and 1 deliveries were checked",
        "1 operations: DELETE /v1/customers/{}",
        "1 event types: customer.deleted",
        "2 objects: customer, event",
        "0 violations",
    ):
        assert words in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("rows", [[], [GOOD], [DELIVERY]], ids=["nothing", "calls", "deliveries"])
def test_a_whole_run_that_recorded_only_half_fails(tmp_path: Path, rows: list[Any]) -> None:
    done = run(tmp_path, rows)
    assert "the check saw nothing" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize("arguments", [["-k", "two"], ["suite/test_suite.py"]], ids=str)
def test_a_part_may_be_silent(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, [], *arguments)
    assert "contract with Stripe" not in done.stdout
    assert done.returncode == 0
