"""What a save keeps, what reaches readers and when, and who is refused."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.articles.editing.models import Act, Revision
from portal.articles.editing.saving import Overtaken, latest_fields
from portal.articles.editing.tagging import tags_of
from portal.articles.models import Article, State, Tag
from portal.audit import log
from portal.errors import Missing, Refused
from portal.extensions import db, unit_of_work
from portal.web import versions
from tests.articles import newspaper
from tests.articles.editing.desk import HOUR, NOW, acts, editor, keep, published, row, set_up


def version() -> int:
    db.session.rollback()
    return versions.current(db.session(), "articles")


def test_a_draft_is_kept_and_no_reader_sees_it(app_on_both: Flask) -> None:
    fields = set_up()
    article = row(keep(fields))
    assert (article.state, article.published_at, article.version) == (State.DRAFT, None, 1)
    assert article.slug == "the-wall-is-approved"
    assert version() == 0
    assert app_on_both.test_client().get(f"/news/{article.slug}").status_code == 404


def test_publishing_shows_it_at_once_with_its_tags(app_on_both: Flask) -> None:
    fields = set_up()
    number = keep(fields)
    keep(fields, Act.PUBLISHED, number, 1)
    article = row(number)
    assert (article.state, article.published_at) == (State.PUBLISHED, NOW)
    assert article.updated_at is None
    assert tags_of(db.session(), number) == ("council", "flood wall")
    assert version() == 1
    assert "met at nine" in app_on_both.test_client().get("/news/the-wall-is-approved").text


def test_a_save_of_a_live_article_waits_until_it_is_published(app_on_both: Flask) -> None:
    fields = set_up()
    number = published(fields)
    later = replace(fields, headline="The wall falls", body_markdown="It met at ten.")
    keep(later, Act.SAVED, number, 1)
    assert row(number).headline == "The wall is approved"
    assert latest_fields(db.session(), row(number)).headline == "The wall falls"
    keep(later, Act.UPDATED, number, 2, now=NOW + HOUR)
    article = row(number)
    assert (article.headline, article.updated_at) == ("The wall falls", NOW + HOUR)
    assert article.published_at == NOW
    assert acts(number) == ["published", "saved", "updated"]


def test_a_silent_update_tells_no_time(app: Flask) -> None:
    number = published(fields := set_up())
    keep(replace(fields, body_markdown="A comma, set."), Act.UPDATED, number, 1, tells=False)
    assert row(number).updated_at is None
    assert "comma" in row(number).body_html


def test_a_correction_stands_below_the_text_with_its_moment(app: Flask) -> None:
    number = published(fields := set_up())
    keep(fields, Act.CORRECTED, number, 1, now=NOW + HOUR, note="It was nine, not eight.")
    keep(fields, Act.CORRECTED, number, 2, now=NOW + 2 * HOUR, note="The mayor is Dorota Quill.")
    assert [text for _, text in row(number).corrections] == [
        "It was nine, not eight.", "The mayor is Dorota Quill.",
    ]  # fmt: skip
    page = app.test_client().get(f"/news/{row(number).slug}").text
    assert "It was nine, not eight." in page
    assert "The mayor is Dorota Quill." in page
    with pytest.raises(Refused) as refusal:
        keep(fields, Act.CORRECTED, number, 3)
    assert refusal.value.field == "note"


def test_unpublishing_takes_it_from_readers_and_publishing_keeps_its_first_time(app: Flask) -> None:
    number = published(fields := set_up())
    keep(fields, Act.UNPUBLISHED, number, 1)
    assert row(number).state is State.DRAFT
    assert app.test_client().get(f"/news/{fields.slug}").status_code == 404
    keep(fields, Act.PUBLISHED, number, 2, now=NOW + HOUR)
    assert (row(number).published_at, row(number).updated_at) == (NOW, NOW + HOUR)


def test_the_second_of_two_who_began_from_the_same_text_is_refused(app_on_both: Flask) -> None:
    number = keep(fields := set_up())
    keep(replace(fields, headline="Hers"), Act.SAVED, number, 1)
    with pytest.raises(Overtaken):
        keep(replace(fields, headline="His"), Act.SAVED, number, 1)
    assert row(number).headline == "Hers"
    assert row(number).version == 2


def test_who_typed_the_same_and_who_did_not_change_the_text_overtakes_nobody(app: Flask) -> None:
    number = keep(fields := set_up())
    keep(fields, Act.PUBLISHED, number, 1)
    keep(replace(fields, headline="Hers"), Act.SAVED, number, 1)
    keep(replace(fields, headline="Hers"), Act.UPDATED, number, 1)
    assert acts(number) == ["saved", "published", "saved", "updated"]


def test_pressing_twice_does_it_once(app: Flask) -> None:
    number = keep(fields := set_up())
    for _ in range(2):
        keep(fields, Act.SAVED, number, 1)
        keep(fields, Act.PUBLISHED, number, 1)
    assert acts(number) == ["saved", "published"]


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (Act.PUBLISHED, Act.PUBLISHED), (Act.PUBLISHED, Act.SCHEDULED),
        (Act.SAVED, Act.UPDATED), (Act.SAVED, Act.CORRECTED), (Act.SAVED, Act.UNPUBLISHED),
        (Act.SCHEDULED, Act.UPDATED),
    ],
)  # fmt: skip
def test_what_the_state_does_not_allow_is_refused(app: Flask, state: Act, act: Act) -> None:
    terms = {"due_at": NOW + HOUR, "note": "Right."}
    number = keep(fields := set_up(), state, **terms)
    changed = replace(fields, headline="Another")
    with pytest.raises(Refused, match="what you typed is kept"):
        keep(changed, act, number, 1, **terms)


def test_what_readers_would_miss_is_asked_for_before_they_see_it(app: Flask) -> None:
    fields = set_up()
    with newspaper.unit_of_work() as session:
        picture = newspaper._picture(session).id
    for changes, field in (
        ({"body_markdown": " "}, "body_markdown"),
        ({"body_markdown": "It rains.\n\n![…](/media/a-1600x1000.webp)"}, "body_markdown"),
        ({"picture_id": picture}, "picture_alt"),
    ):
        with pytest.raises(Refused) as refusal:
            published(fields, **changes)
        assert refusal.value.field == field
    assert db.session.scalars(select(Article.id)).all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headline": ""}, "headline"), ({"headline": "x" * 201}, "headline"),
        ({"slug": "Big Letters"}, "slug"), ({"slug": "a--b"}, "slug"), ({"slug": "київ"}, "slug"),
        ({"section_id": 99}, "section_id"), ({"author_id": 99}, "author_id"),
        ({"picture_id": 99}, "picture_id"), ({"tags": tuple("abcdefghijklmnopqrstu")}, "tags"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_its_field(
    app: Flask, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        keep(replace(set_up(), **changes))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_an_article_set_before_there_were_revisions_keeps_its_first_text(app: Flask) -> None:
    number = newspaper.publish("old-piece", tags=("rivers",))
    fields = latest_fields(db.session(), row(number))
    keep(replace(fields, headline="New"), Act.UPDATED, number, 1)
    with unit_of_work() as session:
        found = session.scalars(select(Revision).order_by(Revision.number)).all()
        assert [(r.number, r.act) for r in found] == [(1, Act.IMPORTED), (2, Act.UPDATED)]
        assert found[0].fields["headline"] == "Old piece"
        assert found[0].fields["tags"] == ["rivers"]


def test_an_import_brings_its_past_and_a_second_one_changes_nothing(app: Flask) -> None:
    past = {"published_at": NOW - HOUR, "updated_at": NOW, "corrections": ((NOW, "Was two."),)}
    number = keep(fields := set_up(), Act.IMPORTED, **past)
    article = row(number)
    assert (article.state, article.published_at) == (State.PUBLISHED, NOW - HOUR)
    assert article.corrections == [[NOW.isoformat(), "Was two."]]
    keep(replace(fields, slug=article.slug), Act.IMPORTED, number, **past)
    assert row(number).version == 1


def test_every_act_is_in_the_audit_log(app: Flask) -> None:
    me = editor().id
    number = keep(fields := set_up(), by=me)
    keep(fields, Act.PUBLISHED, number, 1, by=me)
    entries = log.latest(db.session(), subject=f"article:{number}")
    assert [(e.action, e.actor_id) for e in entries] == [
        ("article.published", me), ("article.saved", me),
    ]  # fmt: skip
    assert (entries[0].before["state"], entries[0].after["state"]) == ("draft", "published")


def test_tags_are_words_whatever_their_case_and_script(app: Flask) -> None:
    fields = set_up()
    first = published(fields, slug="a", tags=("Flood Wall", "Річка", "水"))
    second = published(fields, slug="b", tags=("flood wall", "річка", "水"))
    assert tags_of(db.session(), first) == tags_of(db.session(), second)
    slugs = set(db.session.scalars(select(Tag.slug)))
    assert slugs == {"flood-wall", "richka", "tag-e6b0b4"}
    keep(replace(fields, slug="a", tags=("Flood Wall",)), Act.UPDATED, first, 1)
    assert tags_of(db.session(), first) == ("Flood Wall",)


def test_a_removed_article_cannot_be_saved(app: Flask) -> None:
    with pytest.raises(Missing):
        keep(set_up(), Act.SAVED, 77, 1)
