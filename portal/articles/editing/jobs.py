"""What the writing desk does each minute: publish what is due."""

import structlog
from sqlalchemy import select

from portal import clock
from portal.articles.editing.models import Act
from portal.articles.editing.saving import latest_fields, save
from portal.articles.models import Article, State
from portal.errors import Refused
from portal.extensions import db, end_read, jobs, unit_of_work

log = structlog.get_logger(__name__)


@jobs.every(minutes=1)
def publish_due() -> None:
    """Every scheduled article whose moment has come is published, each in its own unit of work.

    One that cannot be stays as it is, keeps no other waiting, and is tried again.
    """
    due = select(Article.id).where(
        Article.state == State.SCHEDULED, Article.scheduled_at <= clock.now()
    )
    waiting = list(db.session.scalars(due.order_by(Article.scheduled_at, Article.id)))
    end_read()
    for article_id in waiting:
        try:
            _publish(article_id)
        except Refused as refusal:
            log.error("schedule_refused", kind=refusal.field)


def _publish(article_id: int) -> None:
    """Unless somebody was quicker and it is not due any more."""
    with unit_of_work() as session:
        now = clock.now()
        article = session.get(Article, article_id, with_for_update=True, populate_existing=True)
        if article is None or article.scheduled_at is None or article.scheduled_at > now:
            return
        fields = latest_fields(session, article)
        save(session, article_id, None, fields, by=None, act=Act.PUBLISHED, now=now)
