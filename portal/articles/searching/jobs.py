"""What the search does each minute: take in what was written past the models."""

from sqlalchemy import select

from portal.articles.models import Article
from portal.articles.searching.keeping import keep
from portal.articles.searching.models import SearchDue
from portal.extensions import db, end_read, jobs, unit_of_work
from portal.web import versions

AT_A_TIME = 200


@jobs.every(minutes=1)
def catch_up() -> None:
    """Every article is found by the words it has, a few in each unit of work."""
    due = select(SearchDue.article_id).order_by(SearchDue.article_id).limit(AT_A_TIME)
    while waiting := list(db.session.scalars(due)):
        end_read()
        with unit_of_work() as session:
            connection = session.connection()
            for article in session.scalars(select(Article).where(Article.id.in_(waiting))):
                keep(connection, article)
            versions.bump(session, "articles")
    end_read()
