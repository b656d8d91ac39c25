"""Search finds what is published by the words it has now, in one order, on both databases."""

from datetime import timedelta
from typing import Any, cast

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, delete, func, select, update

from portal.articles.models import Article, State
from portal.articles.searching.finding import Cursor, find
from portal.articles.searching.jobs import catch_up
from portal.articles.searching.models import ArticleWords, SearchDue
from portal.articles.searching.words import sought
from portal.errors import Missing
from portal.extensions import db, unit_of_work
from tests.articles.newspaper import NOON, publish, write_piece
from tests.articles.queries import counted


def found(typed: str) -> list[str]:
    """The slugs of everything found, page by page of three."""
    slugs: list[str] = []
    before: Cursor | None = None
    while True:
        finds = find(db.session(), sought(typed), before, limit=3)
        slugs += [one.piece.slug for one in finds.found]
        if finds.next is None:
            return slugs
        before = Cursor.from_text(str(finds.next))


def change(slug: str, **columns: Any) -> None:
    with unit_of_work() as session:
        article = session.scalars(select(Article).where(Article.slug == slug)).one()
        for name, value in columns.items():
            setattr(article, name, value)


def due() -> int:
    return db.session.scalar(select(func.count()).select_from(SearchDue)) or 0


def test_headlines_come_first_then_standfirsts_then_texts_the_newest_of_each_first(
    app_on_both: Flask,
) -> None:
    publish("body-old", hours_ago=9, headline="One", body="The ferry sails.")
    publish("headline-old", hours_ago=8, headline="Ferry cut")
    publish("stand-old", hours_ago=7, headline="Two", standfirst="A ferry late.")
    publish("body-new", hours_ago=3, headline="Three", body="No ferry sailed.")
    publish("stand-new", hours_ago=2, headline="Four", standfirst="The ferries and the ferry.")
    publish("headline-new", hours_ago=1, headline="The ferry returns", body="ferry ferry")
    publish("none", headline="Trams")
    assert found("FERRY") == [
        "headline-new", "headline-old", "stand-new", "stand-old", "body-new", "body-old",
    ]  # fmt: skip


def test_every_word_must_be_there_wherever_each_stands(app_on_both: Flask) -> None:
    publish("both", headline="Flood gate", body="Nothing else.")
    publish("split", headline="Flood", standfirst="x", body="At the gate.", hours_ago=1)
    publish("one", headline="Flood", standfirst="x", body="No more.", hours_ago=2)
    assert found("gate flood") == ["both", "split"]
    assert found("flood gates") == []
    assert found("flo gat") == ["both", "split"]


def test_cyrillic_is_found_however_it_is_typed(app_on_both: Flask) -> None:
    publish("mint", headline="М’ята й ґанок у Києві", standfirst="", kicker="")
    publish("tree", headline="Ёлка на площади", hours_ago=1, standfirst="", kicker="")
    for typed in ("м'ята", "МʼЯТА", "мята", "ганок", "києв", "м’ят й києв"):
        assert found(typed) == ["mint"], typed
    for typed in ("елка", "ЁЛКА", "ёлк площ"):
        assert found(typed) == ["tree"], typed
    assert found("их") == []


def test_what_is_hidden_changed_or_deleted_is_found_no_longer(app_on_both: Flask) -> None:
    publish("draft", headline="Ferry draft", state=State.DRAFT)
    publish("scheduled", headline="Ferry scheduled", state=State.SCHEDULED)
    publish("gone", headline="Ferry gone")
    publish("kept", headline="Ferry kept", hours_ago=1)
    assert found("ferry") == ["gone", "kept"]
    change("kept", headline="Tram kept")
    assert (found("ferry"), found("tram")) == (["gone"], ["kept"])
    change("gone", state=State.DRAFT)
    change("draft", state=State.PUBLISHED, published_at=NOON + timedelta(hours=1))
    assert found("ferry") == ["draft"]
    change("draft", published_at=NOON - timedelta(hours=9))
    assert found("ferry") == ["draft"]
    with unit_of_work() as session:
        session.execute(delete(Article).where(Article.slug == "draft"))
    assert found("ferry") == []
    assert due() == 0


def test_what_was_written_past_the_models_is_taken_in_by_the_job(app_on_both: Flask) -> None:
    publish("gate", headline="Ferry")
    publish("left", headline="Ferry left", hours_ago=1)
    rows = cast(Table, Article.__table__)
    with unit_of_work() as session:
        session.execute(update(rows).where(rows.c.slug == "gate").values(headline="Tram"))
        session.execute(update(rows).where(rows.c.slug == "left").values(state="draft"))
    assert due() == 2
    assert found("ferry") == ["gate"]  # what is hidden is never shown, kept words or not
    catch_up()
    assert (found("ferry"), found("tram"), due()) == ([], ["gate"], 0)
    assert db.session.scalar(select(func.count()).select_from(ArticleWords)) == 1


def test_a_change_of_nothing_that_is_searched_costs_no_statement(app: Flask) -> None:
    publish("gate")
    with counted() as seen:
        change("gate", version=7)
    assert [statement for statement, _ in seen if "article_words" in statement] == []


def test_what_is_published_meanwhile_is_neither_repeated_nor_skipped(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        for number in range(10):
            headline = "Ferry" if number % 2 else "Other"
            write_piece(
                session, f"p-{number}", hours_ago=number // 3, headline=headline, body="ferry"
            )
    expected = found("ferry")
    assert len(set(expected)) == 10
    slugs: list[str] = []
    before: Cursor | None = None
    for turn in range(4):
        finds = find(db.session(), sought("ferry"), before, limit=3)
        slugs += [one.piece.slug for one in finds.found]
        before = finds.next
        publish(f"late-{turn}", headline="Ferry", hours_ago=-1)
    assert slugs == expected


@pytest.mark.parametrize("text", ["", "1", "4-1", "0-1", "1-", "1-x", f"1-{2**63}", "1-1-1"])
def test_a_cursor_that_is_none_is_missing(text: str) -> None:
    with pytest.raises(Missing):
        Cursor.from_text(text)


SYNTAX = st.sampled_from(
    ['"', "'", "*", ":", "&", "|", "!", "(", ")", "-", "^", "<->", " AND ", " OR ", " NOT ",
     "NEAR(", "{words}:", "\\", "%", ";--", "\0", "\x1f", "\ud800", "ferry", "ґ", "’", " "]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.lists(SYNTAX | st.text(max_size=8), max_size=30).map("".join))
@example(typed="ferry" * 2_000)
@example(typed='"ferry" OR 1=1; DROP TABLE articles')
@example(typed="(" * 10_000 + "ferry")
def test_whatever_is_typed_is_answered(app_on_both: Flask, typed: str) -> None:
    client = app_on_both.test_client()
    answer = client.get("/search", query_string={"q": typed.encode(errors="surrogatepass")})
    if "\0" in typed:  # no page of the portal takes it
        assert answer.status_code == 404
        return
    assert answer.status_code == 200
    assert 'name="q"' in answer.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(min_size=1, max_size=60))
@example(text="𞤀𞤣 ꮳꮃꭹ")  # letters that are younger than SQLite's table of Unicode
def test_every_text_is_found_by_each_of_its_own_words(app_on_both: Flask, text: str) -> None:
    text = text.replace("\0", "")
    with unit_of_work() as session:
        session.execute(delete(Article))
        write_piece(session, "gate", headline=text, standfirst="", kicker="")
    words = sought(text)
    if words:
        assert [one.piece.slug for one in find(db.session(), words).found] == ["gate"]
