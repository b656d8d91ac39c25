"""The pages of the writing desk: writing, refusals that keep what was typed, lists, links."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.articles.editing.fields import Fields
from portal.articles.editing.jobs import publish_due
from portal.articles.editing.models import Act
from portal.articles.models import Article, Author, Section, State
from portal.extensions import db
from tests.accounts.people import proved, sign_in
from tests.articles.editing.desk import NOW as THEN
from tests.articles.editing.desk import acts, editor, keep, published, row, set_up


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    """A browser in which an editor is signed in."""
    editor()
    sign_in(client, "bohdan@example.org")
    return client


def typed(fields: Fields, **more: str) -> dict[str, str]:
    """What the form sends."""
    sent = {name: "" if value is None else str(value) for name, value in fields.to_json().items()}
    return {**sent, "tags": ", ".join(fields.tags), "do": "save", **more}


def text(page: str) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_new_article_is_written_saved_and_published(desk: FlaskClient) -> None:
    fields = set_up()
    answer = desk.post("/staff/articles/new", data=typed(fields))
    assert answer.status_code == 303
    assert answer.location == "/staff/articles/1"
    page = desk.get(answer.location).text
    assert "Saved." in page
    assert 'value="The wall is approved"' in page
    answer = desk.post("/staff/articles/1", data=typed(fields, began_from="1", do="publish"))
    assert answer.status_code == 303
    assert "met at nine" in desk.get("/news/the-wall-is-approved").text
    assert acts(1) == ["saved", "published"]


def test_without_sections_the_page_says_what_is_missing(desk: FlaskClient) -> None:
    assert '<p class="quiet">Nothing is written yet.</p>' in desk.get("/staff/articles/new").text
    assert "needs a section and an author" in desk.get("/staff/articles").text
    assert "no section or no author" in desk.get("/staff/articles/new").text
    assert desk.post("/staff/articles/new", data={"headline": "Early"}).status_code == 422


def test_a_new_article_begins_where_one_wrote_last(desk: FlaskClient) -> None:
    fields = set_up()
    number = published(fields)
    desk.post("/staff/articles/authors/new", data={"name": "Emre Lindqvist"})
    desk.post("/staff/articles/sections", data={"name": "Harbour", "position": "9"})
    who = db.session.query(Author).where(Author.name == "Emre Lindqvist").one().id
    harbour = db.session.query(Section).where(Section.name == "Harbour").one().id
    page = desk.get("/staff/articles/new").text
    assert f'<option selected value="{fields.author_id}"' in page
    typed = {"headline": "Rain", "section_id": str(harbour), "author_id": str(who)}
    desk.post("/staff/articles/new", data={"kind": "article", **typed, "do": "save"})
    page = desk.get("/staff/articles/new").text
    assert f'<option selected value="{who}"' in page
    assert f'<option selected value="{harbour}"' in page
    assert desk.get(f"/staff/articles/{number}").status_code == 200


@pytest.mark.parametrize("role", ["reader", "staff", "finance"])
def test_only_editors_and_admins_come_in(client: FlaskClient, role: str) -> None:
    number = keep(set_up())
    proved(role=role)
    sign_in(client)
    for path in ("", "/new", f"/{number}", f"/{number}/revisions", "/sections", "/tags"):
        assert client.get(f"/staff/articles{path}").status_code == 403


def test_a_wrong_field_is_named_and_what_was_typed_comes_back(desk: FlaskClient) -> None:
    fields = replace(set_up(), headline="", body_markdown="An hour's <work>")
    answer = desk.post("/staff/articles/new", data=typed(fields))
    assert answer.status_code == 422
    assert "Give it a headline" in answer.text
    assert "An hour&#39;s &lt;work&gt;" in answer.text


def test_the_preview_button_shows_it_and_saves_nothing(desk: FlaskClient) -> None:
    answer = desk.post("/staff/articles/new", data=typed(set_up(), do="preview"))
    assert answer.status_code == 200
    assert "<p>The council met at nine.</p>" in answer.text
    assert db.session.query(Article).count() == 0
    fragment = desk.post("/staff/articles/preview", data=typed(set_up_again()))
    assert "<p>The council met at nine.</p>" in fragment.text
    assert "<html" not in fragment.text
    assert fragment.headers["Cache-Control"] == "no-store"


def set_up_again() -> Fields:
    """The same text, in the newsroom that stands already."""
    section, author = db.session.query(Section).first(), db.session.query(Author).first()
    assert section
    assert author
    return Fields(
        headline="Again", section_id=section.id, author_id=author.id,
        body_markdown="The council met at nine.",
    )  # fmt: skip


def test_scripts_in_a_preview_do_not_get_through(desk: FlaskClient) -> None:
    hostile = replace(
        set_up(), headline="<script>x</script>", body_markdown="<img src=x onerror=alert(1)>"
    )
    page = desk.post("/staff/articles/preview", data=typed(hostile)).text
    assert "<script" not in page
    assert "onerror" not in page


def test_of_two_editors_the_second_sees_what_differs_and_loses_nothing(app: Flask) -> None:
    fields = set_up()
    number = keep(fields)
    first, second = app.test_client(), app.test_client()
    for who, name in ((first, "bohdan"), (second, "dorota")):
        editor(name)
        sign_in(who, f"{name}@example.org")
    hers = replace(fields, headline="Hers entirely", body_markdown="The council met at noon.")
    his = replace(fields, body_markdown="The board met at nine.", kicker="Floods")
    assert (
        first.post(f"/staff/articles/{number}", data=typed(hers, began_from="1")).status_code == 303
    )
    answer = second.post(f"/staff/articles/{number}", data=typed(his, began_from="1"))
    assert answer.status_code == 409
    words = text(answer.text)
    assert "bohdan@example.org saved this article while you were writing" in words
    assert "<del>council</del><ins>board</ins> met at <del>noon</del><ins>nine</ins>" in answer.text
    assert "The board met at nine." in answer.text
    assert "The council met at noon." in answer.text
    # What he had not touched is hers by now, and nothing is saved before he says so.
    assert 'value="Hers entirely"' in answer.text
    assert row(number).headline == "Hers entirely"
    again = replace(his, headline="Hers entirely")
    answer = second.post(f"/staff/articles/{number}", data=typed(again, began_from="2"))
    assert answer.status_code == 303
    assert (row(number).headline, row(number).kicker) == ("Hers entirely", "Floods")
    # His own other window is called his.
    late = typed(replace(again, kicker="Rain"), began_from="2")
    answer = second.post(f"/staff/articles/{number}", data=late)
    assert answer.status_code == 409
    assert "You saved this article in another window" in text(answer.text)


def test_a_draft_removed_meanwhile_loses_no_text(desk: FlaskClient) -> None:
    number = keep(fields := set_up())
    desk.post(f"/staff/articles/{number}/remove")
    mine = typed(replace(fields, body_markdown="An hour's work"), began_from="1")
    answer = desk.post(f"/staff/articles/{number}", data=mine)
    assert answer.status_code == 409
    assert "was removed while you were writing" in answer.text
    assert "An hour&#39;s work" in answer.text
    assert 'action="/staff/articles/new"' in answer.text
    assert desk.post("/staff/articles/new", data=mine).status_code == 303


def test_a_beginning_that_never_was_is_a_conflict_and_loses_no_text(desk: FlaskClient) -> None:
    number = keep(fields := set_up())
    mine = typed(replace(fields, body_markdown="An hour's work"), began_from="99")
    answer = desk.post(f"/staff/articles/{number}", data=mine)
    assert answer.status_code == 409
    assert "An hour&#39;s work" in answer.text


def test_a_script_that_saves_is_told_where_it_stands(desk: FlaskClient) -> None:
    fields = set_up()
    as_script = {"Accept": "application/json"}
    answer = desk.post("/staff/articles/new", data=typed(fields), headers=as_script)
    assert answer.json["version"] == 1
    assert answer.json["url"] == "/staff/articles/1"
    assert answer.json["slug"] == "the-wall-is-approved"
    keep(replace(fields, headline="Hers"), Act.SAVED, 1, 1)
    answer = desk.post(
        "/staff/articles/1", data=typed(fields, began_from="1", kicker="x"), headers=as_script
    )
    assert answer.status_code == 409


def test_a_very_long_text_arrives_whole_and_a_longer_one_comes_back(desk: FlaskClient) -> None:
    long = "Ріка піднялася. " * 11_000
    fields = replace(set_up(), body_markdown=long)
    assert desk.post("/staff/articles/new", data=typed(fields)).status_code == 303
    assert row(1).body_markdown == long.strip()
    longer = replace(fields, headline="More", body_markdown=long * 2)
    answer = desk.post("/staff/articles/new", data=typed(longer))
    assert answer.status_code == 422
    assert "at most 200,000 are possible" in answer.text
    assert answer.text.count("Ріка піднялася.") >= 22_000


def test_a_lost_form_token_loses_no_text(app: Flask, desk: FlaskClient) -> None:
    fields = replace(set_up(), body_markdown="An hour's work")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = desk.post("/staff/articles/new", data=typed(fields, csrf_token="stale"))
    assert answer.status_code == 422
    assert "lay open for too long" in answer.text
    assert "An hour&#39;s work" in answer.text
    fresh = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text)
    assert fresh
    answer = desk.post("/staff/articles/new", data=typed(fields, csrf_token=fresh[1]))
    assert answer.status_code == 303


def test_a_lost_sign_in_loses_no_text(client: FlaskClient) -> None:
    fields = replace(set_up(), body_markdown="An hour's work", slug="floods")
    sent = typed(fields, began_from="7")
    answer = client.post("/staff/articles/new", data=sent)
    assert answer.status_code == 403
    assert "An hour&#39;s work" in answer.text
    for name in ("headline", "slug", "began_from", "tags"):
        assert f'name="{name}" value="{sent[name]}"' in answer.text
    assert db.session.query(Article).count() == 0
    foreign = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/staff/articles/new", data=sent, headers=foreign)
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_what_is_scheduled_is_published_when_its_time_comes(desk: FlaskClient) -> None:
    fields = set_up()
    with time_machine.travel("2026-11-20 08:00:00+00:00", tick=False):
        sign_in(desk, "bohdan@example.org")
        past = typed(fields, do="schedule", due_on="2026-11-20", due_at="09:59")
        answer = desk.post("/staff/articles/new", data=past)
        assert answer.status_code == 422
        assert "moment is past" in answer.text
        # Ten in Kyiv is eight in UTC.
        due = typed(fields, do="schedule", due_on="2026-11-20", due_at="10:05")
        assert desk.post("/staff/articles/new", data=due).status_code == 303
        assert "20 November 2026, 10:05" in text(desk.get("/staff/articles/1").text)
        publish_due()
        assert row(1).state is State.SCHEDULED
    with time_machine.travel("2026-11-20 08:05:00+00:00", tick=False):
        publish_due()
        publish_due()
        article = row(1)
        assert article.state is State.PUBLISHED
        assert article.published_at == clock.now()
        assert article.scheduled_at is None
    assert acts(1) == ["scheduled", "published"]
    assert desk.get("/news/the-wall-is-approved").status_code == 200


def test_an_hour_that_clocks_skip_is_refused(desk: FlaskClient) -> None:
    with time_machine.travel("2026-03-01 08:00:00+00:00", tick=False):
        sign_in(desk, "bohdan@example.org")
        skipped = typed(set_up(), do="schedule", due_on="2026-03-29", due_at="03:30")
        assert "clocks go forward" in desk.post("/staff/articles/new", data=skipped).text


def test_a_schedule_is_taken_back(desk: FlaskClient) -> None:
    number = keep(fields := set_up(), Act.SCHEDULED, due_at=THEN + timedelta(days=900))
    back = typed(fields, slug="the-wall-is-approved", began_from="1", do="unpublish")
    assert desk.post(f"/staff/articles/{number}", data=back).status_code == 303
    assert (row(number).state, row(number).scheduled_at) == (State.DRAFT, None)


def test_revisions_tell_who_when_and_what_and_lead_back(desk: FlaskClient) -> None:
    fields = set_up()
    desk.post("/staff/articles/new", data=typed(fields))
    kept = typed(fields, slug="the-wall-is-approved", do="publish", began_from="1")
    desk.post("/staff/articles/1", data=kept)
    desk.post(
        "/staff/articles/1",
        data={**kept, "body_markdown": "The board met at ten.", "do": "save", "began_from": "2"},
    )
    page = text(desk.get("/staff/articles/1/revisions").text)
    assert page.count("bohdan@example.org") == 3
    page = desk.get("/staff/articles/1/revisions/3").text
    assert "<del>council</del><ins>board</ins> met at <del>nine</del><ins>ten</ins>" in page
    answer = desk.get("/staff/articles/1/revisions/compare?old=3&new=1")
    assert answer.location == "/staff/articles/1/revisions/3?old=1"
    assert "<ins>board</ins>" in desk.get(answer.location).text
    assert desk.post("/staff/articles/1/revisions/1/restore").status_code == 303
    assert "The council met at nine." in desk.get("/staff/articles/1").text
    assert acts(1) == ["saved", "published", "saved", "restored"]
    for wrong in ("/9", "/0", "/1?old=x", "/compare?old=1"):
        assert desk.get(f"/staff/articles/1/revisions{wrong}").status_code == 404


def test_a_draft_is_shown_by_its_link_until_it_ends(desk: FlaskClient, app: Flask) -> None:
    number = keep(fields := set_up())
    page = desk.post(f"/staff/articles/{number}/link", data={"days": "1"}).text
    found = re.search(r'value="http://[^/]+(/drafts/[^"]+)"', page)
    assert found
    stranger = app.test_client()
    answer = stranger.get(found[1])
    assert "The council met at nine." in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    keep(replace(fields, slug="x", body_markdown="It met at ten."), Act.SAVED, number, 1)
    assert "It met at ten." in stranger.get(found[1]).text
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1), tick=False):
        assert stranger.get(found[1]).status_code == 410
    for forged in (found[1][:-2], "/drafts/WzEsOTk5OTk5OTk5OV0.abc", "/drafts/x"):
        assert stranger.get(forged).status_code == 410


def test_a_draft_is_removed_and_what_readers_saw_is_not(desk: FlaskClient) -> None:
    fields = set_up()
    draft, live = keep(fields), published(fields, slug="live")
    assert desk.post(f"/staff/articles/{draft}/remove").status_code == 303
    assert desk.get(f"/staff/articles/{draft}").status_code == 404
    assert desk.post(f"/staff/articles/{draft}/remove").status_code == 404
    assert desk.post(f"/staff/articles/{live}/remove").status_code == 422
    keep(replace(fields, slug="live"), Act.UNPUBLISHED, live, 1)
    assert desk.post(f"/staff/articles/{live}/remove").status_code == 422


def listed(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'class="line-name"[^>]*>([^<]+)<', page)]


def test_the_list_is_filtered_searched_and_paged(app_on_both: Flask) -> None:
    desk = app_on_both.test_client()
    editor()
    sign_in(desk, "bohdan@example.org")
    fields = set_up()
    for place in range(53):
        keep(replace(fields, headline=f"Draft {place}"), now=THEN + timedelta(minutes=place))
    number = published(fields, headline="Мости над Річкою 100%", slug="bridges")
    keep(replace(fields, headline="Newer", slug="bridges"), Act.SAVED, number, 1)
    keep(replace(fields, headline="Due"), Act.SCHEDULED, due_at=THEN + timedelta(days=900))
    first = desk.get("/staff/articles").text
    assert len(listed(first)) == 50
    assert listed(first)[0] == "Draft 52"
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = desk.get(unescape(following[1])).text
    assert set(listed(second)) == {"Draft 2", "Draft 1", "Draft 0", "Newer", "Due"} - {
        *listed(first)
    }
    assert listed(desk.get("/staff/articles?state=published").text) == ["Newer"]
    assert listed(desk.get("/staff/articles?state=behind").text) == ["Newer"]
    assert listed(desk.get("/staff/articles?state=scheduled").text) == ["Due"]
    assert listed(desk.get("/staff/articles?q=draft+52").text) == ["Draft 52"]
    assert listed(desk.get("/staff/articles?q=річкою").text) == ["Newer"]
    assert listed(desk.get("/staff/articles?q=100%25").text) == ["Newer"]
    assert listed(desk.get("/staff/articles?q=_").text) == []
    assert desk.get("/staff/articles?after=x").status_code == 404


def test_sections_and_authors_are_kept_in_order(desk: FlaskClient) -> None:
    number = published(set_up())
    desk.post("/staff/articles/sections", data={"name": "Суди", "position": "-1"})
    assert db.session.query(Section).count() == 2
    desk.post("/staff/articles/sections", data={"name": "Суди", "position": "0"})
    courts = db.session.query(Section).where(Section.name == "Суди").one()
    assert courts.slug == "sudy"
    city = db.session.query(Section).where(Section.slug == "city").one()
    renamed = {"name": "Town", "position": "5", "change": str(city.id)}
    assert desk.post("/staff/articles/sections", data=renamed).status_code == 303
    db.session.expire_all()
    assert (city.name, city.slug, city.position) == ("Town", "city", 5)
    same = {"name": "town", "position": "1", "change": str(courts.id)}
    refused = desk.post("/staff/articles/sections", data=same).text
    assert "“town” already" in refused
    assert refused.count('value="town"') == 1
    again = desk.post("/staff/articles/sections", data={"name": "town", "position": "17"}).text
    assert again.index('id="new-name"') < again.index('value="town"') < again.index('value="17"')
    gone = {"name": "Town", "position": "5", "remove": str(city.id)}
    assert "Move them first" in desk.post("/staff/articles/sections", data=gone).text
    gone = {"name": "Суди", "position": "0", "remove": str(courts.id)}
    assert desk.post("/staff/articles/sections", data=gone).status_code == 303
    desk.post("/staff/articles/authors/new", data={"name": "Emre Lindqvist", "role": "Courts"})
    who = db.session.query(Author).where(Author.slug == "emre-lindqvist").one()
    assert who.role == "Courts"
    desk.post(f"/staff/articles/authors/{who.id}", data={"name": "Emre L.", "bio": "Listens."})
    db.session.expire_all()
    assert (who.name, who.bio, who.role) == ("Emre L.", "Listens.", "")
    me = row(number).author_id
    refused = desk.post(f"/staff/articles/authors/{me}", data={"name": "x", "remove": str(me)})
    assert refused.status_code == 422
    assert (
        desk.post(
            f"/staff/articles/authors/{who.id}", data={"name": "x", "remove": str(who.id)}
        ).status_code
        == 303
    )
    assert desk.get("/staff/articles/authors").status_code == 200
