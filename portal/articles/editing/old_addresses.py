"""Addresses that articles had: they lead to the new one until another article takes them."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.articles.editing.models import OldSlug
from portal.articles.models import Article, State


def leads_to(session: Session, slug: str) -> str | None:
    """The present address of the published article that once had this one. One query."""
    return session.scalar(
        select(Article.slug)
        .join(OldSlug, OldSlug.article_id == Article.id)
        .where(OldSlug.slug == slug, Article.state == State.PUBLISHED)
    )


def leave(session: Session, slug: str, article_id: int) -> None:
    """From now on the address leads to the article, inside a unit of work."""
    session.merge(OldSlug(slug=slug, article_id=article_id))


def take(session: Session, slug: str) -> None:
    """The address is an article's own again: it leads nowhere else."""
    session.execute(
        delete(OldSlug).where(OldSlug.slug == slug).execution_options(synchronize_session=False)
    )


def is_left(session: Session, slug: str, *, by_another_than: int | None) -> bool:
    """True when an address leads to an article other than this one."""
    owner = session.scalar(select(OldSlug.article_id).where(OldSlug.slug == slug))
    return owner is not None and owner != by_another_than
