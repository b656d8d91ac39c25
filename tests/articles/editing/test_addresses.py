"""Addresses: made of headlines, changed, left behind, and taken by others."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.articles.editing.models import Act
from portal.articles.editing.slugs import is_slug, slug_of
from portal.errors import Refused
from tests.articles.editing.desk import keep, published, row, set_up


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("The wall is approved, by one vote", "the-wall-is-approved-by-one-vote"),
        ("Згорани, Київ і Знам’янка: що далі?", "zghorany-kyiv-i-znamianka-shcho-dali"),
        ("Юрій їде до Яготина", "yurii-yide-do-yahotyna"),
        ("Ёлка — это жизнь", "yolka-eto-zhyzn"),
        ("Œuvre de l'été: Łódź & Straße", "oeuvre-de-lete-lodz-strasse"),
        ("25,000 members", "25-000-members"),
        ("水", ""),
        ("a" * 100, "a" * 80),
        (" ".join(["word"] * 30), "-".join(["word"] * 16)),
    ],
)
def test_a_headline_becomes_an_address(headline: str, slug: str) -> None:
    assert slug_of(headline) == slug
    assert not slug or is_slug(slug)


def answer(app: Flask, slug: str) -> tuple[int, str | None]:
    found = app.test_client().get(f"/news/{slug}")
    return found.status_code, found.location


def test_old_addresses_lead_to_the_newest_also_after_a_second_change(app_on_both: Flask) -> None:
    number = published(fields := set_up(), slug="first")
    keep(replace(fields, slug="second"), Act.SAVED, number, 1)
    assert answer(app_on_both, "second")[0] == 404
    keep(replace(fields, slug="second"), Act.UPDATED, number, 2)
    keep(replace(fields, slug="third"), Act.UPDATED, number, 3)
    for old in ("first", "second"):
        assert answer(app_on_both, old) == (301, "/news/third")
    assert answer(app_on_both, "third")[0] == 200


def test_an_address_taken_back_is_no_circle(app_on_both: Flask) -> None:
    number = published(fields := set_up(), slug="first")
    keep(replace(fields, slug="second"), Act.UPDATED, number, 1)
    keep(replace(fields, slug="first"), Act.UPDATED, number, 2)
    assert answer(app_on_both, "first")[0] == 200
    assert answer(app_on_both, "second") == (301, "/news/first")


def test_a_freed_address_may_be_taken_by_a_new_article_once_it_is_published(
    app_on_both: Flask,
) -> None:
    number = published(fields := set_up(), slug="first")
    keep(replace(fields, slug="second"), Act.UPDATED, number, 1)
    other = keep(replace(fields, slug="first", headline="Another"))
    assert answer(app_on_both, "first") == (301, "/news/second")
    keep(replace(fields, slug="first", headline="Another"), Act.PUBLISHED, other, 1)
    assert answer(app_on_both, "first")[0] == 200
    assert answer(app_on_both, "second")[0] == 200


def test_an_address_that_leads_elsewhere_is_not_made_for_another(app: Flask) -> None:
    number = published(fields := set_up())
    keep(replace(fields, slug="wall"), Act.UPDATED, number, 1)
    assert row(keep(fields)).slug == "the-wall-is-approved-2"
    assert row(keep(fields)).slug == "the-wall-is-approved-3"


def test_the_address_of_another_article_is_refused(app_on_both: Flask) -> None:
    published(fields := set_up(), slug="first")
    with pytest.raises(Refused, match="Another article has this address") as refusal:
        keep(replace(fields, slug="first"))
    assert refusal.value.field == "slug"


def test_an_unpublished_article_is_led_to_by_nothing(app: Flask) -> None:
    number = published(fields := set_up(), slug="first")
    keep(replace(fields, slug="second"), Act.UPDATED, number, 1)
    keep(replace(fields, slug="second"), Act.UNPUBLISHED, number, 2)
    assert answer(app, "first")[0] == 404
