"""The campaign's minute: goals noted as met, counts frozen at the end."""

from flask import current_app

from portal import clock
from portal.campaign import closing
from portal.extensions import db, end_read, jobs, unit_of_work


@jobs.every(minutes=1)
def close_campaigns() -> None:
    """Write only when something is due."""
    now = clock.now()
    news_is_in: closing.NewsIsIn = current_app.extensions["news_is_in"]
    due = closing.is_due(db.session(), now, news_is_in)
    end_read()
    if due:
        with unit_of_work() as session:
            closing.close_due(session, now, news_is_in)
