"""Putting a new text in a page's place; of two editors the later is told of the earlier."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.articles import body
from portal.articles.pages.models import PageRow
from portal.audit import log
from portal.web import versions


class Overtaken(Exception):
    """Somebody else saved the page since this editor began; nothing was changed."""


def save(
    session: Session,
    slug: str,
    *,
    title: str,
    markdown: str,
    began_from: int,
    by: int | None,
    now: datetime,
) -> int:
    """The page holds the text, inside a unit of work; its new version.

    `began_from` is the version the editor began from, 0 for the text that comes with the
    portal. Raises: Overtaken.
    """
    row = session.get(PageRow, slug, with_for_update=True, populate_existing=True)
    if (row.version if row else 0) != began_from:
        raise Overtaken
    rendered = body.render(markdown)
    if row is None:
        row = PageRow(slug=slug, version=0)
        session.add(row)
    row.title, row.body_markdown, row.body_html = title, markdown, rendered.html
    row.version, row.changed_at = began_from + 1, now
    log.record(
        session,
        by,
        action="page.saved",
        subject=f"page:{slug}",
        before={"version": began_from},
        after={"version": row.version, "words": rendered.words},
    )
    versions.bump(session, "newsroom")
    return row.version
