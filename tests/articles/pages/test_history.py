"""What stood on the newsroom's pages before: kept with each save, compared, put back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from portal.accounts.models import Account, SignIn
from portal.articles.pages.models import PageRevision
from portal.extensions import db, unit_of_work
from tests.accounts.people import proved, sign_in
from tests.articles.queries import counted

FIRST, SECOND = "We are *nine*.\n\nWe pay rent.", "We are *ten*.\n\nWe pay rent."


@pytest.fixture
def desk(app_on_both: Flask) -> FlaskClient:
    """A browser in which an editor is signed in, and two texts that they saved."""
    client = app_on_both.test_client()
    proved("bohdan@example.org", role="editor")
    sign_in(client, "bohdan@example.org")
    for number, words in enumerate((FIRST, SECOND)):
        sent = {"title": f"About, {number}", "markdown": words, "began_from": str(number)}
        assert client.post("/staff/pages/about", data=sent).status_code == 303
    return client


def kept() -> list[tuple[int, str, int | None]]:
    db.session.rollback()
    rows = db.session.scalars(select(PageRevision).order_by(PageRevision.number))
    return [(row.number, row.body_markdown, row.restored_from) for row in rows]


def test_each_save_is_kept_with_who_and_what_differs(desk: FlaskClient) -> None:
    page = desk.get("/staff/pages/about/revisions").text
    assert page.count("bohdan@example.org") == 2
    assert page.index("Revision 2") < page.index("Revision 1")
    page = desk.get("/staff/pages/about/revisions/2").text
    assert "We are *<del>nine</del><ins>ten</ins>*." in page
    assert "About, <del>0</del><ins>1</ins>" in page
    assert "Put this text on the page again" not in page
    page = desk.get("/staff/pages/about/revisions/1").text
    assert "There is none before it." in page
    assert "<em>nine</em>" in page
    assert "/staff/pages/about/revisions" in desk.get("/staff/pages/about").text


def test_a_text_of_before_is_put_back_as_the_newest(desk: FlaskClient, app_on_both: Flask) -> None:
    answer = desk.post("/staff/pages/about/revisions/1/restore")
    assert (answer.status_code, answer.location) == (303, "/staff/pages/about")
    assert kept() == [(1, FIRST, None), (2, SECOND, None), (3, FIRST, 1)]
    page = app_on_both.test_client().get("/about").text
    assert "<em>nine</em>" in page
    assert "About, 0" in page
    assert "as revision 1 again" in desk.get("/staff/pages/about/revisions").text
    # Whoever had begun from the second text is told.
    late = {"title": "Mine", "markdown": "Mine", "began_from": "2"}
    assert desk.post("/staff/pages/about", data=late).status_code == 409


def test_a_text_stays_when_who_wrote_it_is_gone(desk: FlaskClient) -> None:
    with unit_of_work() as session:
        session.execute(delete(SignIn))
        session.execute(delete(Account))
    assert len(kept()) == 2


def test_nothing_hostile_runs_in_a_text_of_before(desk: FlaskClient) -> None:
    words = "<script>alert(1)</script> [x](javascript:alert(1))"
    desk.post("/staff/pages/about", data={"title": "<b>", "markdown": words, "began_from": "2"})
    page = desk.get("/staff/pages/about/revisions/3").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<ins>&lt;b&gt;</ins>" in page


@pytest.mark.parametrize("path", ["about/revisions/9", "about/revisions/0", "nothing/revisions"])
def test_what_never_was_is_missing(desk: FlaskClient, path: str) -> None:
    assert desk.get(f"/staff/pages/{path}").status_code == 404


def test_only_editors_read_them_and_readers_pay_nothing_for_it(
    desk: FlaskClient, app_on_both: Flask
) -> None:
    stranger = app_on_both.test_client()
    assert stranger.get("/staff/pages/about/revisions").status_code == 303
    assert stranger.post("/staff/pages/about/revisions/1/restore").status_code in (303, 403)
    with counted() as seen:
        stranger.get("/about")
    assert not [query for query in seen if "page_revisions" in str(query)]
