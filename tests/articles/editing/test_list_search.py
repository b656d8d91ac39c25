"""The list's search: live texts as readers find them, and the texts that only editors see."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.articles.editing.listing import articles
from portal.articles.editing.models import Act
from portal.articles.editing.taking_effect import fields_of
from portal.articles.models import Article
from portal.articles.searching.jobs import catch_up
from portal.extensions import db, end_read, unit_of_work
from tests.articles.editing.desk import keep, published, set_up
from tests.articles.newspaper import write_piece
from tests.articles.queries import counted


def found(words: str, state: str = "") -> list[str]:
    headlines = [line.headline for line in articles(db.session(), state, words).lines]
    end_read()
    return sorted(headlines)


@pytest.fixture
def desk(app_on_both: Flask) -> Flask:
    """A draft, a live text with a newer one behind it, and one that is older than revisions."""
    fields = set_up()
    keep(replace(fields, headline="Draft", body_markdown="The Ґанок leaks, by 100%."))
    live = published(fields, headline="Live", standfirst="A ferry.", body_markdown="It is late.")
    newer = replace(fields, slug="live", headline="Live, newer", body_markdown="An otter swims.")
    keep(newer, Act.SAVED, live, 1)
    with unit_of_work() as session:
        write_piece(session, "older", headline="Older", body="The heron waits for ferries.")
    catch_up()
    return app_on_both


@pytest.mark.parametrize(
    ("words", "headlines"),
    [
        ("ґанок", ["Draft"]),
        ("ҐАНОК leaks", ["Draft"]),
        ("ґанок heron", []),
        ("100%", ["Draft"]),
        ("%", ["Draft"]),
        ("_", []),
        ("otter", ["Live, newer"]),
        ("newer swims", ["Live, newer"]),
        ("late", ["Live, newer"]),  # what readers see of it still
        ("heron", ["Older"]),
        ("ferry", ["Live, newer"]),
        ("fer", ["Live, newer", "Older"]),
        ("older", ["Older"]),
        ("lder", ["Older"]),
        ("the", ["Draft", "Older"]),
    ],
)
def test_every_text_is_found_by_its_words(desk: Flask, words: str, headlines: list[str]) -> None:
    assert found(words) == headlines


def test_a_state_holds_for_what_is_found(desk: Flask) -> None:
    assert found("the", "draft") == ["Draft"]
    assert found("the", "behind") == []
    assert found("otter", "behind") == ["Live, newer"]


def test_it_stays_one_query_and_old_revisions_are_not_looked_through(desk: Flask) -> None:
    draft = db.session.query(Article).filter_by(headline="Draft").one()
    number, fields = draft.id, fields_of(db.session(), draft)
    keep(replace(fields, body_markdown="It is quiet."), Act.SAVED, number, 1)
    assert found("leaks") == []
    with counted() as seen:
        assert found("quiet") == ["Draft"]
    assert len(seen) == 1, seen
