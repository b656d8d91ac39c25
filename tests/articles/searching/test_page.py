"""The search page: what was found, marked; nothing found; too little typed; nothing typed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.articles.searching.showing import _passage, marked
from portal.articles.searching.words import sought
from portal.extensions import unit_of_work
from tests.articles.newspaper import NOON, publish, write_piece
from tests.articles.queries import counted


def headlines(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/news/([^"]+)"', page)


def test_what_was_found_is_marked_where_it_stands(client: FlaskClient) -> None:
    publish(
        "gate",
        headline="The ferry & the gate",
        body="Long ago. " * 40 + "A ferries’ <b>bell</b> rang.",
    )
    page = client.get("/search?q=ferr").text
    assert "The <mark>ferry</mark> &amp; the gate" in page
    assert "A <mark>ferries</mark>’ bell rang." in page
    assert '<input type="search" id="q" name="q" value="ferr"' in page


def test_nothing_of_what_is_typed_or_written_is_markup(client: FlaskClient) -> None:
    publish(
        "gate", headline="<script>alert(1)</script> ferry", body="ferry `<script>alert(2)</script>`"
    )
    page = client.get("/search", query_string={"q": '"><script>alert(3)</script> ferry'}).text
    for number in (1, 2, 3):
        assert f"<script>alert({number})" not in page
    page = client.get("/search?q=ferry").text
    assert "&lt;script&gt;alert(2)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Latest news"),
        ("?q=", "Latest news"),
        ("?q=+a+", "at least two"),
        ("?q=zebra", "Nothing was found for “zebra”"),
        ("?q=tram&before=1-1", "That was all"),
    ],
)  # fmt: skip
def test_with_nothing_to_show_it_says_why_and_names_the_latest(
    client: FlaskClient, query: str, words: str
) -> None:
    publish("gate", headline="Tram")
    page = client.get(f"/search{query}").text
    assert words in page
    assert 'href="/news/gate"' in page


def test_an_unknown_place_is_missing(client: FlaskClient) -> None:
    assert client.get("/search?q=tram&before=nonsense").status_code == 404


def test_show_more_leads_through_everything_found_without_a_repeat(client: FlaskClient) -> None:
    with unit_of_work() as session:
        for number in range(45):
            write_piece(session, f"p-{number}", hours_ago=number, body="ferry")
    found: list[str] = []
    address: str | None = "/search?q=ferry"
    while address:
        page = client.get(address).text
        found += headlines(page)
        link = re.search(r'class="button more" href="([^"]+)"', page)
        address = link[1].replace("&amp;", "&") if link else None
    assert found == [f"p-{number}" for number in range(45)]


def test_the_page_is_one_for_everyone_and_asks_seldom(app: Flask, client: FlaskClient) -> None:
    for seed in app.extensions["demo_seeds"]:  # with a campaign, so that the bar is counted too
        if "campaign" in seed.__module__:
            seed(app.extensions["settings"], NOON, lambda _line: None)
    publish("gate", headline="Ferry")
    for address in ("/search?q=ferry", "/search?q=zebra", "/search"):
        with counted() as seen:
            answer = client.get(address)
        assert 0 < len(seen) <= 6, [statement for statement, _ in seen]
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"
        assert '<meta name="robots" content="noindex, follow">' in answer.text


@given(text=st.text(), typed=st.text(max_size=40))
def test_marking_changes_no_letter_of_a_text(text: str, typed: str) -> None:
    assert Markup(re.sub("</?mark>", "", marked(text, sought(typed)))).unescape() == (
        Markup(str(Markup.escape(text))).unescape()
    )


def test_a_passage_has_whole_words_and_most_of_those_sought() -> None:
    text = "ferry " + "word " * 100 + "the ferry met the gate at last " + "word " * 100
    passage = _passage(text, sought("gate ferry"))
    assert "ferry met the gate" in passage
    assert set(passage.split()) <= {*text.split(), "…"}
    assert len(passage) <= 210
    assert _passage("x" * 900, sought("xxx")) == "x" * 200 + " …"
