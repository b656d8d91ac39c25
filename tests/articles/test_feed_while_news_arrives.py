"""Whatever is published while a reader pages through: nothing twice, nothing left out."""

from datetime import timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from portal.articles import library
from portal.articles.models import Article, Kind, State
from portal.articles.rules import Cursor
from portal.extensions import db, unit_of_work
from tests.articles.newspaper import NOON, slugs_in_order, write_piece

# Few moments, so that many pieces share one; a page breaks among them, too.
MOMENTS = st.integers(min_value=0, max_value=3)
ACTS = st.lists(
    st.tuples(st.sampled_from(["publish", "publish later", "take back"]), MOMENTS), max_size=4
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    start=st.lists(MOMENTS, min_size=1, max_size=12),
    length=st.integers(min_value=1, max_value=4),
    meanwhile=st.lists(ACTS, max_size=6),
)
def test_no_piece_is_repeated_and_none_is_skipped(
    app_on_both: Flask, start: list[int], length: int, meanwhile: list[list[tuple[str, int]]]
) -> None:
    with unit_of_work() as session:
        session.execute(delete(Article))
        for number, moment in enumerate(start):
            kind = Kind.BRIEF if number % 3 else Kind.ARTICLE
            write_piece(session, f"piece-{number}", hours_ago=moment, kind=kind)
    expected = slugs_in_order()
    seen: list[str] = []
    before: Cursor | None = None
    for page in range(100):
        listing = library.feed(db.session(), before, length)
        seen += [piece.slug for piece in listing.pieces]
        if listing.next is None:
            break
        before = Cursor.from_text(str(listing.next))
        for place, (act, moment) in enumerate(meanwhile[page] if page < len(meanwhile) else []):
            _happen(act, f"late-{page}-{place}", moment, expected)
    assert len(seen) == len(set(seen))
    taken_back = set(expected) - set(slugs_in_order())
    assert [slug for slug in seen if slug in expected] == [
        slug for slug in expected if slug in seen or slug not in taken_back
    ]


def _happen(act: str, slug: str, moment: int, expected: list[str]) -> None:
    with unit_of_work() as session:
        if act == "publish":  # the newest of all: it stands before what was read
            write_piece(session, slug, published_at=NOON + timedelta(minutes=1))
        elif act == "publish later":
            write_piece(session, slug, hours_ago=moment, state=State.SCHEDULED)
        elif expected:
            gone = expected[moment % len(expected)]
            session.execute(delete(Article).where(Article.slug == gone))
