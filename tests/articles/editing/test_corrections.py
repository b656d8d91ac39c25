"""Corrections after they were made: other words, taken back, and what stays to be read of it."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.articles.editing.correcting import reword, take_back, traces
from portal.articles.editing.models import Act
from portal.articles.editing.taking_effect import fields_of
from portal.errors import Refused
from portal.extensions import db, unit_of_work
from tests.accounts.people import sign_in
from tests.articles.editing.desk import acts, editor, keep, published, row, set_up

NOTES = ["The vote was on the 14th, not on the 15th.", "The wall has <two> gates."]


@pytest.fixture
def corrected(app_on_both: Flask) -> int:
    """A live article with two corrections."""
    number = published(fields := set_up())
    for place, note in enumerate(NOTES):
        keep(fields, Act.CORRECTED, number, place + 1, note=note)
    return number


def notes(article_id: int) -> list[str]:
    return [text for _, text in row(article_id).corrections]


def below(client: FlaskClient) -> str:
    """What readers find below the text."""
    page = client.get("/news/the-wall-is-approved").text
    section = page.partition('id="corrections"')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())


def test_other_words_keep_the_moment_and_leave_a_trace(app_on_both: Flask, corrected: int) -> None:
    desk = app_on_both.test_client()
    me = editor()
    sign_in(desk, "bohdan@example.org")
    moments = [at for at, _ in row(corrected).corrections]
    page = desk.get(f"/staff/articles/{corrected}/corrections").text
    assert NOTES[0] in page
    assert "The wall has &lt;two&gt; gates." in page
    sent = {"place": "1", "was": NOTES[1], "words": "It has <three>\r\ngates."}
    answer = desk.post(f"/staff/articles/{corrected}/corrections", data=sent)
    assert (answer.status_code, answer.location) == (
        303,
        f"/staff/articles/{corrected}/corrections",
    )
    assert notes(corrected) == [NOTES[0], "It has <three>\ngates."]
    assert [at for at, _ in row(corrected).corrections] == moments
    assert "It has <three> gates." in below(app_on_both.test_client())
    (trace,) = traces(db.session(), corrected)
    assert (trace.by, trace.was, trace.now) == (me.email, NOTES[1], "It has <three>\ngates.")
    assert "<del>The wall</del><ins>It</ins> has" in desk.get(answer.location).text


def test_one_taken_back_is_gone_for_readers_and_not_for_editors(
    app_on_both: Flask, corrected: int
) -> None:
    desk = app_on_both.test_client()
    editor()
    sign_in(desk, "bohdan@example.org")
    url = f"/staff/articles/{corrected}/corrections"
    desk.post(url, data={"place": "0", "was": NOTES[0], "words": "x", "take_back": "1"})
    assert notes(corrected) == [NOTES[1]]
    assert "14th" not in below(app_on_both.test_client())
    assert f"<del>{NOTES[0]}</del>" in desk.get(url).text
    desk.post(url, data={"place": "0", "was": NOTES[1], "words": "", "take_back": "1"})
    assert notes(corrected) == []
    assert below(app_on_both.test_client()) == ""
    assert "Corrected" not in app_on_both.test_client().get("/news/the-wall-is-approved").text
    assert [trace.now for trace in traces(db.session(), corrected)] == ["", ""]


def test_a_newer_text_still_waits_behind_it(app_on_both: Flask, corrected: int) -> None:
    newer = replace(fields_of(db.session(), row(corrected)), headline="The wall is not approved")
    keep(newer, Act.SAVED, corrected, 3)
    with unit_of_work() as session:
        reword(session, corrected, 0, NOTES[0], "On the 16th.", by=None)
    desk = app_on_both.test_client()
    editor()
    sign_in(desk, "bohdan@example.org")
    assert "newer text waits" in desk.get(f"/staff/articles/{corrected}").text
    assert acts(corrected) == ["published", "corrected", "corrected", "saved"]


@pytest.mark.parametrize(
    ("place", "was", "words", "said"),
    [
        (0, NOTES[1], "Mine", "Somebody else"),
        (2, NOTES[1], "Mine", "Somebody else"),
        (0, NOTES[0], "", "Say what was wrong"),
        (0, NOTES[0], "a" * 501, "At most 500"),
    ],
)
def test_what_does_not_fit_changes_nothing_and_loses_no_words(
    app: Flask, place: int, was: str, words: str, said: str
) -> None:
    number = published(fields := set_up())
    for number_before, note in enumerate(NOTES):
        keep(fields, Act.CORRECTED, number, number_before + 1, note=note)
    desk = app.test_client()
    editor()
    sign_in(desk, "bohdan@example.org")
    sent = {"place": str(place), "was": was, "words": words}
    answer = desk.post(f"/staff/articles/{number}/corrections", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert f">{words}</textarea>" in answer.text
    assert notes(number) == NOTES
    assert traces(db.session(), number) == []


def test_of_two_who_take_the_same_back_the_second_is_told(app: Flask) -> None:
    number = published(fields := set_up())
    for place, note in enumerate(("Same.", "Same.")):
        keep(fields, Act.CORRECTED, number, place + 1, note=note)
    with unit_of_work() as session:
        take_back(session, number, 1, "Same.", by=None)
    with pytest.raises(Refused, match="Somebody else"), unit_of_work() as session:
        take_back(session, number, 1, "Same.", by=None)
    assert notes(number) == ["Same."]


def test_a_lost_form_token_or_sign_in_loses_no_words(app: Flask) -> None:
    number = published(fields := set_up())
    keep(fields, Act.CORRECTED, number, 1, note=NOTES[0])
    url = f"/staff/articles/{number}/corrections"
    sent = {"place": "0", "was": NOTES[0], "words": "On the 16th.", "csrf_token": "stale"}
    answer = app.test_client().post(url, data=sent)
    assert answer.status_code == 403
    assert "\nOn the 16th.</textarea>" in answer.text
    desk = app.test_client()
    editor()
    sign_in(desk, "bohdan@example.org")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = desk.post(url, data=sent)
    assert answer.status_code == 422
    assert "lay open for too long" in answer.text
    assert ">On the 16th.</textarea>" in answer.text
    assert notes(number) == [NOTES[0]]
    fresh = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text)
    assert fresh
    assert desk.post(url, data={**sent, "csrf_token": fresh[1]}).status_code == 303
    assert notes(number) == ["On the 16th."]
