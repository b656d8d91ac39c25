"""Links to a newsroom's old site lead to its pages of today."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.articles.editing import old_addresses
from portal.articles.models import State
from portal.extensions import unit_of_work
from tests.articles.newspaper import publish
from tests.articles.queries import counted


@pytest.mark.parametrize(
    "address",
    ["/the-wall/", "/the-wall", "/2024/03/01/the-wall.html", "/posts/the-wall/index.html",
     "/the-wall/amp/", "/blog/the-wall.php", "/older-wall/", "/2019/older-wall/?utm_source=x"],
)  # fmt: skip
def test_an_articles_old_address_leads_to_it(app: Flask, address: str) -> None:
    article_id = publish("the-wall")
    with unit_of_work() as session:
        old_addresses.leave(session, "older-wall", article_id)
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.location) == (301, "/news/the-wall")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("address", "today"),
    [("/tag/council/", "/tags/council"), ("/author/chidi-okafor/", "/authors/chidi-okafor"),
     ("/category/city/", "/sections/city"), ("/rss/", "/feed.xml"), ("/index.xml", "/feed.xml"),
     ("/feed/", "/feed.xml")],
)  # fmt: skip
def test_lists_and_feeds_are_found_again(app: Flask, address: str, today: str) -> None:
    publish("the-wall", tags=("council",))
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.location) == (301, today)


@pytest.mark.parametrize(
    "address",
    ["/nothing/", "/hidden/", "/tag/nothing/", "/staff/the-wall", "/The-Wall/", "/the wall/",
     "/a/b/c/d/e/f/the-wall", "/news/x/the-wall", "/the-wall/.env", "/%D0%BC/"],
)  # fmt: skip
def test_nothing_else_is_led_anywhere(app: Flask, address: str) -> None:
    publish("the-wall")
    publish("hidden", state=State.DRAFT, published_at=None)
    answer = app.test_client().get(address)
    assert answer.status_code == 404 and b"</html>" in answer.data


def test_only_reading_is_led_on(client: FlaskClient) -> None:
    publish("the-wall")
    assert client.post("/the-wall/").status_code == 404
    assert client.head("/the-wall/").status_code == 301


def test_what_can_be_no_article_costs_no_query(app: Flask) -> None:
    client = app.test_client()
    client.get("/.env")
    with counted() as usual:
        client.get("/.env")
    with counted() as asked:
        client.get("/wp-login.php")
    assert len(asked) <= len(usual) + 2
