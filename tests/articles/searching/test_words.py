"""What a text is found by: words folded so that a reader need not spell as the writer did."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.searching.words import (
    LONGEST_WORD,
    MOST_WORDS_KEPT,
    Sought,
    fold,
    kept,
    sought,
    spans,
)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Council", "COUNCIL"),
        ("ёлка", "ЕЛКА"),
        ("Киевлянин", "киевлянин"),
        ("м'ята", "мʼята"),
        ("м'ята", "м’ята"),
        ("м'ята", "мята"),
        ("ґанок", "ганок"),
        ("Café", "cafe"),
        ("Cafe\u0301", "café"),
        ("Łódź", "lodz"),
        ("STRASSE", "straße"),
        ("council’s", "council"),
        ("river\u00adside", "riverside"),
        ("２５", "25"),
    ],
)
def test_two_spellings_are_one_word(written: str, typed: str) -> None:
    assert fold(written) == fold(typed) != ""


@pytest.mark.parametrize(("one", "other"), [("їх", "іх"), ("йод", "иод"), ("кіт", "кит")])
def test_other_letters_are_other_words(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_word_of_the_headline_is_kept_for_every_depth() -> None:
    words = kept("Tram three", "A tram late.", "Late again").split()
    assert words == [
        "1tram", "1three",
        "2tram", "2three", "2a", "2late",
        "3tram", "3three", "3a", "3late", "3again",
    ]  # fmt: skip


def test_long_words_also_find_what_begins_with_them_short_ones_only_at_the_end() -> None:
    assert sought("in Tram co") == (Sought("in", False), Sought("tram", True), Sought("co", True))
    assert sought("co in") == (Sought("co", False), Sought("in", True))
    assert sought("plan b") == (Sought("plan", True), Sought("b", False))


@pytest.mark.parametrize("typed", ["", " ", "a", "a b c", "!!", "'", '"" AND', "\0"])
def test_what_is_too_short_seeks_nothing_or_plain_words(typed: str) -> None:
    assert [s.word for s in sought(typed)] == (["and"] if "AND" in typed else [])


def test_so_much_is_kept_and_sought_and_no_more() -> None:
    long = " ".join(f"w{n}" for n in range(2 * MOST_WORDS_KEPT))
    assert len(kept(long, long, long).split()) == 3 * MOST_WORDS_KEPT
    assert len(sought(long)) == 8
    assert len(fold("x" * 500)) == LONGEST_WORD


@given(st.text(max_size=300))
def test_every_text_becomes_words_of_letters_and_digits_where_they_stand(text: str) -> None:
    end = 0
    for start, stop, word in spans(text):
        assert end <= start < stop <= len(text)
        assert word.isalnum()
        assert fold(text[start:stop]) == word
        end = stop
    for word in kept(text, text, text).split(" ") if end else ():
        assert re.fullmatch(r"[123][^\W_]+", word)
