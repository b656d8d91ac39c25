"""Tags that get another name, become one or go: what articles, addresses and prompts then say."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal.articles.editing.jobs import publish_due
from portal.articles.editing.models import Act
from portal.articles.editing.tagging import tags_of
from portal.articles.models import Tag
from portal.extensions import db
from portal.prompts import keeping
from portal.staff.prompts.newspaper import tag_slugs
from tests.accounts.people import sign_in
from tests.articles.editing.desk import NOW, editor, keep, published, row, set_up
from tests.prompts.board import one, put_up


@pytest.fixture
def desk(app_on_both: Flask) -> FlaskClient:
    """A browser in which an editor is signed in."""
    client = app_on_both.test_client()
    editor()
    sign_in(client, "bohdan@example.org")
    return client


def tag(slug: str) -> int:
    db.session.rollback()
    found = db.session.query(Tag).filter_by(slug=slug).one()
    return found.id


def press(desk: FlaskClient, slug: str, do: str, **typed: str) -> tuple[int, str]:
    answer = desk.post(f"/staff/articles/tags/{tag(slug)}", data={"do": do, **typed})
    return answer.status_code, answer.text


def tags(article_id: int) -> tuple[str, ...]:
    db.session.rollback()
    return tags_of(db.session(), article_id)


def test_another_name_keeps_the_address_and_both_names_mean_it(desk: FlaskClient) -> None:
    first = published(fields := set_up(), tags=("Річки",))
    assert press(desk, "richky", "name", name="Водойми")[0] == 303
    assert tags(first) == ("Водойми",)
    second = published(fields, tags=("водойми",), headline="Another")
    third = published(fields, tags=("річки",), headline="A third")
    assert tags(second) == tags(third) == ("Водойми",)
    assert "Водойми" in desk.get("/tags/richky").text
    assert desk.get("/tags/vodoimy").location == "/tags/richky"
    assert 'value="Водойми"' in desk.get(f"/staff/articles/{first}").text


def test_two_put_together_are_one_wherever_they_are_named(desk: FlaskClient) -> None:
    fields = set_up()
    first = published(fields, tags=("streams",))
    both = published(fields, tags=("rivers", "streams"), headline="Both")
    draft = keep(replace(fields, tags=("streams",), headline="Draft"))
    rivers = tag("rivers")
    code, _ = press(desk, "streams", "together", into="RIVERS")
    assert code == 303
    assert tags(first) == tags(both) == tags(draft) == ("rivers",)
    assert db.session.query(Tag).where(Tag.slug == "streams").count() == 0
    answer = desk.get("/tags/streams")
    assert (answer.status_code, answer.location) == (301, "/tags/rivers")
    page = desk.get("/tags/rivers").text
    assert "The wall is approved" in page
    assert "Both" in page
    assert "Draft" not in page
    # What was typed before does not bring it back, nor does typing it again.
    assert 'value="rivers"' in desk.get(f"/staff/articles/{draft}").text
    keep(replace(fields, tags=("streams",), headline="Draft", slug="draft"), Act.PUBLISHED, draft)
    assert tags(draft) == ("rivers",)
    assert tag("rivers") == rivers


def test_what_led_to_a_tag_leads_on_after_two_are_put_together(desk: FlaskClient) -> None:
    published(set_up(), tags=("a", "b", "c"))
    press(desk, "a", "together", into="b")
    press(desk, "b", "name", name="Bees")
    press(desk, "b", "together", into="c")
    for slug in ("a", "b", "bees"):
        assert desk.get(f"/tags/{slug}").location == "/tags/c"


def test_prompts_go_by_the_tag_that_stays(desk: FlaskClient) -> None:
    published(set_up(), tags=("tragedy", "obituaries", "sport"))
    away, only = frozenset({"tragedy", "sport"}), frozenset({"tragedy"})
    put_up(one(away_tags=away, tags=only), quiet_tags=only)
    assert press(desk, "tragedy", "together", into="obituaries")[0] == 303
    board = keeping.board(db.session())
    (prompt,) = board.prompts
    assert prompt.away_tags == {"obituaries", "sport"}
    assert prompt.tags == board.quiet_tags == {"obituaries"}
    assert tag_slugs(db.session(), "Tragedy, SPORT", field="tags") == {"obituaries", "sport"}
    for slug, said in (("obituaries", "the rule where nobody is asked"), ("sport", "“Winter”")):
        code, page = press(desk, slug, "remove")
        assert code == 422
        assert said in page


def test_a_tag_that_goes_leaves_every_article_and_does_not_come_back(desk: FlaskClient) -> None:
    fields = set_up()
    live = published(fields, tags=("council", "slip"))
    draft = keep(replace(fields, tags=("slip",), headline="Draft"))
    keep(replace(fields, tags=("slip",), headline="A draft"), Act.SAVED, draft)
    due = keep(
        replace(fields, tags=("slip",), headline="Due"), Act.SCHEDULED, due_at=NOW + timedelta(1)
    )
    assert press(desk, "slip", "remove")[0] == 303
    assert (tags(live), tags(due)) == (("council",), ())
    assert desk.get("/tags/slip").status_code == 404
    assert 'value="council"' in desk.get(f"/staff/articles/{live}").text
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        publish_due()
    assert row(due).state.value == "published"
    assert tags(due) == ()
    assert desk.post(f"/staff/articles/{draft}/revisions/1/restore").status_code == 303
    assert db.session.query(Tag).where(Tag.slug == "slip").count() == 0
    assert 'value="council"' in desk.get(f"/staff/articles/{live}").text
    # Typed anew it is a tag again.
    keep(replace(fields, tags=("Slip",)), Act.UPDATED, live)
    assert tags(live) == ("Slip",)
    assert desk.get("/tags/slip").status_code == 200


@pytest.mark.parametrize(
    ("do", "typed", "said"),
    [
        ("together", {"into": "nothing"}, "There is no tag “nothing”."),
        ("together", {"into": "Council"}, "This is the tag itself"),
        ("together", {"into": ""}, "Name the tag that stays"),
        ("name", {"name": "FLOOD-WALL"}, "means the tag “flood wall” already"),
        ("name", {"name": ""}, "Give it a name"),
        ("name", {"name": "a" * 81}, "At most 80"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    desk: FlaskClient, do: str, typed: dict[str, str], said: str
) -> None:
    number = published(set_up())
    code, page = press(desk, "council", do, **typed)
    assert code == 422
    assert said in page
    for words in typed.values():
        assert f'value="{words}"' in page
    assert tags(number) == ("council", "flood wall")


def test_a_tag_that_is_gone_is_missing(desk: FlaskClient) -> None:
    published(set_up(), tags=("a", "b"))
    number = tag("a")
    press(desk, "a", "together", into="b")
    assert desk.get(f"/staff/articles/tags/{number}").status_code == 404
    answer = desk.post(f"/staff/articles/tags/{number}", data={"do": "remove"})
    assert answer.status_code == 404
