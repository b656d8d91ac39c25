"""The library finds what is published, in order, without a repeat or a skip, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.articles import library
from portal.articles.models import Article, Kind, State
from portal.articles.related import related
from portal.articles.rules import Cursor
from portal.errors import Missing
from portal.extensions import db, unit_of_work
from tests.articles.newspaper import NOON, publish, slugs_in_order, write_piece
from tests.articles.queries import counted


def walk(limit: int = 3) -> list[str]:
    """Every slug of the feed, page by page."""
    found: list[str] = []
    before: Cursor | None = None
    while True:
        listing = library.feed(db.session(), before, limit)
        found += [piece.slug for piece in listing.pieces]
        if listing.next is None:
            return found
        before = Cursor.from_text(str(listing.next))


def test_the_feed_shows_every_piece_once_even_when_many_share_a_moment(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        for number in range(11):
            write_piece(session, f"piece-{number}", hours_ago=number // 5)
    assert walk() == slugs_in_order()
    assert len(walk()) == 11


def test_what_is_published_meanwhile_is_neither_repeated_nor_skipped(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        for number in range(9):
            write_piece(session, f"piece-{number}", hours_ago=number)
    expected = slugs_in_order()
    found: list[str] = []
    before: Cursor | None = None
    for turn in range(3):
        listing = library.feed(db.session(), before, 3)
        found += [piece.slug for piece in listing.pieces]
        before = listing.next
        publish(f"late-{turn}", hours_ago=-1)
    assert found == expected


def test_a_cursor_finds_its_place_after_its_piece_is_gone(app_on_both: Flask) -> None:
    with unit_of_work() as session:
        for number in range(4):
            write_piece(session, f"piece-{number}", hours_ago=number)
    place = library.feed(db.session(), limit=2).next
    with unit_of_work() as session:
        session.execute(delete(Article).where(Article.slug == "piece-1"))
    assert [p.slug for p in library.feed(db.session(), place).pieces] == ["piece-2", "piece-3"]


@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULED])
def test_nothing_unpublished_is_found(app: Flask, state: State) -> None:
    shown = publish("shown", tags=("tide",))
    publish("hidden", tags=("tide",), state=state)
    session = db.session()
    assert walk() == ["shown"]
    assert [p.slug for p in library.section(session, "city")[1].pieces] == ["shown"]
    assert [p.slug for p in library.author(session, "chidi-okafor")[1].pieces] == ["shown"]
    assert [p.slug for p in library.texts(session)] == ["shown"]
    assert related(session, shown, library.article(session, "shown").section_id) == []
    with pytest.raises(Missing):
        library.article(session, "hidden")


def test_sections_and_authors_have_feeds_of_their_own(app: Flask) -> None:
    publish("tram", section="city", author="chidi-okafor")
    publish("wages", section="money", author="alisa-moroz")
    session = db.session()
    section, listing = library.section(session, "money")
    assert (section.name, [p.slug for p in listing.pieces]) == ("Money", ["wages"])
    author, listing = library.author(session, "chidi-okafor")
    assert (author.name, [p.slug for p in listing.pieces]) == ("Chidi Okafor", ["tram"])
    with pytest.raises(Missing):
        library.section(session, "nowhere")
    with pytest.raises(Missing):
        library.author(session, "nobody")


def test_a_piece_carries_what_its_page_shows(app_on_both: Flask) -> None:
    publish(
        "gate",
        with_picture=True,
        picture_alt="A gate",
        updated_at=NOON + timedelta(hours=1),
        corrections=[["2026-11-22T14:00:00+00:00", "The gate is the fourth."]],
        body="word " * 440,
    )
    piece = library.article(db.session(), "gate")
    assert (piece.words, piece.reading_minutes, piece.is_brief) == (440, 2, False)
    assert piece.updated_at == NOON + timedelta(hours=1)
    assert piece.corrections[0].text == "The gate is the fourth."
    assert piece.picture is not None
    assert piece.picture.sizes == ((480, 320), (1200, 800))
    assert piece.author.bio == "Reads tide tables."


def test_an_update_before_publication_is_not_told(app: Flask) -> None:
    publish("early", updated_at=NOON - timedelta(hours=1))
    publish("brief", kind=Kind.BRIEF)
    assert library.article(db.session(), "early").updated_at is None
    assert library.article(db.session(), "brief").is_brief


def test_related_is_by_shared_tags_then_section_then_recency(app_on_both: Flask) -> None:
    home = publish("subject", tags=("flood", "gate", "council"))
    publish("two-tags-elsewhere", hours_ago=90, section="money", tags=("flood", "gate"))
    publish("one-tag-here", hours_ago=80, tags=("gate",))
    publish("one-tag-elsewhere-new", hours_ago=1, section="money", tags=("flood",))
    publish("one-tag-elsewhere-old", hours_ago=2, section="money", tags=("flood",))
    publish("same-section", hours_ago=3)
    publish("neither", hours_ago=0.5, section="money", tags=("bread",))
    session = db.session()
    section_id = library.article(session, "subject").section_id
    assert [p.slug for p in related(session, home, section_id, limit=10)] == [
        "two-tags-elsewhere",
        "one-tag-here",
        "one-tag-elsewhere-new",
        "one-tag-elsewhere-old",
        "same-section",
    ]
    assert len(related(session, home, section_id)) == 4


def test_a_feed_page_walks_its_index_and_sorts_nothing(app: Flask) -> None:
    with unit_of_work() as session:
        for number in range(60):
            write_piece(session, f"piece-{number}", hours_ago=number)
    before = Cursor(NOON, 1)
    session = db.session()
    with counted() as seen:
        library.feed(session, before)
        library.section(session, "city", before)
        library.author(session, "chidi-okafor", before)
    plans = [
        " / ".join(
            str(step.detail)
            for step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", bound)
        )
        for sql, bound in seen
        if "ORDER BY" in sql
    ]
    seeks = "published_at<?"
    assert [
        index in plan and seeks in plan and "TEMP B-TREE" not in plan
        for plan, index in zip(
            plans,
            ("ix_articles_feed", "ix_articles_section_feed", "ix_articles_author_feed"),
            strict=True,
        )
    ] == [True, True, True], plans
