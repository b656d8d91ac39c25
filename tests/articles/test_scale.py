"""Fifty thousand pieces cost a page the same rows and index steps as five hundred."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy.orm import Session

from portal.articles import library
from portal.articles.beside import beside
from portal.articles.related import related
from portal.articles.rules import Cursor
from portal.articles.searching.finding import find
from portal.articles.searching.words import sought
from portal.extensions import db, end_read
from tests import databases
from tests.articles.newspaper import NOON
from tests.articles.queries import counted
from tests.articles.scale import SPACING, fill
from tests.settings import make_settings

FEW, MANY = 500, 50_000
MIDDLE = Cursor(NOON - SPACING * 250, 250)

GROWING = re.compile(r"articles|article_tags|article_words|search_index")
SCAN = re.compile(r"(Seq Scan|SCAN) (articles|article_tags|article_words)")


class Step(NamedTuple):
    """One step of a plan, and how many rows it looked at where the database tells."""

    what: str
    rows: int


Page = Callable[[Session], object]
Explain = Callable[[Page], dict[int, list[Step]]]

PAGES: dict[str, Page] = {
    "feed": lambda session: library.feed(session, MIDDLE),
    "section": lambda session: library.section(session, "s-1", MIDDLE),
    "author": lambda session: library.author(session, "s-1", MIDDLE),
    "tag of all": lambda session: library.tag(session, "s-1", MIDDLE),
    "tag of few": lambda session: library.tag(session, "s-7"),
    "texts": library.texts,
    "related": lambda session: related(session, 100, 1),
    "beside": lambda session: beside(session, library.article(session, "piece-100"), ["piece-7"]),
}
# Most of them; some; few; one; none. The last two stand apart, and none have both.
SEARCHES = ("council", "ferry", "lighthouse", "w7", "nothing", "council lighthouse", "council zzz")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def both_sizes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, str]:
    """Two newspapers on one kind of database, and where they are."""
    urls = {}
    for count in (FEW, MANY):
        folder = tmp_path_factory.mktemp("scale")
        urls[count] = (
            databases.fresh_sqlite(folder)
            if request.param == "sqlite"
            else databases.fresh_postgresql()
        )
        with databases.running(make_settings(folder, DATABASE_URL=urls[count])):
            fill(count)
    return urls


@pytest.fixture
def explain(both_sizes: dict[int, str], tmp_path: Path) -> Explain:
    """Asks the database, at both sizes, how it goes about every statement of a page."""

    def ask(page: Page) -> dict[int, list[Step]]:
        steps = {}
        for count, url in both_sizes.items():
            with databases.running(make_settings(tmp_path, DATABASE_URL=url)):
                steps[count] = steps_of(page)
        return steps

    return ask


def steps_of(page: Page) -> list[Step]:
    """The steps into tables that grow with the newspaper, of all statements of a page."""
    session = db.session()
    with counted() as seen:
        page(session)
    connection = session.connection()
    steps: list[Step] = []
    for statement, bound in list(seen):
        if connection.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", bound)
            steps += [Step(row.detail, 0) for row in plan if GROWING.search(row.detail)]
        else:
            plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", bound)
            steps += nodes(plan.scalar_one()[0]["Plan"])
    end_read()
    return steps


def nodes(node: dict[str, Any]) -> list[Step]:
    """PostgreSQL's steps into growing tables and how many rows each of them looked at."""
    name = f"{node['Node Type']} {node.get('Index Name') or node.get('Relation Name', '')}"
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    rows = round((node["Actual Rows"] + removed) * node["Actual Loops"])
    here = [Step(name, rows)] if GROWING.search(name) else []
    return here + [step for below in node.get("Plans", ()) for step in nodes(below)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_the_same_steps_at_any_size(explain: Explain, name: str) -> None:
    steps = explain(PAGES[name])
    assert steps[MANY]
    assert not [s for s in steps[MANY] if SCAN.match(s.what)], steps[MANY]
    assert sum(s.rows for s in steps[MANY]) <= sum(s.rows for s in steps[FEW])
    if not any(s.rows for s in steps[FEW]):  # SQLite plans by rule; PostgreSQL scans what is small
        assert steps[MANY] == steps[FEW]


@pytest.mark.parametrize("typed", SEARCHES)
def test_a_search_is_answered_from_its_index(explain: Explain, typed: str) -> None:
    """On PostgreSQL it looks at what matches and no more; on SQLite it stops when the page is full.

    SQLite calls every visit of the index a scan; "M" is a search by words, "<" from a place on.
    """
    steps = explain(lambda session: find(session, sought(typed)))
    visits = [s.what for s in steps[MANY] if "search_index" in s.what]
    assert len(visits) == 3
    for visit in visits:
        assert re.fullmatch(r"Bitmap Index Scan search_index|SCAN .* INDEX 192:M1<", visit), visit
    assert not [s for s in steps[MANY] if SCAN.match(s.what)], steps[MANY]
