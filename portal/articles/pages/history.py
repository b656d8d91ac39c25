"""What stood on a page before: who saved it, when, and what differs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.articles.editing.comparing import Change
from portal.articles.editing.differences import differences, words
from portal.articles.pages import shelf
from portal.articles.pages.models import PageRevision
from portal.errors import Missing

SHOWN = 200


@dataclass(frozen=True)
class Kept:
    """A page as it was saved; `by`: none, when the portal or somebody who is gone did."""

    number: int
    at: datetime
    by: str | None
    title: str
    markdown: str
    restored_from: int | None


def revisions(session: Session, slug: str) -> list[Kept]:
    """The newest 200, newest first. One query."""
    newest_first = _of(slug).order_by(PageRevision.number.desc())
    return [_kept(row) for row in session.execute(newest_first.limit(SHOWN))]


def revision(session: Session, slug: str, number: int) -> Kept:
    """One of them. One query. Raises: Missing."""
    row = session.execute(_of(slug).where(PageRevision.number == number)).one_or_none()
    if row is None:
        raise Missing("There is no such revision.")
    return _kept(row)


def newest(session: Session, slug: str) -> int:
    """The number of the newest, 0 before any. One query."""
    query = select(func.max(PageRevision.number)).where(PageRevision.slug == slug)
    return session.scalar(query) or 0


def compare(old: Kept | shelf.Page, new: Kept | shelf.Page) -> list[Change]:
    """What differs; [] for equal texts."""
    found = [
        Change("title", words(old.title, new.title)) if old.title != new.title else None,
        Change("body_markdown", differences(old.markdown, new.markdown))
        if old.markdown != new.markdown
        else None,
    ]
    return [change for change in found if change]


def _of(slug: str) -> Select[*tuple[Any, ...]]:
    return (
        select(PageRevision, Account.name, Account.email)
        .outerjoin(Account, Account.id == PageRevision.account_id)
        .where(PageRevision.slug == slug)
    )


def _kept(row: Row[*tuple[Any, ...]]) -> Kept:
    kept, name, email = row
    return Kept(
        kept.number, kept.at, name or email, kept.title, kept.body_markdown, kept.restored_from
    )
