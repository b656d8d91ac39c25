"""The bar on pages: one number in all sizes, few queries, and nothing rather than 0."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, text

from portal.campaign import bar
from portal.campaign.progress import read
from portal.extensions import db
from portal.web import slots
from tests.campaign.building import NOW, make_campaign, set_members


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that runs inside."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if sql != "BEGIN":
            asked.append(sql)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("size", bar.SIZES)
def test_the_slot_shows_the_bar_in_each_size(app: Flask, size: str) -> None:
    make_campaign()
    set_members(24_999)
    with app.test_request_context("/"):
        shown = slots.slot("bar", size=size)
    assert f'class="bar bar-{size}"' in shown
    assert "24,999" in shown
    assert "1 to go until" in shown
    assert 'data-json="/campaigns/25000-members/progress.json"' in shown


def test_two_bars_on_a_page_cost_two_queries_and_show_one_number(app: Flask) -> None:
    make_campaign()
    set_members(41)
    with app.test_request_context("/"), statements() as asked:
        shown = slots.slot("bar") + slots.slot("bar", size="full")
    assert shown.count("<strong data-bar-count>41</strong>") == 2
    assert len(asked) == 2


def test_when_the_count_cannot_be_read_nothing_is_shown_and_the_page_lives(
    app_on_both: Flask,
) -> None:
    make_campaign()
    set_members(41)
    db.session.execute(text("ALTER TABLE headcount RENAME TO lost"))
    with app_on_both.test_request_context("/"):
        assert slots.slot("bar") == ""
        assert db.session.scalar(text("SELECT 1")) == 1


def test_the_count_is_never_older_than_its_version(app: Flask) -> None:
    make_campaign()
    set_members(41)
    with statements() as asked:
        read(db.session(), "current", NOW)
    assert "versions" in asked[0]
    assert "headcount" in asked[1]
