"""Two editors at the very same moment, on both databases: one saves, the other is told."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from portal.articles.editing import listing, reading
from portal.articles.editing.fields import Fields
from portal.articles.editing.models import Act
from portal.articles.editing.saving import Overtaken
from portal.errors import Refused
from portal.extensions import db
from tests.articles.editing.desk import acts, keep, row, set_up
from tests.articles.queries import counted
from tests.support.test_at_once import all_at_once


def saving(fields: Fields, act: Act, number: int | None, began: int | None) -> Callable[[], str]:
    def work() -> str:
        try:
            keep(fields, act, number, began)
        except Overtaken:
            return "overtaken"
        except Refused as refusal:
            return str(refusal.field)
        return "saved"

    return work


def test_of_many_at_once_one_saves_and_nobody_is_overwritten(app_on_both: Flask) -> None:
    number = keep(fields := set_up())
    texts = [replace(fields, headline=f"Editor {name}") for name in "abcd"]
    found = all_at_once(app_on_both, [saving(text, Act.SAVED, number, 1) for text in texts])
    assert sorted(found) == ["overtaken"] * 3 + ["saved"]
    assert row(number).version == 2
    assert acts(number) == ["saved", "saved"]


def test_two_new_articles_at_once_do_not_get_one_address(app_on_both: Flask) -> None:
    fields = replace(set_up(), slug="same")
    found = all_at_once(app_on_both, [saving(fields, Act.SAVED, None, None) for _ in range(3)])
    assert found.count("saved") == 1
    assert "overtaken" not in found


def test_a_page_of_the_desk_asks_a_few_queries_however_many_articles_there_are(app: Flask) -> None:
    fields = set_up()
    for place in range(60):
        keep(replace(fields, headline=f"Draft {place}"))
    db.session.rollback()
    with counted() as asked:
        assert len(listing.articles(db.session()).lines) == 50
    assert len(asked) == 1
    with counted() as asked:
        reading.on_desk(db.session(), 1)
    assert len(asked) == 3


@pytest.mark.parametrize("state", ["", "draft", "behind"])
def test_the_list_walks_an_index_and_sorts_nothing(app: Flask, state: str) -> None:
    with counted() as asked:
        listing.articles(db.session(), state)
    statement, parameters = asked[0]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    steps = [row[-1] for row in plan]
    assert "INDEX ix_articles_" in steps[0]
    assert "edited" in steps[0]
    assert not [step for step in steps if "TEMP B-TREE" in step]
