"""The pages readers see: whole text, right words, right links, few queries, no cookie."""

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.articles.models import Kind, State
from portal.extensions import unit_of_work
from tests.articles.newspaper import NOON, name_newsroom, publish, write_piece
from tests.articles.queries import counted


@pytest.fixture
def newspaper(app: Flask) -> None:
    """Thirty pieces, one of them long ago, in two sections."""
    name_newsroom()
    with unit_of_work() as session:
        for number in range(30):
            write_piece(
                session, f"piece-{number}", hours_ago=number * 2, tags=("tide",),
                section="money" if number % 3 else "city", with_picture=number % 2 == 0,
                kind=Kind.BRIEF if number % 5 == 4 else Kind.ARTICLE,
            )  # fmt: skip


def headlines(page: str) -> list[str]:
    """The slugs of the cards, as they stand on the page."""
    return re.findall(r'<h[23]><a href="/news/([^"]+)"', page)


def test_the_front_page_leads_with_the_newest_and_shows_each_piece_once(
    newspaper: None, client: FlaskClient
) -> None:
    page = client.get("/").text
    shown = headlines(page)
    assert shown[0] == "piece-0"
    assert len(shown) == len(set(shown)) == 24
    assert "Sunday 22 November 2026" in page


@pytest.mark.parametrize("address", ["/", "/sections/money", "/authors/chidi-okafor"])
def test_show_more_leads_through_everything_without_a_repeat(
    newspaper: None, client: FlaskClient, address: str
) -> None:
    found: list[str] = []
    next_page: str | None = address
    while next_page:
        page = client.get(next_page).text
        found += headlines(page)
        link = re.search(r'class="button more" href="([^"]+)"', page)
        next_page = link[1].replace("&amp;", "&") if link else None
    expected = 20 if "money" in address else 30
    assert len(found) == len(set(found)) == expected


@pytest.mark.parametrize("address", ["/", "/sections/money", "/tags/tide"])
def test_a_later_page_says_where_it_is_itself(
    newspaper: None, client: FlaskClient, address: str
) -> None:
    later = re.search(r'class="button more" href="([^"]+)"', client.get(address).text)
    for asked in (address, *([later[1]] if later else [])):
        page = client.get(asked).text
        assert f'rel="canonical" href="http://127.0.0.1:8000{asked}"' in page
    assert later or address == "/sections/money"


def test_an_article_is_whole_with_everything_around_it(client: FlaskClient) -> None:
    publish("before", hours_ago=5, tags=("tide",), section="money")
    publish("other", hours_ago=6, section="money", author="alisa-moroz")
    publish(
        "gate", with_picture=True, picture_alt="A gate of oak", picture_caption="The gate.",
        picture_credit="Alisa Moroz", tags=("tide",), updated_at=NOON + timedelta(hours=1),
        corrections=[["2026-11-22T13:30:00+00:00", "It is the fourth gate."]],
    )  # fmt: skip
    page = client.get("/news/gate").text
    for words in (
        "The council met at nine.", "It adjourned at ten past nine.", "<h2>What was said</h2>",
        "Chidi Okafor", "Reads tide tables.", "About Chidi Okafor", "22 November 2026, 14:00",
        "Updated", "22 November 2026, 15:00", "1 min read", 'alt="A gate of oak"', "The gate.",
        "Alisa Moroz", 'width="1200" height="800"', "480w", "1200w", 'fetchpriority="high"',
        "It is the fourth gate.", 'rel="canonical" href="http://127.0.0.1:8000/news/gate"',
    ):  # fmt: skip
        assert words in page, words
    assert "&lt;time" not in page
    related, below = page.split('id="goes-on"')
    assert "/news/before" in related.split('id="related"')[1]
    assert headlines(below) == ["other"]


def test_an_unknown_address_is_a_helpful_page_with_the_bar_place_and_news(
    newspaper: None, client: FlaskClient
) -> None:
    for address in ("/news/nothing", "/sections/nothing", "/authors/nothing", "/?before=nonsense"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "/news/piece-0" in answer.text
        assert "/sections/money" in answer.text


@pytest.mark.parametrize("address", ["/", "/sections/city", "/authors/nobody", "/feed.xml"])
def test_an_empty_newspaper_still_stands(client: FlaskClient, address: str) -> None:
    expected = 404 if address in ("/sections/city", "/authors/nobody") else 200
    assert client.get(address).status_code == expected


def test_a_section_of_one_piece_does_not_say_that_there_is_none(client: FlaskClient) -> None:
    publish("gate", with_picture=True)
    page = client.get("/sections/city").text
    assert "/news/gate" in page
    assert "Nothing has been published" not in page
    publish("wall", state=State.DRAFT, section="money")
    assert "Nothing has been published" in client.get("/sections/money").text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?before=1795348800000000-9",
        "/sections/money",
        "/authors/chidi-okafor",
        "/news/piece-3",
    ],
)
def test_a_page_asks_the_database_at_most_seven_times(
    app: Flask, newspaper: None, client: FlaskClient, address: str
) -> None:
    for seed in app.extensions["demo_seeds"]:  # with a campaign, so that the bar is counted too
        if "campaign" in seed.__module__:
            seed(app.extensions["settings"], NOON, lambda _line: None)
    client.get(address)
    with counted() as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    assert "data-bar" in answer.text
    assert 0 < len(seen) <= 7, [statement for statement, _ in seen]


@pytest.mark.parametrize("address", ["/", "/news/piece-3", "/feed.xml", "/sitemap.xml"])
def test_public_pages_are_shared_and_set_no_cookie(
    newspaper: None, client: FlaskClient, address: str
) -> None:
    answer = client.get(address)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=")


def test_structured_data_cannot_end_its_own_block(client: FlaskClient) -> None:
    name_newsroom("</script><script>alert(1)</script>")
    publish("gate", headline="</script><script>alert(1)</script>", with_picture=True)
    page = client.get("/news/gate").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert "<" not in block[1]
    described = json.loads(block[1])
    assert described["@type"] == "NewsArticle"
    assert described["headline"] == "</script><script>alert(1)</script>"
    assert described["isAccessibleForFree"] is True
    assert described["image"] == [
        "http://127.0.0.1:8000/media/0123456789abcdef-1200x800.webp",
        "http://127.0.0.1:8000/media/0123456789abcdef-480x320.webp",
    ]
    assert "<script>alert(1)" not in page


def test_addresses_come_from_the_settings_and_never_from_the_asking_host(
    newspaper: None, client: FlaskClient
) -> None:
    for address in ("/", "/news/piece-3", "/feed.xml", "/sitemap.xml", "/robots.txt"):
        assert "evil.example" not in client.get(address, headers={"Host": "evil.example"}).text


def test_under_a_sub_path_every_own_address_stays_below_it(client: FlaskClient) -> None:
    publish("gate", body="See [the wall](/news/wall).", with_picture=True)
    for address in ("/", "/news/gate", "/sections/city"):
        page = client.get(address, environ_overrides={"SCRIPT_NAME": "/paper"}).text
        own = re.findall(r'(?:href|src)="(/[^"]*)"', page)
        assert own
        assert [a for a in own if not a.startswith("/paper/")] == []
