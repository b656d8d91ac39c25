"""Bringing the stored HTML of texts up to what the renderer makes of them today.

A text is rendered when it is saved. After an update of the portal that renders more (another width
of pictures, say), those saved before follow through here.
"""

from collections.abc import Iterator

from sqlalchemy import Update, func, select, update

from portal.articles import body, rules
from portal.articles.models import Article
from portal.articles.pages.models import PageRow
from portal.extensions import db, end_read, unit_of_work
from portal.web import versions

BATCH = 100


def count() -> int:
    """How many texts there are."""
    session = db.session()
    found = (session.scalar(select(func.count()).select_from(kind)) for kind in (Article, PageRow))
    number = sum(one or 0 for one in found)
    end_read()
    return number


def render_again() -> Iterator[bool]:
    """For each text, whether its HTML was another one; it is what is rendered today now.

    A batch is one unit of work; a text that an editor changes meanwhile is left to them.
    """
    after = 0
    while batch := _articles(after):
        after = batch[-1][0]
        yield from _kept([_of_article(*row) for row in batch], "articles")
    yield from _kept([_of_page(*row) for row in _pages()], "newsroom")


def _articles(after: int) -> list[tuple[int, str, str]]:
    query = select(Article.id, Article.body_markdown, Article.body_html)
    rows = db.session.execute(query.where(Article.id > after).order_by(Article.id).limit(BATCH))
    found = [(row.id, row.body_markdown, row.body_html) for row in rows]
    end_read()
    return found


def _pages() -> list[tuple[str, str, str]]:
    rows = db.session.execute(select(PageRow.slug, PageRow.body_markdown, PageRow.body_html))
    found = [(row.slug, row.body_markdown, row.body_html) for row in rows]
    end_read()
    return found


def _of_article(number: int, markdown: str, html: str) -> Update | None:
    rendered = body.render(markdown)
    if rendered.html == html:
        return None
    return (
        update(Article)
        .where(Article.id == number, Article.body_markdown == markdown)
        .values(
            body_html=rendered.html, words=rendered.words,
            reading_minutes=rules.reading_minutes(rendered.words),
        )
    )  # fmt: skip


def _of_page(slug: str, markdown: str, html: str) -> Update | None:
    rendered = body.render(markdown).html
    if rendered == html:
        return None
    same = (PageRow.slug == slug, PageRow.body_markdown == markdown)
    return update(PageRow).where(*same).values(body_html=rendered)


def _kept(changes: list[Update | None], topic: str) -> list[bool]:
    if any(change is not None for change in changes):
        with unit_of_work() as session:
            for change in changes:
                if change is not None:
                    session.execute(change.execution_options(synchronize_session=False))
            versions.bump(session, topic)
    return [change is not None for change in changes]
