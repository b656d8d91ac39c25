"""Gives the demo its own pages, so that a first start shows what a newsroom would write."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from portal.articles.pages import saving, shelf
from portal.articles.pages.models import PageRow
from portal.articles.pages.owed import Owed
from portal.config import Settings
from portal.extensions import db, end_read, unit_of_work

TEXTS = Path(__file__).resolve().parents[1] / "demo" / "pages"
WRITTEN_DAYS_AGO = 60


def seed_demo(_settings: Settings, now: datetime, _say: Callable[[str], None]) -> None:
    """The invented newspaper's pages stand in the database, unless one stands there already."""
    has_one = db.session.scalar(select(PageRow.slug).limit(1)) is not None
    end_read()
    if has_one:
        return
    written_at = now - timedelta(days=WRITTEN_DAYS_AGO)
    with unit_of_work() as session:
        if session.scalar(select(PageRow.slug).limit(1)) is not None:
            return
        for slug in Owed:
            title, text = shelf.read_file(TEXTS / f"{slug}.md")
            saving.save(
                session, slug, title=title, markdown=text, began_from=0, by=None, now=written_at
            )
