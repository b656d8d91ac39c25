"""Length, update, place in a feed and on the front page, without an application."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles import rules
from portal.articles.rules import Cursor
from portal.errors import Missing

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One.", 1),
        ("Don’t shout, she said.", 4),
        ("A river-side walk of 1,200 metres", 6),
        ("Слово за словом", 3),
        ("… — ?", 0),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text: str, words: int) -> None:
    assert rules.count_words(text) == words


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (40, 1), (220, 1), (329, 1), (330, 2), (440, 2), (900, 4)]
)
def test_reading_time_is_whole_minutes_and_never_none(words: int, minutes: int) -> None:
    assert rules.reading_minutes(words) == minutes


@pytest.mark.parametrize(
    ("later_seconds", "shown"), [(None, False), (-3600, False), (0, False), (59, False), (60, True)]
)
def test_only_an_update_after_publication_is_shown(later_seconds: int | None, shown: bool) -> None:
    updated = None if later_seconds is None else NOON + timedelta(seconds=later_seconds)
    assert rules.visible_update(NOON, updated) == (updated if shown else None)


@given(
    st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2500, 1, 1)),  # noqa: DTZ001
    st.integers(1, 999_999_999),
)
def test_a_cursor_survives_its_way_through_an_address(naive: datetime, number: int) -> None:
    cursor = Cursor(naive.replace(tzinfo=UTC), number)
    assert Cursor.from_text(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    ["", "1", "x-1", "1-x", "-1-1", "1-", "1-1 ", "1" * 18 + "-1", "1-" + "9" * 10, "١-١", "1-1\n"],
)
def test_another_text_is_no_cursor(text: str) -> None:
    with pytest.raises(Missing):
        Cursor.from_text(text)


@dataclass(frozen=True)
class Sheet:
    name: str
    has_picture: bool = True
    is_brief: bool = False


def test_the_newest_article_with_a_picture_leads() -> None:
    brief, plain = Sheet("brief", is_brief=True), Sheet("plain", has_picture=False)
    shown = [Sheet(name) for name in "abcde"]
    front = rules.arrange([brief, plain, *shown])
    assert front.lead == shown[0]
    assert front.seconds == shown[1:4]
    assert front.rest == [brief, plain, shown[4]]


@pytest.mark.parametrize(("pictures", "seconds"), [(0, 0), (1, 0), (2, 0), (3, 0), (4, 3), (9, 3)])
def test_there_are_no_seconds_unless_there_are_three(pictures: int, seconds: int) -> None:
    sheets = [Sheet(str(i)) for i in range(pictures)]
    front = rules.arrange(sheets)
    assert len(front.seconds) == seconds
    assert (front.lead is None) == (pictures == 0)


@given(st.lists(st.builds(Sheet, st.uuids().map(str), st.booleans(), st.booleans()), max_size=30))
def test_every_piece_stands_on_the_front_exactly_once(sheets: list[Sheet]) -> None:
    front = rules.arrange(sheets)
    placed = [*([front.lead] if front.lead else []), *front.seconds, *front.rest]
    assert sorted(s.name for s in placed) == sorted(s.name for s in sheets)
    assert front.rest == [s for s in sheets if s in front.rest]
