"""Which prompt is shown: every filter as a row of a table, the caps by property."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.prompts import rules
from portal.prompts.prompt import (
    Audience,
    Board,
    Caps,
    Decision,
    Page,
    Placement,
    Prompt,
    Reader,
    Variant,
)
from tests.bench.bench_choose import MOST_MS, deciding_ms

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
HOUR = timedelta(hours=1)
VALUES = {"count": "12", "goal": "25,000", "remaining": "24,988"}
PLAIN = Prompt("plain", "Plain", Placement.END, (Variant("a", "Please"),))
ARTICLE = Page(
    placements=frozenset({"end", "banner", "inline"}), paragraphs=(3, 9), article="harbour-dues",
    section="city", tags=frozenset({"port"}),
)  # fmt: skip
NOBODY = Reader()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def decide(
    prompt: Prompt,
    reader: Reader = NOBODY,
    page: Page = ARTICLE,
    board: Board = Board(),  # noqa: B008 - frozen
) -> Decision:
    return rules.decide(replace(board, prompts=(prompt,)), reader, page, NOW, VALUES)


def reason(decision: Decision) -> str:
    return decision.trail[0][1] if decision.trail else decision.reason


FAR = Reader(asked_on=(TODAY, ago(1), ago(29), ago(29)))
TABLE = [
    # code, prompt, reader, page, board
    ("shown", PLAIN, NOBODY, ARTICLE, Board()),
    ("paused", PLAIN, NOBODY, ARTICLE, Board(is_paused=True)),
    ("member", PLAIN, Reader(member_until=NOW + HOUR), ARTICLE, Board()),
    ("shown", PLAIN, Reader(member_until=NOW), ARTICLE, Board()),
    ("quiet_page", PLAIN, NOBODY, ARTICLE, Board(quiet_tags=frozenset({"port"}))),
    ("quiet_page", PLAIN, NOBODY, ARTICLE, Board(quiet_sections=frozenset({"city"}))),
    ("off", replace(PLAIN, is_live=False), NOBODY, ARTICLE, Board()),
    ("not_yet", replace(PLAIN, starts_at=NOW + HOUR), NOBODY, ARTICLE, Board()),
    ("shown", replace(PLAIN, starts_at=NOW), NOBODY, ARTICLE, Board()),
    ("over", replace(PLAIN, ends_at=NOW), NOBODY, ARTICLE, Board()),
    ("shown", replace(PLAIN, ends_at=NOW + HOUR), NOBODY, ARTICLE, Board()),
    ("no_place", replace(PLAIN, placement=Placement.HEADER), NOBODY, ARTICLE, Board()),
    ("no_place", replace(PLAIN, placement=Placement.INLINE, after_paragraph=2), NOBODY, ARTICLE,
     Board()),
    ("shown", replace(PLAIN, placement=Placement.INLINE, after_paragraph=9), NOBODY, ARTICLE,
     Board()),
    ("no_place", replace(PLAIN, placement=Placement.INLINE, after_paragraph=10), NOBODY, ARTICLE,
     Board()),
    ("elsewhere", replace(PLAIN, sections=frozenset({"sport"})), NOBODY, ARTICLE, Board()),
    ("shown", replace(PLAIN, sections=frozenset({"sport"}), tags=frozenset({"port"})), NOBODY,
     ARTICLE, Board()),
    ("stays_away", replace(PLAIN, away_sections=frozenset({"city"})), NOBODY, ARTICLE, Board()),
    ("stays_away", replace(PLAIN, away_tags=frozenset({"port", "x"})), NOBODY, ARTICLE, Board()),
    ("audience", replace(PLAIN, audience=Audience.RETURNING), NOBODY, ARTICLE, Board()),
    ("audience", replace(PLAIN, audience=Audience.RETURNING), Reader(asked_on=(TODAY,)), ARTICLE,
     Board()),
    ("shown", replace(PLAIN, audience=Audience.RETURNING), Reader(asked_on=(ago(1),)), ARTICLE,
     Board()),
    ("shown", replace(PLAIN, audience=Audience.RETURNING), Reader(articles=3), ARTICLE, Board()),
    ("audience", replace(PLAIN, audience=Audience.DONORS), NOBODY, ARTICLE, Board()),
    ("shown", replace(PLAIN, audience=Audience.DONORS), Reader(donated_on=ago(365)), ARTICLE,
     Board()),
    ("audience", replace(PLAIN, audience=Audience.LAPSED), NOBODY, ARTICLE, Board()),
    ("shown", replace(PLAIN, audience=Audience.LAPSED), Reader(member_until=NOW - HOUR), ARTICLE,
     Board()),
    ("donated", PLAIN, Reader(donated_on=ago(364)), ARTICLE, Board()),
    ("shown", replace(PLAIN, caps=Caps(days_after_donation=90)), Reader(donated_on=ago(90)),
     ARTICLE, Board()),
    ("closed", PLAIN, Reader(closed_on=ago(13)), ARTICLE, Board()),
    ("shown", PLAIN, Reader(closed_on=ago(14)), ARTICLE, Board()),
    ("shown", replace(PLAIN, caps=Caps(days_after_close=0)), Reader(closed_on=TODAY), ARTICLE,
     Board()),
    ("reminded", PLAIN, Reader(reminded_until=date(2026, 12, 1)), ARTICLE, Board()),
    ("shown", PLAIN, Reader(reminded_until=TODAY), ARTICLE, Board()),
    ("too_often", PLAIN, FAR, ARTICLE, Board()),
    ("shown", PLAIN, replace(FAR, asked_on=(TODAY, ago(1), ago(29), ago(30))), ARTICLE, Board()),
    ("shown", replace(PLAIN, caps=Caps(most_asks=5)), FAR, ARTICLE, Board()),
    ("first_articles", PLAIN, Reader(articles=2), ARTICLE, Board()),
    ("shown", PLAIN, Reader(articles=3), ARTICLE, Board()),
    ("bad", replace(PLAIN, variants=()), NOBODY, ARTICLE, Board()),
    ("bad", replace(PLAIN, variants=(Variant("a", " "),)), NOBODY, ARTICLE, Board()),
    ("bad", replace(PLAIN, variants=(Variant("a", "x", weight=0),)), NOBODY, ARTICLE, Board()),
    ("unresolved", replace(PLAIN, variants=(Variant("a", "{deadline}"),)), NOBODY, ARTICLE,
     Board()),
    ("unresolved", replace(PLAIN, variants=(Variant("a", "x", ("{Count}",)),)), NOBODY, ARTICLE,
     Board()),
    ("unresolved", replace(PLAIN, variants=(Variant("a", "x", button="Give {"),)), NOBODY,
     ARTICLE, Board()),
    ("held", replace(PLAIN, holdout_permille=1000), NOBODY, ARTICLE, Board()),
]  # fmt: skip


@pytest.mark.parametrize(("code", "prompt", "reader", "page", "board"), TABLE)
def test_every_filter_has_its_code(
    code: str, prompt: Prompt, reader: Reader, page: Page, board: Board
) -> None:
    decision = decide(prompt, reader, page, board)
    assert reason(decision) == code
    assert (decision.said is not None) == (code in ("shown", "held"))


def test_the_table_knows_every_code() -> None:
    codes = {name for name, _ in rules.FILTERS} | set(rules.SKIPPED) | {"shown", "held"}
    assert {row[0] for row in TABLE} == codes


def test_the_first_that_passes_wins_and_the_others_have_their_reason() -> None:
    first = replace(PLAIN, slug="first", priority=1, audience=Audience.LAPSED)
    second = replace(
        PLAIN, slug="second", priority=2, variants=(Variant("b", "{count} of {goal}"),)
    )
    board = Board(rules.in_order([PLAIN, second, first]))
    decision = rules.decide(board, NOBODY, ARTICLE, NOW, VALUES)
    assert decision.prompt == second
    assert decision.said is not None
    assert decision.said.heading == "12 of 25,000"
    assert decision.trail == (("first", "audience"),)
    nothing = rules.decide(board, FAR, ARTICLE, NOW, VALUES)
    assert nothing.reason == "nothing"
    assert [slug for slug, _ in nothing.trail] == ["first", "second", "plain"]


days = st.integers(min_value=0, max_value=400).map(ago)
caps = st.builds(
    Caps,
    most_asks=st.integers(0, 6),
    in_days=st.integers(0, 90),
    days_after_close=st.integers(0, 90),
    days_after_donation=st.integers(0, 400),
    free_articles=st.integers(0, 5),
)
readers = st.builds(
    Reader,
    asked_on=st.lists(days, max_size=12).map(tuple),
    closed_on=st.none() | days,
    donated_on=st.none() | days,
    reminded_until=st.none() | st.integers(-5, 60).map(lambda n: ago(-n)),
    mark=st.integers(0, 999),
    articles=st.none() | st.integers(0, 9),
)


@settings(deadline=None)
@given(caps, readers)
def test_no_cap_is_ever_broken(cap: Caps, reader: Reader) -> None:
    if decide(replace(PLAIN, caps=cap), reader).reason != "shown":
        return
    since = TODAY - timedelta(days=cap.in_days)
    asks = sum(day > since for day in reader.asked_on)
    assert not cap.most_asks or asks < cap.most_asks
    if reader.closed_on:
        assert (TODAY - reader.closed_on).days >= cap.days_after_close
    if reader.donated_on:
        assert (TODAY - reader.donated_on).days >= cap.days_after_donation
    if reader.reminded_until:
        assert reader.reminded_until <= TODAY
    assert reader.articles is None or reader.articles > cap.free_articles


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 60), st.integers(1, 6))
def test_a_reader_who_comes_all_day_is_asked_no_more_than_the_cap(
    most: int, in_days: int, pages_a_day: int
) -> None:
    prompt = replace(PLAIN, caps=Caps(most_asks=most, in_days=in_days))
    asked: tuple[date, ...] = ()
    for day in range(in_days * 2):
        now = NOW + timedelta(days=day)
        for _page in range(pages_a_day):
            board = Board((prompt,))
            got = rules.decide(board, Reader(asked_on=asked), ARTICLE, now, VALUES)
            if got.reason == "shown":
                asked = (*asked, now.date())
        start = now.date() - timedelta(days=in_days)
        assert sum(one > start for one in asked) <= most
    assert len(asked) >= min(most, in_days * pages_a_day)


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(0, 9), st.integers(0, 9), st.text("abc-", min_size=1))
def test_shares_are_exact_and_sticky(held: int, first: int, second: int, slug: str) -> None:
    variants = (Variant("a", "x", weight=first), Variant("b", "x", weight=second))
    prompt = replace(PLAIN, slug=slug, variants=variants, holdout_permille=held)
    assert sum(rules.is_held(prompt, mark) for mark in range(1000)) == held
    chosen = [rules.variant_of(prompt, mark) for mark in range(1000)]
    assert chosen == [rules.variant_of(prompt, mark) for mark in range(1000)]
    if first + second:
        share = sum(one == variants[0] for one in chosen) * (first + second)
        assert abs(share - 1000 * first) < first + second
        assert None not in chosen
    else:
        assert set(chosen) == {None}


def test_a_place_in_one_prompt_says_nothing_about_another() -> None:
    prompts = [replace(PLAIN, slug=f"prompt-{n}", holdout_permille=500) for n in range(40)]
    both = [
        sum(rules.is_held(a, mark) and rules.is_held(b, mark) for mark in range(1000))
        for a in prompts
        for b in prompts
        if a.slug < b.slug
    ]
    assert 200 < min(both) <= max(both) < 300, "of each thousand, a quarter"


def test_choosing_among_a_hundred_takes_less_than_a_millisecond() -> None:
    assert deciding_ms(rounds=300) <= MOST_MS
