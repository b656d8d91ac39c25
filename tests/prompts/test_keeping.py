"""Prompts in the database: what is written is read again whole, and nobody overwrites another."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.errors import Missing
from portal.extensions import db, unit_of_work
from portal.prompts import demo, keeping, rules
from portal.prompts.prompt import Audience, Board, Caps, Placement, Prompt, Variant
from portal.web.versions import current
from tests.prompts.board import NOW, PLAIN, put_up

FULL = Prompt(
    slug="full", name="Full", placement=Placement.INLINE, audience=Audience.LAPSED,
    variants=(
        Variant("a", "One", ("First.", "Second."), "Give", "Ruth", "Editor", 2),
        Variant("b", "Two", (), weight=0),
    ),
    sections=frozenset({"city"}), tags=frozenset({"port", "ships"}),
    away_sections=frozenset({"sport"}), away_tags=frozenset({"tragedy"}),
    starts_at=datetime(2026, 1, 1, tzinfo=UTC), ends_at=datetime(2027, 1, 1, tzinfo=UTC),
    priority=5, is_live=False, caps=Caps(1, 2, 3, 4, 5), after_paragraph=7,
    cadences=("yearly", "once"), has_reminder=False, holdout_permille=50, sample=900,
    measured_from=date(2026, 11, 1),
)  # fmt: skip


def test_a_prompt_is_read_as_it_was_written(app_on_both: Flask) -> None:
    put_up(FULL, PLAIN)
    assert keeping.find(db.session(), "full") == (FULL, 1)
    assert keeping.board(db.session()) == Board((FULL, PLAIN))
    changed = replace(FULL, name="Changed", variants=FULL.variants[::-1])
    with unit_of_work() as session:
        assert keeping.keep(session, changed, 1, NOW) == 2
    assert keeping.find(db.session(), "full") == (changed, 2)
    assert current(db.session(), "prompts") == 3


def test_the_second_of_two_editors_is_refused_and_nothing_is_overwritten(app: Flask) -> None:
    put_up(FULL)
    for began_from in (None, 0, 2):
        with pytest.raises(keeping.Changed), unit_of_work() as session:
            keeping.keep(session, replace(FULL, name="Other"), began_from, NOW)
    with pytest.raises(keeping.Changed), unit_of_work() as session:
        keeping.keep(session, PLAIN, 1, NOW)
    assert keeping.find(db.session(), "full") == (FULL, 1)


def test_what_holds_for_all_is_read_again(app: Flask) -> None:
    put_up(is_paused=True, quiet_tags=frozenset({"tragedy"}))
    put_up(is_paused=False, quiet_sections=frozenset({"obituaries"}))
    assert keeping.board(db.session()) == Board(quiet_sections=frozenset({"obituaries"}))


def test_there_is_no_such_prompt(app: Flask) -> None:
    with pytest.raises(Missing):
        keeping.find(db.session(), "nobody")


def test_the_demos_prompts_can_all_be_shown(app: Flask) -> None:
    demo.seed(app.extensions["settings"], NOW, lambda _line: None)
    demo.seed(app.extensions["settings"], NOW, lambda _line: None)
    board = keeping.board(db.session())
    assert len(board.prompts) == len(demo.PROMPTS)
    known = dict.fromkeys(("count", "goal", "remaining", "deadline", "month"), "x")
    for prompt in board.prompts:
        assert all(rules.said_of(variant, known) for variant in prompt.variants)
