"""Feeds, sitemap, robots and picture files say what their standards ask for."""

import json
import re
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.articles import sitemap
from portal.articles.models import State
from portal.articles.pages.owed import Owed
from tests.articles.newspaper import NOON, name_newsroom, publish

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MEDIA = "http://127.0.0.1:8000/media/0123456789abcdef-1200x800.webp"
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
    publish("gate", updated_at=NOON + timedelta(hours=1), tags=("tide",))
    publish("wall", hours_ago=2)
    publish("hidden", state=State.DRAFT, tags=("secret",))
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
        f"{base}/tags/tide": None,
        **{f"{base}/{slug}": None for slug in Owed},
    }


def test_a_large_newsroom_has_a_sitemap_of_many_files(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "CHUNK", 4)
    monkeypatch.setattr(sitemap, "FEW", 1)
    for number in range(9):
        state = State.DRAFT if number == 5 else State.PUBLISHED
        publish(f"piece-{number}", hours_ago=number, state=state)
    files = [
        place.text or ""
        for place in ET.fromstring(client.get("/sitemap.xml").data).iter(f"{SITEMAP}loc")
    ]
    base = "http://127.0.0.1:8000"
    assert files == [f"{base}/sitemap-{number}.xml" for number in range(4)]
    named: list[str] = []
    for file in files[1:]:
        places = ET.fromstring(client.get(file.removeprefix(base)).data)
        assert len(places) <= 4
        named += [place.text or "" for place in places.iter(f"{SITEMAP}loc")]
    assert sorted(named) == sorted(f"{base}/news/piece-{n}" for n in range(9) if n != 5)
    assert f"{base}/about" in client.get("/sitemap-0.xml").text
    assert client.get("/sitemap-4.xml").status_code == 404


def test_the_news_sitemap_holds_two_days_and_no_more(client: FlaskClient) -> None:
    name_newsroom("Salt & Tide")
    now = clock.now()
    publish("old", published_at=now - timedelta(hours=48, seconds=1))
    publish("hidden", published_at=now, state=State.DRAFT)
    publish("edge", published_at=now - timedelta(hours=47, minutes=59))
    publish("gate", published_at=now, headline="Gate <Four>\x0b & others")
    answer = client.get("/news-sitemap.xml")
    assert answer.content_type == "application/xml; charset=utf-8"
    first, second = ET.fromstring(answer.data)
    assert first.findtext(f"{SITEMAP}loc") == "http://127.0.0.1:8000/news/gate"
    assert second.findtext(f"{SITEMAP}loc") == "http://127.0.0.1:8000/news/edge"
    news = first.find(f"{NEWS}news")
    assert news is not None
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "Salt & Tide"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "en"
    assert news.findtext(f"{NEWS}title") == "Gate <Four> & others"
    assert datetime.fromisoformat(news.findtext(f"{NEWS}publication_date") or "") == now


def test_the_feed_brings_the_picture_and_what_was_corrected(client: FlaskClient) -> None:
    publish(
        "gate", with_picture=True, picture_alt="A gate", tags=("tide",),
        corrections=[["2026-11-22T13:30:00+00:00", "It is the fourth gate."]],
    )  # fmt: skip
    (entry,) = ET.fromstring(client.get("/feed.xml").data).findall(f"{ATOM}entry")
    content = entry.findtext(f"{ATOM}content") or ""
    assert f'<img src="{MEDIA}" alt="A gate">' in content
    assert "It is the fourth gate." in content
    assert [c.get("term") for c in entry.findall(f"{ATOM}category")] == ["city", "tide"]


def test_an_article_tells_machines_all_that_is_asked_for(client: FlaskClient) -> None:
    name_newsroom("Salt & Tide")
    publish(
        "gate", with_picture=True, tags=("tide",), headline="word " * 40,
        updated_at=NOON + timedelta(hours=1),
    )  # fmt: skip
    page = client.get("/news/gate").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    told = json.loads(block[1])
    assert told["@type"] == "NewsArticle"
    assert told["mainEntityOfPage"]["@id"] == told["url"] == "http://127.0.0.1:8000/news/gate"
    assert len(told["headline"]) <= 110
    assert told["image"][0] == MEDIA
    for moment in ("datePublished", "dateModified"):
        assert datetime.fromisoformat(told[moment]).tzinfo is not None
    assert told["datePublished"] < told["dateModified"]
    (author,) = told["author"]
    assert (author["@type"], author["name"]) == ("Person", "Chidi Okafor")
    assert author["url"] == "http://127.0.0.1:8000/authors/chidi-okafor"
    assert told["publisher"]["name"] == "Salt & Tide"
    assert told["publisher"]["logo"]["url"].startswith("http://127.0.0.1:8000/static/")
    assert told["keywords"] == ["tide"]
    assert told["isAccessibleForFree"] is True
    for address in (told["publisher"]["logo"]["url"], author["url"]):
        with client.get(address.removeprefix("http://127.0.0.1:8000")) as answer:
            assert answer.status_code == 200
    for name in ("og:type", "og:title", "og:url", "og:image", "og:description", "og:site_name"):
        assert f'property="{name}"' in page


def test_robots_may_read_the_news_and_not_the_accounts(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /account\n" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    assert "Sitemap: http://127.0.0.1:8000/news-sitemap.xml" in text
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
