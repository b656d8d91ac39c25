"""Looking at prompts: in their place on a real article, and why a reader would see which."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.prompts import rules
from portal.prompts.prompt import Audience, Caps, Variant
from portal.prompts.reasons import REASONS
from portal.staff.prompts.blocks import blocks_of
from tests.articles.newspaper import name_newsroom, publish
from tests.prompts.board import one, put_up
from tests.staff.prompts.desk import begin, words

BODY = "First.\n\n## Heading\n\nSecond > two.\n\n> quoted\n\n---\n\nThird[^1].\n\n[^1]: A note."


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    name_newsroom()
    publish("harbour-dues", body=BODY, tags=("Port",))
    return begin(client, "staff")


def why(staff: FlaskClient, **memory: str) -> Any:
    sent = {"article": "harbour-dues", "on": "2026-11-22", "at": "12:00", "mark": "0", **memory}
    return staff.get("/staff/prompts/why", query_string=sent)


def test_every_filter_has_its_words() -> None:
    assert set(REASONS) == {name for name, _ in rules.FILTERS} | set(rules.SKIPPED)


def test_a_text_falls_into_its_outermost_elements() -> None:
    text = '<p>One <em>and</em>\n<br>two</p>\n<hr>\n<p title="a > b">Three</p><ul><li>x</li></ul>\n'
    assert blocks_of(text) == (
        "<p>One <em>and</em>\n<br>two</p>", "<hr>", '<p title="a > b">Three</p>',
        "<ul><li>x</li></ul>",
    )  # fmt: skip


@pytest.mark.parametrize("placement", ["end", "inline", "banner", "header"])
def test_a_prompt_stands_in_its_place_once_and_nothing_is_counted(
    staff: FlaskClient, placement: str
) -> None:
    short = (Variant("a", "Please, before {deadline}"), Variant("b", "Do join"))
    put_up(one(placement, after_paragraph=2, variants=short, is_live=False))
    around = staff.get("/staff/prompts/winter/preview?article=harbour-dues&wording=b&width=desk")
    assert around.status_code == 200
    assert "frame-desk" in around.text
    assert "/staff/prompts/winter/preview/page?article=harbour-dues&amp;wording=b" in around.text
    page = staff.get("/staff/prompts/winter/preview/page?article=harbour-dues&wording=b")
    assert page.text.count("data-ask ") == 1
    assert "data-looked-at" in page.text
    assert "prompts/ask.js" not in page.text
    before, after = page.text.split("Do join")
    assert ("Second &gt; two." in before) == (placement != "header")
    assert ("Third" in after) == (placement in ("inline", "header"))
    policy = page.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self'")
    assert around.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    typed = staff.get("/staff/prompts/winter/preview/page?article=harbour-dues")
    assert "Please, before {deadline}" in typed.text


def test_without_an_article_it_says_so(client: FlaskClient) -> None:
    name_newsroom()
    put_up(one())
    staff = begin(client, "staff")
    assert staff.get("/staff/prompts/winter/preview").status_code == 404
    assert "no published article yet" in words(staff.get("/staff/prompts/why"))


def test_every_prompt_is_told_with_its_reason(staff: FlaskClient) -> None:
    put_up(
        one(slug="a-former", audience=Audience.LAPSED),
        one(slug="b-off", is_live=False),
        one(slug="c-tag", tags=frozenset({"fishing"})),
        one("inline", slug="d-inline", after_paragraph=3),
        one(slug="e-fits", name="Fits"),
        one(slug="f-later"),
    )
    page = words(why(staff))
    assert "They would see “Fits”" in page
    for code in ("audience", "off", "elsewhere", "no_place", "shown", "not_reached"):
        assert f"{code} " in page
    assert REASONS["elsewhere"] in page


@pytest.mark.parametrize(
    ("memory", "told"),
    [
        ({}, "They would see “Winter”"),
        ({"asked": "2026-11-01, 2026-11-02"}, "asked as often as it allows"),
        ({"asked": "2026-10-01, 2026-11-02"}, "They would see “Winter”"),
        ({"closed": "2026-11-20"}, "closed a prompt not long ago"),
        ({"gave": "2026-01-02"}, "gave not long ago"),
        ({"reminded": "2026-12-01"}, "asked to be reminded"),
        ({"member_until": "2026-12-01"}, "They would be thanked and asked for nothing"),
        ({"member_until": "2026-11-01"}, "They would see “Winter”"),
        ({"consents": "y", "articles": "2"}, "one of the first articles"),
        ({"consents": "y", "articles": "3"}, "They would see “Winter”"),
        ({"on": "2026-11-40"}, "Nothing was decided yet"),
        ({"mark": "1000"}, "from 0 to 999"),
        ({"article": "nothing"}, "There is no such article."),
    ],
    ids=str,
)
def test_it_decides_as_the_portal_would(
    staff: FlaskClient, memory: dict[str, str], told: str
) -> None:
    put_up(one(caps=Caps(most_asks=2)))
    assert told in words(why(staff, **memory))


def test_the_holdout_the_pause_and_the_default_are_told(staff: FlaskClient) -> None:
    put_up(one(holdout_permille=1000))
    assert "“Winter” holds them back" in words(why(staff))
    put_up(is_paused=True)
    assert "They would see no ask at all" in words(why(staff))
    put_up(quiet_tags=frozenset({"fishing"}))
    put_up(one(slug="never", priority=1, is_live=False))
    assert "holds them back" in words(why(staff, closed=date(2026, 1, 1).isoformat()))
    assert "default ask at the article's end" in words(why(staff, closed="2026-11-21"))


def test_a_day_that_is_none_is_said_and_decides_nothing(staff: FlaskClient) -> None:
    answer = why(staff, asked="2026-11-02, yesterday")
    assert answer.status_code == 422
    assert "“yesterday” is no day" in words(answer)
    assert "They would" not in words(answer)
