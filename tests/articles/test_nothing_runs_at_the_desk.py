"""The same corpus where editors work: what one types makes no page act before another.

A source may have sent the text, an import may have brought it, a stolen account may have typed it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from portal import clock
from portal.articles.editing import previewing
from portal.articles.editing.models import Act, Revision
from portal.articles.models import Article, Author, Kind, Picture, Section, State, Tag
from portal.articles.pages.models import PageRow
from portal.articles.pages.owed import Owed
from portal.extensions import db, unit_of_work
from tests.accounts.people import PASSWORD, proved
from tests.articles.conftest import Served, browser_type_launch_args, served
from tests.articles.hostile import FIELDS, HARMLESS, print_everything
from tests.articles.more_payloads import CORPUS
from tests.articles.watching import Watched, watched

__all__ = ["browser_type_launch_args", "served"]

EDITOR = {"email": "bohdan@example.org", "password": PASSWORD}
WHOLE = "\n\n".join(one.text.replace("\0", "") for one in CORPUS)
A_THIRD = "\n\n".join(one.text.replace("\0", "") for one in CORPUS[::3])
ALL_FIELDS = " ".join(FIELDS).replace("\0", "")
LONG = "() => document.querySelector('[data-shown]').innerText.length > 400"
# What our templates made of the page: the same whatever stands in it.
BONES = """() => [...document.querySelectorAll(
    "head, head *, main h1, main form, main form *, main table, main tr, main th, main td")]
  .filter((e) => !e.closest(".prose"))
  .map((e) => [e.localName, ...e.getAttributeNames().sort()].join(" "))"""


@pytest.fixture(scope="module")
def desk(served: Served) -> Served:
    """A desk on which everything is hostile: texts, shelves, pictures, the newsroom's pages."""
    with served.app.app_context():
        print_everything(served.app.extensions["settings"].instance / "media")
        proved(EDITOR["email"], role="editor")
        with unit_of_work() as session:
            calm = session.scalars(select(Section).where(Section.slug == "calm")).one()
            usual = session.scalars(select(Author).where(Author.slug == "usual")).one()
            picture = session.scalars(select(Picture).limit(1)).one()
            picture.alt = picture.credit = ALL_FIELDS
            for slug, texts in (("rough", ALL_FIELDS), ("mild", "The council met at nine.")):
                piece = Article(
                    slug=slug, kind=Kind.ARTICLE, headline=texts, state=State.DRAFT,
                    section_id=calm.id, author_id=usual.id, version=2, kicker=texts,
                    standfirst=texts, picture_id=picture.id, edited_at=clock.now(),
                )  # fmt: skip
                session.add(piece)
                session.flush()
                for number in (1, 2):
                    session.add(_revision(piece, number, texts if number == 2 else "Calm."))
            session.add(
                PageRow(slug=Owed.ABOUT, title=ALL_FIELDS, body_markdown=WHOLE, body_html="",
                        version=1, changed_at=clock.now())
            )  # fmt: skip
    return served


def _revision(piece: Article, number: int, text: str) -> Revision:
    is_rough = text == ALL_FIELDS
    fields: dict[str, Any] = {
        "headline": text, "section_id": piece.section_id, "author_id": piece.author_id,
        "slug": piece.slug, "kicker": text, "standfirst": text,
        "body_markdown": WHOLE if is_rough else f"{text}\n\nIt adjourned.",
        "picture_id": piece.picture_id, "picture_alt": text, "picture_caption": text,
        "picture_credit": text, "tags": [one.text for one in CORPUS[::9]] if is_rough else [text],
    }  # fmt: skip
    return Revision(
        article_id=piece.id, number=number, at=clock.now() - timedelta(hours=3 - number),
        act=Act.CORRECTED, detail=text[:500], fields=fields,
    )  # fmt: skip


@pytest.fixture(scope="module")
def bare(browser: Browser, desk: Served) -> Iterator[Watched]:
    """An editor's page, where no policy helps us."""
    with watched(browser, desk.url, has_policy=False, signed_in=EDITOR) as watch:
        yield watch


@pytest.fixture(scope="module")
def ids(desk: Served) -> dict[str, int]:
    """The articles by their addresses, and one of each shelf."""
    with desk.app.app_context():
        found = {row.slug: row.id for row in db.session.scalars(select(Article))}
        for kind, slug in ((Author, "author-2"), (Tag, "tag-2")):
            found[slug] = db.session.scalars(select(kind.id).where(kind.slug == slug)).one()
        found["picture"] = db.session.scalars(select(Picture.id).limit(1)).one()
        db.session.rollback()
    return found


@pytest.mark.parametrize(
    "page",
    ["", "/revisions", "/revisions/2", "/revisions/compare?old=1&new=2", "/corrections"],
    ids=["writing, with its preview", "the past", "an older text", "differences", "corrections"],
)
def test_nothing_runs_where_a_text_is_worked_on(
    bare: Watched, ids: dict[str, int], page: str
) -> None:
    assert bare.visit(f"/staff/articles/{ids['mild']}{page}") == []
    bones = _bones(bare)
    assert bare.visit(f"/staff/articles/{ids['rough']}{page}") == []
    assert "javascript:" in bare.page.content() or page in ("/revisions", "/corrections")
    if page in ("", "/corrections"):
        assert _bones(bare) == bones


def test_nothing_runs_where_a_draft_is_shown(
    bare: Watched, desk: Served, ids: dict[str, int]
) -> None:
    with desk.app.app_context():
        token, _ends = previewing.link_token(ids["rough"], clock.now(), 7)
    assert bare.visit(f"/drafts/{token}") == []
    assert "javascript:" in bare.page.inner_text("main")


def test_nothing_runs_while_one_types(bare: Watched, ids: dict[str, int]) -> None:
    assert bare.visit(f"/staff/articles/{ids['mild']}") == []
    with bare.page.expect_response("**/staff/articles/preview") as answer:
        bare.page.locator("[name=body_markdown]").fill(A_THIRD)
    assert answer.value.ok
    bare.page.wait_for_function(
        "() => document.querySelector('[data-shown]').innerText.length > 400"
    )
    assert bare.found() == []


def test_nothing_runs_on_the_lists_and_shelves(bare: Watched, ids: dict[str, int]) -> None:
    for path in (
        "", "?q=onerror", "/authors", f"/authors/{ids['author-2']}", "/sections", "/tags",
        f"/tags/{ids['tag-2']}",
    ):  # fmt: skip
        assert bare.visit(f"/staff/articles{path}") == [], path
    for path in ("/staff/pictures", f"/staff/pictures/{ids['picture']}"):
        assert bare.visit(path) == [], path


def test_nothing_runs_where_the_newsrooms_pages_are_written(bare: Watched) -> None:
    for path in (f"/staff/pages/{Owed.ABOUT}", f"/staff/pages/{Owed.ABOUT}/revisions"):
        assert bare.visit(path) == [], path


def test_nothing_runs_where_it_is_told_what_brought_members(bare: Watched) -> None:
    assert bare.visit("/staff/prompts") == []
    assert bare.visit(f"/staff/prompts/why?page=/news/fields-{HARMLESS - 1}") == []


def _bones(watch: Watched) -> Any:
    return watch.page.evaluate(BONES)
