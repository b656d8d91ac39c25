"""The pages a newsroom owes its readers: always there, written by editors, never lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.articles.pages import saving, seed, shelf
from portal.articles.pages.models import PageRow
from portal.articles.pages.owed import Owed
from portal.audit import log
from portal.extensions import db, unit_of_work
from portal.web import versions
from tests.articles.newspaper import NOON, name_newsroom, publish
from tests.articles.queries import counted


def save(began_from: int, text: str, slug: str = "about") -> int:
    with unit_of_work() as unit:
        return saving.save(
            unit, slug, title="About", markdown=text, began_from=began_from, by=None, now=NOON
        )


@pytest.mark.parametrize("slug", Owed)
def test_before_anyone_wrote_it_the_page_stands_and_names_what_is_missing(
    client: FlaskClient, slug: Owed
) -> None:
    name_newsroom("Salt & Tide")
    answer = client.get(f"/{slug}")
    assert answer.status_code == 200
    assert "To be written by the newsroom" in answer.text
    assert "{newsroom}" not in answer.text
    assert "In this form since" not in answer.text


def test_every_page_is_one_link_away_from_everywhere(client: FlaskClient) -> None:
    publish("gate")
    for address in ("/", "/news/gate", "/support", "/news/nothing", "/about"):
        foot = client.get(address).text.partition("<footer")[2]
        assert [slug for slug in Owed if f'href="/{slug}"' not in foot] == []


@pytest.mark.parametrize("folder", [shelf.DEFAULTS, seed.TEXTS])
def test_the_texts_lead_only_to_what_there_is(client: FlaskClient, folder: object) -> None:
    for slug in Owed:
        title, text = shelf.read_file(folder / f"{slug}.md")  # type: ignore[operator]
        assert title
        for address in re.findall(r"\]\((/[^)]*)\)", text):
            if address != "/campaigns/current":  # there once a campaign is
                assert client.get(address).status_code in (200, 303), (slug, address)
        assert not re.findall(r"[\"'—]", text), slug


def test_what_an_editor_saves_is_what_readers_see(app_on_both: Flask) -> None:
    before = versions.current(db.session(), "newsroom")
    assert save(0, "We are *nine*.\n\n<script>alert(1)</script>") == 1
    client = app_on_both.test_client()
    page = client.get("/about").text
    assert "We are <em>nine</em>." in page
    assert "alert(1)" not in page
    assert "In this form since" in page
    assert "22 November 2026" in page
    assert versions.current(db.session(), "newsroom") == before + 1
    (entry,) = log.latest(db.session(), subject="page:about")
    assert (entry.action, entry.before, entry.after["version"]) == ("page.saved", {"version": 0}, 1)


def test_the_later_of_two_editors_changes_nothing(app_on_both: Flask) -> None:
    save(0, "First.")
    save(1, "Second.")
    for began_from in (0, 1, 7):
        with pytest.raises(saving.Overtaken):
            save(began_from, "Late.")
    row = db.session.scalars(select(PageRow)).one()
    assert (row.body_markdown, row.version) == ("Second.", 2)
    assert len(log.latest(db.session(), subject="page:about")) == 2


def test_the_demo_gets_its_pages_once_and_keeps_what_was_written(app: Flask) -> None:
    settings = app.extensions["settings"]
    seed.seed_demo(settings, NOON, print)
    assert set(db.session.scalars(select(PageRow.slug))) == set(Owed)
    save(1, "Ours now.")
    seed.seed_demo(settings, NOON, print)
    assert shelf.find(db.session(), "about", "").markdown == "Ours now."
    assert not any(page.is_default for page in shelf.every(db.session(), ""))


def test_a_page_costs_few_queries(app: Flask, client: FlaskClient) -> None:
    seed.seed_demo(app.extensions["settings"], clock.now(), print)
    client.get("/privacy")
    with counted() as seen:
        assert client.get("/privacy").status_code == 200
    assert len(seen) <= 4, seen


@pytest.mark.parametrize("address", ["/abouts", "/about/", "/staff/pages/nothing"])
def test_no_other_address_is_a_page(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code in (303, 404)
