"""Removing a draft that no reader ever saw."""

from sqlalchemy.orm import Session

from portal.articles.models import Article, State
from portal.audit import log
from portal.errors import Missing, Refused


def remove(session: Session, article_id: int, by: int | None) -> None:
    """The draft and its revisions are gone, inside a unit of work. Raises: Missing, Refused."""
    article = session.get(Article, article_id, with_for_update=True, populate_existing=True)
    if article is None:
        raise Missing("This draft was removed already.")
    if article.state is not State.DRAFT or article.published_at is not None:
        raise Refused("Only a draft that was never published can be removed.")
    log.record(
        session, by, action="article.removed", subject=f"article:{article_id}",
        before={"slug": article.slug, "version": article.version},
    )  # fmt: skip
    session.delete(article)
    session.flush()
