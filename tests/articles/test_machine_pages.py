"""Feeds, sitemap, robots and picture files say what their standards ask for."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.articles.newspaper import NOON, name_newsroom, publish

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PICTURE = "0123456789abcdef-480x320.webp"


def test_the_feed_carries_whole_texts_with_complete_addresses(client: FlaskClient) -> None:
    name_newsroom("Salt & Tide")
    publish("old", hours_ago=3)
    publish(
        "gate",
        headline="Gate <Four> & others",
        body=f"See [the wall](/news/wall).\n\n![x](/media/{PICTURE})",
        updated_at=NOON + timedelta(hours=1),
    )
    answer = client.get("/feed.xml")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.data)
    assert feed.findtext(f"{ATOM}title") == "Salt & Tide"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-22T13:00:00+00:00"
    newest, old = feed.findall(f"{ATOM}entry")
    assert newest.findtext(f"{ATOM}title") == "Gate <Four> & others"
    assert newest.findtext(f"{ATOM}id") == "http://127.0.0.1:8000/news/gate"
    content = newest.findtext(f"{ATOM}content") or ""
    assert 'href="http://127.0.0.1:8000/news/wall"' in content
    assert f'src="http://127.0.0.1:8000/media/{PICTURE}"' in content
    assert "It adjourned at ten past nine." in (old.findtext(f"{ATOM}content") or "")


def test_the_feed_stays_xml_whatever_was_pasted_into_a_text(client: FlaskClient) -> None:
    pasted = "Gate\x0b four\x00\x1b\ufffe holds \U0001f980"
    publish("gate", headline=pasted, standfirst=pasted, body=pasted)
    (entry,) = ET.fromstring(client.get("/feed.xml").data).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Gate four holds \U0001f980"


def test_the_sitemap_names_every_public_page(client: FlaskClient) -> None:
    publish("gate", updated_at=NOON + timedelta(hours=1))
    publish("wall", hours_ago=2)
    places = {
        place.findtext(f"{SITEMAP}loc"): place.findtext(f"{SITEMAP}lastmod")
        for place in ET.fromstring(client.get("/sitemap.xml").data)
    }
    base = "http://127.0.0.1:8000"
    assert places == {
        f"{base}/": None,
        f"{base}/sections/city": None,
        f"{base}/authors/chidi-okafor": None,
        f"{base}/news/gate": "2026-11-22T13:00:00+00:00",
        f"{base}/news/wall": "2026-11-22T10:00:00+00:00",
    }


def test_robots_may_read_the_news_and_not_the_accounts(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /account\n" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    assert "Disallow: /\n" not in text
    assert "Disallow: /news" not in text


def test_pictures_are_kept_for_a_year(app: Flask, client: FlaskClient) -> None:
    media = app.extensions["settings"].instance / "media"
    media.mkdir()
    (media / PICTURE).write_bytes(b"RIFF")
    answer = client.get(f"/media/{PICTURE}")
    assert answer.content_type == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.data == b"RIFF"
    answer.close()


@pytest.mark.parametrize(
    "name",
    [f"f{PICTURE}", "..%2Fsecret_key", "secret_key", ".webp", "0123456789abcdef-480x321.webp"],
)
def test_nothing_but_pictures_is_handed_out(app: Flask, client: FlaskClient, name: str) -> None:
    instance = app.extensions["settings"].instance
    (instance / "media").mkdir()
    (instance / "secret_key").write_text("quiet")
    (instance / "media" / "secret_key").write_text("quiet")
    answer = client.get(f"/media/{name}")
    assert answer.status_code == 404
    assert "quiet" not in answer.text
