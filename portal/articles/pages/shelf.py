"""The pages as readers and editors get them: from the database, else as the portal brings them."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles import body
from portal.articles.pages.models import PageRow
from portal.articles.pages.owed import Owed
from portal.errors import Missing

DEFAULTS = Path(__file__).resolve().parent / "defaults"


@dataclass(frozen=True)
class Page:
    """A page. `body` is safe HTML, its own addresses beginning with "/"."""

    slug: str
    title: str
    markdown: str = field(repr=False)
    body: str = field(repr=False)
    version: int = 0  # 0: the text that comes with the portal
    changed_at: datetime | None = None

    @property
    def is_default(self) -> bool:
        """True until an editor wrote it."""
        return self.version == 0


def find(session: Session, slug: str, newsroom: str) -> Page:
    """The page at that address; `newsroom` is named in a default text. Raises: Missing."""
    if slug not in set(Owed):
        raise Missing
    row = session.get(PageRow, slug)
    return _written(row) if row else default(slug, newsroom)


def every(session: Session, newsroom: str) -> list[Page]:
    """All of them in the footer's order."""
    rows = {row.slug: row for row in session.scalars(select(PageRow))}
    return [_written(rows[slug]) if slug in rows else default(slug, newsroom) for slug in Owed]


def default(slug: str, newsroom: str) -> Page:
    """The text that comes with the portal."""
    title, text = read_file(DEFAULTS / f"{slug}.md")
    markdown = text.replace("{newsroom}", newsroom)
    return Page(slug, title, markdown, body.render(markdown).html)


@cache
def read_file(path: Path) -> tuple[str, str]:
    """A title, written as the file's first line after "# ", and the Markdown below it."""
    head, _, text = path.read_text(encoding="utf-8").partition("\n")
    return head.removeprefix("# ").strip(), text.strip()


def _written(row: PageRow) -> Page:
    return Page(row.slug, row.title, row.body_markdown, row.body_html, row.version, row.changed_at)
