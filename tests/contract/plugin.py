"""Records what passes between portal and sandbox in every test, and judges it when all have run.

A violation fails the run. So does a run of the whole suite that recorded nothing.
"""

import os
import shutil
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.sandbox.recording import FOLDER
from tests.contract import traffic
from tests.contract.traffic import Verdict

NARROWING = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise")
_folder = pytest.StashKey[Path]()
_before = pytest.StashKey[str | None]()
_verdict = pytest.StashKey[Verdict]()
_absent = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Name a folder, which workers and the processes of tests inherit."""
    if hasattr(config, "workerinput"):
        return
    config.stash[_before] = os.environ.get(FOLDER)
    config.stash[_folder] = Path(tempfile.mkdtemp(prefix="contract-"))
    os.environ[FOLDER] = str(config.stash[_folder])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if _folder not in config.stash:
        return
    shutil.rmtree(config.stash[_folder], ignore_errors=True)
    before = config.stash[_before]
    if before is None:
        os.environ.pop(FOLDER, None)
    else:
        os.environ[FOLDER] = before


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Judge, once all workers and servers are done."""
    config = session.config
    if _folder not in config.stash or config.option.collectonly:
        return
    verdict = traffic.judge(traffic.read(config.stash[_folder]))
    config.stash[_verdict] = verdict
    was_whole = _is_whole(config) and session.exitstatus in (0, 1)
    if was_whole and not (verdict.calls and verdict.deliveries):
        config.stash[_absent] = (
            f"The whole suite ran, but of it {verdict.calls} calls and {verdict.deliveries} "
            "deliveries were recorded: the check saw nothing."
        )
    if session.exitstatus == 0 and (verdict.violations or _absent in config.stash):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what was covered and what was violated."""
    verdict = config.stash.get(_verdict, None)
    absent = config.stash.get(_absent, "")
    if verdict is None or not (verdict.calls or verdict.deliveries or absent):
        return
    terminalreporter.section("contract with Stripe")
    for line in _covered(verdict):
        terminalreporter.write_line(line)
    if absent:
        terminalreporter.write_line(absent, red=True)
    for sentence, test in sorted(verdict.violations.items()):
        terminalreporter.write_line(f"VIOLATION {sentence}", red=True)
        terminalreporter.write_line(f"          first in {test or 'a process without a test'}")
    color = {"red": True} if verdict.violations else {"green": True}
    number = len(verdict.violations)
    terminalreporter.write_line(f"{number} violation{'' if number == 1 else 's'}", **color)


def _covered(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.calls} calls and {verdict.deliveries} deliveries were checked."
    covered = {
        "operations": verdict.operations,
        "objects": verdict.objects,
        "event types": verdict.events,
    }
    for name, found in covered.items():
        said = f"{len(found)} {name}: {', '.join(sorted(found)) or 'none'}"
        yield from textwrap.wrap(said, 100, subsequent_indent="  ", break_on_hyphens=False)


def _is_whole(config: pytest.Config) -> bool:
    """Whether nothing narrows the run; leaving out marked tests does not."""
    narrowed = [config.getoption(name, None) for name in NARROWING]
    if any(value and not str(value).startswith("not ") for value in narrowed):
        return False
    asked = {(config.invocation_params.dir / path).resolve() for path in config.args}
    whole = {config.rootpath, *(config.rootpath / path for path in config.getini("testpaths"))}
    return asked <= whole
