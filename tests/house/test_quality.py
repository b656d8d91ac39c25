"""Format, lint and types hold: the same tools a developer runs, as part of the one test command."""

import subprocess
import sys

import pytest

from tests.house.plan import PROJECT


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
    ],
    ids=["ruff format", "ruff check", "mypy --strict"],
)
def test_the_code_passes(command: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
