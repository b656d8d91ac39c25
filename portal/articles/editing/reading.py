"""What the writing desk shows of one article: its state, its newest text, what was done to it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.articles.editing.fields import Fields
from portal.articles.editing.models import Act, Revision
from portal.articles.editing.tagging import names_now
from portal.articles.editing.taking_effect import fields_of
from portal.articles.models import Article, Author, Section, State
from portal.articles.pieces import Correction
from portal.errors import Missing

REVISIONS_SHOWN = 200
# Acts after which a live article has a text that readers do not see yet.
BEHIND = (Act.SAVED, Act.RESTORED)


@dataclass(frozen=True)
class Kept:
    """One revision: its number, when, by whom (none: the portal), what was done."""

    number: int
    at: datetime
    by: str | None
    act: Act
    detail: str
    fields: Fields

    @property
    def due_at(self) -> datetime | None:
        """When it was to be published, of a schedule."""
        is_due = self.act is Act.SCHEDULED and self.detail
        return datetime.fromisoformat(self.detail) if is_due else None


@dataclass(frozen=True)
class OnDesk:
    """An article as editors have it before them."""

    id: int
    slug: str  # where readers find it, if it is published
    headline: str
    state: State
    published_at: datetime | None
    updated_at: datetime | None
    scheduled_at: datetime | None
    corrections: tuple[Correction, ...]
    latest: Kept

    @property
    def is_behind(self) -> bool:
        """True when readers see an older text than the newest."""
        return self.state is State.PUBLISHED and self.latest.act in BEHIND

    @property
    def may_be_removed(self) -> bool:
        """True for a draft that no reader ever saw."""
        return self.state is State.DRAFT and self.published_at is None


@dataclass(frozen=True)
class Choices:
    """What a text can be put under: (id, name) of sections in their order, authors by name."""

    sections: list[tuple[int, str]]
    authors: list[tuple[int, str]]

    @property
    def are_there(self) -> bool:
        """True when an article can be written at all."""
        return bool(self.sections and self.authors)


def on_desk(session: Session, article_id: int) -> OnDesk:
    """The article with its newest text, its tags as they are called today. Three queries.

    Raises: Missing.
    """
    article = session.get(Article, article_id)
    if article is None:
        raise Missing("There is no such article, or it was removed.")
    row = session.execute(
        _revisions(article_id).where(Revision.number == article.version)
    ).one_or_none()
    latest = (
        _kept(row)
        if row is not None
        else Kept(article.version, article.edited_at, None, Act.IMPORTED, "",
                  fields_of(session, article))
    )  # fmt: skip
    today = names_now(session, latest.fields.tags)
    latest = replace(latest, fields=replace(latest.fields, tags=today))
    return OnDesk(
        article.id, article.slug, latest.fields.headline, article.state, article.published_at,
        article.updated_at, article.scheduled_at,
        tuple(Correction.from_pair(pair) for pair in article.corrections), latest,
    )  # fmt: skip


def revisions(session: Session, article_id: int) -> list[Kept]:
    """The newest 200 revisions, newest first. One query."""
    query = _revisions(article_id).order_by(Revision.number.desc()).limit(REVISIONS_SHOWN)
    return [_kept(row) for row in session.execute(query)]


def revision(session: Session, article_id: int, number: int) -> Kept:
    """One revision. One query, if it was written down. Raises: Missing."""
    row = session.execute(_revisions(article_id).where(Revision.number == number)).one_or_none()
    if row is not None:
        return _kept(row)
    latest = on_desk(session, article_id).latest  # of an article that was set before revisions
    if latest.number != number:
        raise Missing("There is no such revision.")
    return latest


def choices(session: Session) -> Choices:
    """Every section and author. Two queries."""
    sections = select(Section.id, Section.name).order_by(Section.position, Section.id)
    authors = select(Author.id, Author.name).order_by(Author.name, Author.id)
    return Choices(
        [(number, name) for number, name in session.execute(sections)],
        [(number, name) for number, name in session.execute(authors)],
    )


def _revisions(article_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Revision, Account.name, Account.email)
        .outerjoin(Account, Account.id == Revision.account_id)
        .where(Revision.article_id == article_id)
    )


def _kept(row: Row[*tuple[Any, ...]]) -> Kept:
    kept, name, email = row
    return Kept(
        kept.number, kept.at, name or email, kept.act, kept.detail, Fields.from_json(kept.fields)
    )
