"""The house tests itself: floors, no circle, one import of Stripe, who commits, file length."""

import re
from pathlib import Path

import pytest

from tests.house import plan
from tests.house.imports import circles, imported, portal_files
from tests.house.plan import PORTAL, PROJECT, modules, room


def name(path: Path) -> str:
    return str(path.relative_to(PORTAL))


def test_every_room_is_on_the_plan() -> None:
    rooms = {room(path) for path in modules()} - plan.APART - {"__init__"}
    assert rooms == set(plan.FLOORS)


def test_a_room_imports_only_from_lower_floors() -> None:
    upward = []
    for path in modules():
        here = room(path)
        if here in plan.APART or here == "__init__":
            continue
        for target in portal_files(path):
            there = room(target)
            if there == here or (here, there) in plan.SAME_FLOOR:
                continue
            if there == "sandbox" and here == "cli":  # only the command line knows how to start it
                continue
            tens = plan.FLOOR_TEN
            if here in tens and there in tens and tens.index(there) < tens.index(here):
                continue
            if there in plan.APART or plan.FLOORS[there] >= plan.FLOORS[here]:
                upward.append(f"{name(path)} imports {name(target)}")
    assert upward == []


def test_the_sandbox_imports_no_desk_and_no_desk_imports_it() -> None:
    inside = [p for p in modules() if room(p) == "sandbox"]
    assert inside
    assert [name(p) for p in inside if any(room(t) != "sandbox" for t in portal_files(p))] == []


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {path: portal_files(path) for path in modules()}
    assert [[name(p) for p in group] for group in circles(graph)] == []


def test_stripe_is_imported_in_one_place() -> None:
    importing = {
        name(p) for p in modules() if any(n.split(".")[0] == "stripe" for n in imported(p))
    }
    assert importing - plan.STRIPE_IMPORTS == set()
    assert "billing/gateway.py" in importing


@pytest.mark.parametrize("path", plan.PURE)
def test_pure_files_import_nothing_but_the_standard_library_and_each_other(path: str) -> None:
    allowed = {PORTAL / p for p in plan.PURE}
    assert {name(f) for f in portal_files(PORTAL / path) - allowed} == set()
    outside = {n.split(".")[0] for n in imported(PORTAL / path)}
    assert outside & {"flask", "sqlalchemy", "stripe", "wtforms", "babel"} == set()


def test_only_the_listed_files_open_a_unit_of_work() -> None:
    opening = {name(p) for p in modules() if re.search(r"\bunit_of_work\(\)", p.read_text())}
    assert opening - {"extensions.py"} == plan.COMMIT_SITES


def test_nothing_commits_but_the_unit_of_work() -> None:
    committing = {
        name(p) for p in modules()
        if room(p) not in plan.APART and re.search(r"\.commit\(", p.read_text())
    }  # fmt: skip
    assert committing == {"extensions.py"}


def test_nothing_but_the_factory_imports_views() -> None:
    importing = {
        name(p) for p in modules()
        for target in portal_files(p)
        if target.name == "views.py" and room(p) not in {"app", "sandbox"}
    }  # fmt: skip
    assert importing == set()


def test_no_file_is_longer_than_250_lines() -> None:
    long = {name(p): n for p in modules() if (n := len(p.read_text().splitlines())) > 250}
    assert long == {}


def test_packages_are_empty() -> None:
    full = [name(p) for p in modules() if p.name == "__init__.py" and p.read_text().strip()]
    assert [f for f in full if not f.startswith("sandbox")] == []


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        name(p)
        for p in modules()
        if p.name != "__init__.py" and not p.read_text().startswith('"""')
    ]
    assert silent == []


def test_template_and_static_folders_mirror_the_desks() -> None:
    desks = set(plan.FLOORS) | {"sandbox"}
    extra = {"macros", "errors", "css", "fonts", "js", "vendor", "demo"}
    folders = {
        p.name for kind in ("templates", "static") for p in (PROJECT / kind).iterdir() if p.is_dir()
    }
    assert folders - desks - extra == set()


def test_templates_hold_no_inline_script_or_style() -> None:
    guilty = []
    for path in (PROJECT / "templates").rglob("*.html"):
        text = path.read_text()
        if re.search(r"\sstyle\s*=\s*[\"']|<style\b|\son[a-z]+\s*=\s*[\"']", text):
            guilty.append(str(path.relative_to(PROJECT)))
        for tag in re.findall(r"<script\b[^>]*>", text):
            if "src=" not in tag and "application/ld+json" not in tag:
                guilty.append(f"{path.relative_to(PROJECT)}: {tag}")
    assert guilty == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager", "base2"])
def test_no_file_is_named_by_a_word_that_says_nothing(word: str) -> None:
    assert [name(p) for p in modules() if word in (p.stem, p.parent.name)] == []


def test_every_folder_of_tests_is_a_package() -> None:
    """Two files of one name in folders that are none would end the whole run."""
    folders = {path.parent for path in (PROJECT / "tests").rglob("test_*.py")}
    assert [str(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []
