"""The same corpus where texts of articles are listed, found, fed, and in pages and prompts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser
from sqlalchemy import delete, update

from portal.articles.models import Article
from portal.articles.pages.models import PageRow
from portal.articles.pages.owed import Owed
from portal.campaign.models import CampaignRow
from portal.extensions import unit_of_work
from portal.prompts.models import PromptRow
from portal.prompts.prompt import Placement, Variant
from portal.support import headcount
from tests.articles.conftest import Served, browser_type_launch_args, served
from tests.articles.hostile import BATCHES, FIELDS, HARMLESS, print_everything, text_of
from tests.articles.more_payloads import CORPUS
from tests.articles.newspaper import NOON
from tests.articles.watching import Watched, watched
from tests.prompts.board import one, put_up

__all__ = ["browser_type_launch_args", "served"]

KYIV = ZoneInfo("Europe/Kyiv")
# Prompts with a brace that is no placeholder are never shown at all.
SAYABLE = [payload.text for payload in CORPUS if not set("{}\0\x1b") & set(payload.text)]

HEADS = """() => [...document.querySelectorAll("head, head *, .author-head, .author-head *")]
  .map((e) => [e.localName, e.className, ...e.getAttributeNames().sort()].join(" "))"""


@pytest.fixture(scope="module")
def press(served: Served) -> Served:
    """The newspaper with all of the corpus in print, its own pages included, and a campaign."""
    now = datetime.now(UTC)
    with served.app.app_context():
        print_everything(served.app.extensions["settings"].instance / "media")
        with unit_of_work() as session:
            session.add(
                CampaignRow(
                    slug="25000-members", name="25,000 members", goal=25_000,
                    timezone="Europe/Kyiv", starts_at=datetime(now.year, 1, 1, tzinfo=KYIV),
                    ends_at=datetime(now.year + 1, 1, 1, tzinfo=KYIV),
                )
            )  # fmt: skip
            headcount.recount(session, now)
            for number, slug in enumerate(Owed):
                texts = "\n".join(text_of(batch) for batch in BATCHES[number :: len(Owed)])
                session.add(
                    PageRow(
                        slug=slug, title=" ".join(FIELDS[number :: len(Owed)]), body_markdown="",
                        body_html=texts, version=1, changed_at=NOON,
                    )
                )  # fmt: skip
    return served


@pytest.fixture(scope="module")
def bare(browser: Browser, press: Served) -> Iterator[Watched]:
    """A page that is watched, where no policy helps us."""
    with watched(browser, press.url, has_policy=False) as watch:
        yield watch


def test_nothing_runs_where_articles_are_listed(bare: Watched) -> None:
    waiting = ["/", "/sections/rough", "/sections/calm"]
    seen: list[str] = []
    while waiting:
        seen.append(waiting.pop())
        assert bare.visit(seen[-1]) == []
        more = bare.page.locator("a[data-more]")
        if more.count():
            waiting.append(more.get_attribute("href") or "")
    assert len(seen) >= 4


def test_nothing_runs_on_an_authors_or_a_subjects_page(bare: Watched) -> None:
    bare.visit(f"/authors/author-{HARMLESS}")
    bones = bare.page.evaluate(HEADS)
    for number, text in enumerate(FIELDS):
        assert bare.visit(f"/authors/author-{number}") == []
        assert bare.page.evaluate(HEADS) == bones, text
    for number in (0, 3):
        assert bare.visit(f"/tags/tag-{number}") == []


def test_nothing_runs_where_it_is_searched_for(bare: Watched) -> None:
    spread = sorted(CORPUS, key=lambda one: one.number % 37)
    for start in range(0, len(spread), 100):  # as many as a search may be long
        typed = " ".join(one.text for one in spread[start : start + 8])
        assert bare.visit(f"/search?q={quote(typed)}") == []
    assert bare.visit("/search?q=onerror") == []


def test_nothing_runs_in_the_feeds_for_machines(bare: Watched) -> None:
    for path in ("/feed.xml", "/sitemap.xml"):
        bare.faults.clear()
        bare.page.goto(f"{bare.home}{path}")
        assert bare.faults == []
        assert bare.page.evaluate("() => window.told") == []
        assert bare.page.locator("parsererror").count() == 0


def test_nothing_runs_on_the_newsrooms_own_pages(bare: Watched) -> None:
    for slug in Owed:
        assert bare.visit(f"/{slug}") == []


@pytest.mark.parametrize("placement", list(Placement))
def test_nothing_runs_in_a_prompt(bare: Watched, press: Served, placement: Placement) -> None:
    texts = ["".join(SAYABLE[start::3])[:4000] for start in range(3)]
    words = Variant("a", " ".join(SAYABLE[:40]), tuple(SAYABLE), texts[0], texts[1], texts[2])
    with press.app.app_context():
        with unit_of_work() as session:
            session.execute(delete(PromptRow))
            session.execute(
                update(Article)
                .where(Article.slug == "piece-0")
                .values(body_html="<p>The tide came in.</p>" * 60)
            )
        put_up(one(placement, slug=f"rough-{placement}", variants=(words,), after_paragraph=40))
    with bare.page.expect_response("**/prompts/choose") as answer:
        bare.visit("/news/piece-0")
    assert "<script>" not in answer.value.json()["html"]
    shown = bare.page.locator(f'[data-prompt="rough-{placement}"]')
    shown.wait_for(state="attached")
    assert "<script>" in shown.inner_text() or placement is Placement.HEADER
    assert bare.found() == []
