"""Whoever writes in a form that is refused finds every word of theirs again."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.articles.pages import shelf
from portal.extensions import db
from tests.accounts.people import proved, sign_in
from tests.articles.newspaper import name_newsroom, publish

FORMS = {
    "/staff/pages/about": {"title": "About", "markdown": "An hour's good work", "began_from": "0"},
    "/staff/articles/authors/new": {"name": "Emre Lindqvist", "bio": "An hour's good work"},
    "/staff/prompts/new": {
        "name": "Winter", "sections": ["city", "sport"], "wording0-heading": "Please",
        "wording0-text": "An hour's good work",
    },
}  # fmt: skip
KEPT = "An hour&#39;s good work"


@pytest.fixture(autouse=True)
def newsroom(app: Flask) -> None:
    name_newsroom("Salt & Tide")
    publish("gate")
    proved("bohdan@example.org", role="editor")


@pytest.mark.parametrize("path", FORMS)
def test_a_sign_in_that_ended_loses_no_word(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data=FORMS[path])
    assert answer.status_code == 403
    assert KEPT in answer.text
    for name, typed in FORMS[path].items():
        for value in typed if isinstance(typed, list) else [typed]:
            assert f'name="{name}" value="{value}"' in answer.text or value == "An hour's good work"
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(path, data=FORMS[path], headers=foreign).status_code == 303


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_lay_open_too_long_loses_no_word(
    app: Flask, client: FlaskClient, path: str
) -> None:
    sign_in(client, "bohdan@example.org")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(path, data={**FORMS[path], "csrf_token": "stale"})
    assert answer.status_code == 422
    assert "lay open for too long" in answer.text
    assert KEPT in answer.text


def test_the_second_editor_of_a_page_sees_what_differs(client: FlaskClient) -> None:
    sign_in(client, "bohdan@example.org")
    address = "/staff/pages/about"
    theirs = {"title": "About", "markdown": "We are ten.\r\n\r\nRing once.", "began_from": "0"}
    assert client.post(address, data=theirs).status_code == 303
    assert "\r" not in shelf.find(db.session(), "about", "").markdown
    answer = client.post(address, data={**theirs, "markdown": "We are ten.\r\n\r\nRing twice."})
    assert answer.status_code == 409
    assert "<del>once</del><ins>twice</ins>" in answer.text
    assert re.search(r"<textarea[^>]*>\s*We are ten.\s+Ring twice.</textarea>", answer.text)


def test_a_page_of_many_letters_is_named_too_long_and_comes_back(client: FlaskClient) -> None:
    sign_in(client, "bohdan@example.org")
    long = "Ріка піднялася. " * 11_000
    sent = {"title": "About", "markdown": long, "began_from": "0"}
    answer = client.post("/staff/pages/about", data=sent)
    assert answer.status_code == 422
    assert "At most 60000 characters" in answer.text
    assert long.strip() in answer.text


@pytest.mark.parametrize("name", ["section_id", "author_id", "picture_id"])
@pytest.mark.parametrize("number", ["99999999999999999999", "2147483648", "-1"])
def test_a_number_that_no_column_holds_loses_no_word(
    client: FlaskClient, name: str, number: str
) -> None:
    sign_in(client, "bohdan@example.org")
    sent = {"headline": "Rain", "body_markdown": "An hour's good work", name: number}
    answer = client.post("/staff/articles/new", data=sent)
    assert answer.status_code == 422
    assert KEPT in answer.text
    assert client.post("/staff/articles/preview", data=sent).status_code == 200
    author = {"name": "Emre", "bio": "An hour's good work", name: number}
    answer = client.post("/staff/articles/authors/new", data=author)
    assert answer.status_code == (422 if name == "picture_id" else 303)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_too_far_away_is_refused(client: FlaskClient, day: str) -> None:
    sign_in(client, "bohdan@example.org")
    sent = {"kind": "article", "section_id": "1", "author_id": "1", "headline": "Rain"}
    sent |= {"body_markdown": "An hour's good work", "do": "schedule", "due_on": day}
    answer = client.post("/staff/articles/new", data={**sent, "due_at": "10:00"})
    assert answer.status_code == 422
    assert "of the years 1970 to 2199" in answer.text
    assert client.get(f"/staff/prompts/why?on={day}&at=10:00&mark=0").status_code == 422
