"""What a browser sends is read leniently: whatever is wrong counts as empty, nothing raises."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.prompts import memory
from portal.prompts.prompt import Page, Reader

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EMPTY = (Reader(mark=7), Page())


def read(sent: object) -> tuple[Reader, Page]:
    return memory.read(json.dumps(sent).encode(), NOW, 7)


def test_a_whole_memory_is_read() -> None:
    reader, page = read(
        {
            "memory": {
                "asked": ["2026-11-01", "2026-11-22"], "closed": "2026-10-30", "gave": "2025-01-02",
                "reminded": "2026-12-01", "member_until": "2026-01-01T00:00:00.000Z",
                "bucket": 512, "articles": 4,
            },
            "page": {
                "places": ["end", "banner", "attic"], "paragraphs": [2, 8],
                "article": "harbour-dues", "section": "city", "tags": ["port", "Not A Slug"],
            },
        }
    )  # fmt: skip
    assert reader == Reader(
        (date(2026, 11, 1), date(2026, 11, 22)), date(2026, 10, 30), date(2025, 1, 2),
        date(2026, 12, 1), datetime(2026, 1, 1, tzinfo=UTC), 512, 4,
    )  # fmt: skip
    places = frozenset({"end", "banner"})
    assert page == Page(places, (2, 8), "harbour-dues", "city", frozenset({"port"}))


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"[]", b"null", b"7", b"\xff\xfe", b"[" * 5000, b'{"memory": 1, "page": []}',
     b'{"memory": {"asked": 3, "bucket": "x", "closed": "soon", "member_until": "2026-13-01"}}',
     b'{"memory": {"bucket": true, "asked": [[], {}, 1e400], "gave": "9999-12-31", "today": 9}}',
     b'{"memory": {"bucket": 1000, "articles": 9, "member_until": "9999-12-31T23:59:59-23:59"}}',
     b'{"memory": {"member_until": "2026-01-01T00:00:00"}}',
     b'{"page": {"places": "end", "paragraphs": [1], "tags": [7], "article": "../x"}}'],
)  # fmt: skip
def test_what_is_wrong_counts_as_empty(payload: bytes) -> None:
    assert memory.read(payload, NOW, 7) == EMPTY


def test_articles_need_a_bucket_because_both_need_consent() -> None:
    assert read({"memory": {"articles": 5}})[0].articles is None
    assert read({"memory": {"bucket": 0}})[0] == Reader(mark=0)


def test_a_clock_a_day_ahead_means_today_and_the_far_future_is_no_memory() -> None:
    reader, _ = read({"memory": {"asked": ["2026-11-23", "2027-01-01"], "closed": "2026-11-23"}})
    assert reader.asked_on == (NOW.date(),)
    assert reader.closed_on == NOW.date()


@pytest.mark.parametrize("theirs", ["2031-05-20", "1970-01-20", "9999-12-31"])
def test_a_calendar_that_is_wrong_still_tells_how_long_ago(theirs: str) -> None:
    now = date.fromisoformat(theirs)
    days = [(now - timedelta(days=ago)).isoformat() for ago in (13, 0)]
    memory = {"today": theirs, "asked": days, "closed": days[0], "gave": days[1]}
    reader, _ = read({"memory": memory})
    assert reader.asked_on == (date(2026, 11, 9), date(2026, 11, 22))
    assert (reader.closed_on, reader.donated_on) == (date(2026, 11, 9), date(2026, 11, 22))


def test_a_day_before_all_calendars_is_the_first() -> None:
    asked = {"today": "2999-01-01", "closed": "1970-01-01"}
    assert read({"memory": asked})[0].closed_on == date(1970, 1, 1)


def test_only_the_newest_asks_are_looked_at() -> None:
    assert len(read({"memory": {"asked": ["2026-11-01"] * 100_000}})[0].asked_on) == 60
    older, newer = ["2026-01-01"] * 60, ["2026-11-01"] * 60
    assert set(read({"memory": {"asked": older + newer}})[0].asked_on) == {date(2026, 11, 1)}


names = st.sampled_from(
    ["asked", "closed", "gave", "reminded", "member_until", "bucket", "articles", "places",
     "paragraphs", "article", "section", "tags", "today"]
)  # fmt: skip
scalars = st.sampled_from(
    [None, True, -1, 0, 10**30, 1.5, "", "2026-11-22", "end", "x" * 500, "\0"]
)
anything = scalars | st.lists(scalars, max_size=3) | st.dictionaries(names, scalars, max_size=2)


@settings(deadline=None)
@given(st.dictionaries(names, anything), st.dictionaries(names, anything))
def test_nothing_raises(mind: object, page: object) -> None:
    reader, _ = read({"memory": mind, "page": page})
    assert 0 <= reader.mark <= 999


@settings(deadline=None)
@given(st.binary())
def test_no_bytes_raise(payload: bytes) -> None:
    memory.read(payload, NOW, 7)
    memory.read_act(payload)


def test_an_act_is_one_of_a_few() -> None:
    sent = {"prompt": "winter", "variant": "a", "what": "shown", "first": True}
    assert memory.read_act(json.dumps(sent).encode()) == memory.Act("winter", "a", "shown", True)
    wrongs: list[dict[str, object]] = [
        {"what": "bought"},
        {"prompt": "No Slug"},
        {"prompt": None},
        {"what": []},
    ]
    for wrong in wrongs:
        assert memory.read_act(json.dumps({**sent, **wrong}).encode()) is None
