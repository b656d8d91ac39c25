"""Other articles within a text and beside it: blocks when they are there, else plain links."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.articles import library
from portal.articles.beside import beside
from portal.articles.body import render
from portal.articles.editing import old_addresses
from portal.articles.models import State
from portal.articles.read_also import slugs_in
from portal.extensions import db, unit_of_work
from tests.articles.newspaper import publish
from tests.articles.queries import counted


@pytest.mark.parametrize(
    "markdown",
    [
        "[The wall](/news/wall)",
        "**[The wall](/news/wall)**",
        "*Read also: [The wall](/news/wall).*",
        "See also [The *old* wall](/news/wall)",
        'Before.\n\n[The wall](/news/wall "a title")\n\nAfter.',
    ],
)
def test_a_link_that_stands_alone_is_a_block(markdown: str) -> None:
    assert slugs_in(render(markdown).html) == {"wall"}


@pytest.mark.parametrize(
    "markdown",
    [
        "They met at [the wall](/news/wall).",
        "[The wall](/news/wall) and [the gate](/news/gate)",
        "[Elsewhere](https://example.org/news/wall)",
        "[A section](/sections/city)",
        "[The wall](/news/wall#note)",
        "- [The wall](/news/wall)",
        "> [The wall](/news/wall)\n> said so",
    ],
)
def test_a_link_among_words_stays_a_link(markdown: str) -> None:
    assert slugs_in(render(markdown).html) == set()


def test_the_block_says_what_the_other_article_is_called_now(client: FlaskClient) -> None:
    publish("wall", headline="A wall & a <gate>", hours_ago=30)
    publish("draft", state=State.DRAFT, headline="Not yet")
    publish("gate", body="One.\n\n[old words](/news/wall)\n\nTwo.\n\n[soon](/news/draft)")
    for root in ("", "/paper"):
        page = client.get("/news/gate", environ_overrides={"SCRIPT_NAME": root}).text
        prose = page.partition('<div class="prose">')[2].partition("</section>")[0]
        block = prose.partition('class="read-also"')[2].partition("</aside>")[0]
        assert f'<a href="{root}/news/wall">A wall &amp; a &lt;gate&gt;</a>' in block
        assert "old words" not in prose
        assert f'<p><a href="{root}/news/draft">soon</a></p>' in prose
        assert "Not yet" not in page


def test_a_link_to_an_address_of_before_is_a_block_too(app_on_both: Flask) -> None:
    wall = publish("wall", headline="The wall", hours_ago=30)
    draft = publish("draft", state=State.DRAFT)
    publish("gate", body="One.\n\n[old words](/news/first)\n\n[soon](/news/early)")
    publish("both", body="[the gate](/news/gate)\n\n[the wall](/news/first)")
    with unit_of_work() as session:
        old_addresses.leave(session, "first", wall)
        old_addresses.leave(session, "early", draft)
        old_addresses.leave(session, "gate", wall)  # another piece has it by now
    page = app_on_both.test_client().get("/news/gate").text
    prose = page.partition('<div class="prose">')[2].partition("</section>")[0]
    assert prose.count('class="read-also"') == 1
    assert '<a href="/news/wall">The wall</a>' in prose
    assert '<p><a href="/news/early">soon</a></p>' in prose
    session = db.session()
    around = beside(session, library.article(session, "both"), {"gate", "first"})
    assert {slug: one.slug for slug, one in around.linked.items()} == {
        "gate": "gate", "first": "wall",
    }  # fmt: skip


def test_what_stands_beside_an_article_costs_one_query(app_on_both: Flask) -> None:
    publish("gate", tags=("tide",))
    publish("near", hours_ago=1, tags=("tide",), section="money")
    for number in range(5):
        publish(f"own-{number}", hours_ago=10 + number, section=f"section-{number}")
    publish("hidden", hours_ago=2, tags=("tide",), state=State.DRAFT)
    publish("linked", hours_ago=90, section="far", author="alisa-moroz")
    session = db.session()
    piece = library.article(session, "gate")
    with counted() as seen:
        found = beside(session, piece, {"linked", "hidden", "nothing"})
    assert len(seen) == 1
    assert [p.slug for p in found.related] == ["near"]
    assert [p.slug for p in found.by_author] == ["own-0", "own-1", "own-2"]
    assert list(found.linked) == ["linked"]


def test_a_subject_has_a_page_of_its_own(client: FlaskClient) -> None:
    publish("gate", tags=("flood wall",))
    publish("swans", tags=("swans",), hours_ago=1)
    publish("hidden", tags=("secret",), state=State.DRAFT)
    page = client.get("/tags/flood wall").text
    assert "/news/gate" in page
    assert "/news/swans" not in page.partition('class="feed"')[2].partition("feed-aside")[0]
    assert client.get("/tags/secret").status_code == 404
    assert client.get("/tags/nothing").status_code == 404


def test_an_article_that_is_taken_back_is_not_found_and_not_kept(client: FlaskClient) -> None:
    publish("soon", state=State.DRAFT)
    answer = client.get("/news/soon")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_letters_and_links_pass_an_article_on(client: FlaskClient) -> None:
    publish("gate", headline="Gate 4: 50% & more?")
    page = client.get("/news/gate").text
    assert "mailto:?subject=Gate%204%3A%2050%25%20%26%20more%3F&amp;body=" in page
    assert "http%3A%2F%2F127.0.0.1%3A8000%2Fnews%2Fgate" in page
    assert 'hidden data-copy="http://127.0.0.1:8000/news/gate"' in page
