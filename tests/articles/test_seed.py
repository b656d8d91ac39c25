"""The demo's newspaper is set once, of today, with its pictures on disk."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from portal.articles import library
from portal.articles.models import Article
from portal.articles.seed import seed_demo
from portal.extensions import db
from tests.articles.newspaper import NOON


def test_the_demo_newspaper_is_set_once(app_on_both: Flask) -> None:
    settings = app_on_both.extensions["settings"]
    said: list[str] = []
    seed_demo(settings, NOON, said.append)
    count = db.session.scalar(select(func.count()).select_from(Article))
    assert count
    assert count >= 20
    seed_demo(settings, NOON + timedelta(days=1), said.append)
    assert db.session.scalar(select(func.count()).select_from(Article)) == count
    assert len(said) == 1
    newest = library.feed(db.session(), limit=1).pieces[0]
    assert NOON - timedelta(days=1) < newest.published_at < NOON


def test_every_page_of_the_demo_newspaper_stands(app: Flask) -> None:
    settings = app.extensions["settings"]
    seed_demo(settings, NOON, lambda _line: None)
    client = app.test_client()
    slugs = db.session.scalars(select(Article.slug)).all()
    for slug in slugs:
        answer = client.get(f"/news/{slug}")
        assert answer.status_code == 200
        for name in set(re.findall(r'/media/([^" ]+)', answer.text)):
            assert (settings.instance / "media" / name).is_file(), (slug, name)
