"""Putting a new text in a page's place; of two editors the later is told of the earlier."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.articles import body
from portal.articles.pages.models import PageRevision, PageRow
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
    began_from: int | None,
    by: int | None,
    now: datetime,
    restored_from: int | None = None,
) -> int:
    """The page holds the text, and so does its newest revision, inside a unit of work; its version.

    `began_from` is the version the editor began from, 0 for the text that comes with the
    portal, None to put the text in the place of any. Raises: Overtaken.
    """
    row = session.get(PageRow, slug, with_for_update=True, populate_existing=True)
    version = row.version if row else 0
    if began_from not in (version, None):
        raise Overtaken
    rendered = body.render(markdown)
    if row is None:
        row = PageRow(slug=slug, version=0)
        session.add(row)
    row.title, row.body_markdown, row.body_html = title, markdown, rendered.html
    row.version, row.changed_at = version + 1, now
    session.flush()
    session.add(
        PageRevision(
            slug=slug, number=row.version, at=now, account_id=by, title=title,
            body_markdown=markdown, restored_from=restored_from,
        )
    )  # fmt: skip
    log.record(
        session,
        by,
        action="page.saved",
        subject=f"page:{slug}",
        before={"version": version},
        after={"version": row.version, "words": rendered.words},
    )
    versions.bump(session, "newsroom")
    return row.version
