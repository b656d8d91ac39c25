"""What time does to a campaign: the goal noted as met, the count frozen at the end.

A count is frozen once the payment provider's news up to the end are taken in: who renewed on the
last day, and whose renewal reached the portal late, belongs to it.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.campaign.models import CampaignRow
from portal.campaign.rules import State, measure
from portal.support import headcount
from portal.support.models import CountChange
from portal.web.versions import bump

# How many are let go at once.
BATCH = 500


# Whether all that happened at the provider until that moment is booked.
NewsIsIn = Callable[[Session, datetime], bool]


def is_due(session: Session, now: datetime, news_is_in: NewsIsIn) -> bool:
    """True when `close_due` would change something."""
    return any(
        _changes(session, row, now)
        for row in session.scalars(_unfrozen(now)).all()
        if row.ends_at > now or news_is_in(session, row.ends_at)
    )


def close_due(session: Session, now: datetime, news_is_in: NewsIsIn) -> None:
    """Note goals that are met and freeze the counts of campaigns that are over.

    Inside a unit of work. The final count is that of the moment of the end: whoever's time was
    over by then is let go first, and what came after it is taken off again. Until the news of
    that moment are in, the count goes on.
    """
    for row in session.scalars(_unfrozen(now).with_for_update()).all():
        if row.ends_at <= now:
            if not news_is_in(session, row.ends_at):
                continue
            while headcount.expire_due(session, row.ends_at, BATCH) == BATCH:
                pass
        changes = _changes(session, row, now)
        for name, value in changes.items():
            setattr(row, name, value)
        if changes:
            bump(session, "campaign")


def _unfrozen(now: datetime) -> Select[CampaignRow]:
    return select(CampaignRow).where(
        CampaignRow.final_count.is_(None), CampaignRow.starts_at <= now
    )


def _changes(session: Session, row: CampaignRow, now: datetime) -> dict[str, object]:
    members, counted_at = headcount.read(session)
    if counted_at is None:
        return {}
    is_over = now >= row.ends_at
    if is_over:
        members -= _moved_since(session, row.ends_at)
    progress = measure(row.as_campaign(), members, counted_at, now, version=0)
    changes: dict[str, object] = {}
    if progress.met and row.met_at is None:
        changes["met_at"] = row.ends_at if is_over else now
    if progress.state is State.ENDED:
        changes |= {"final_count": progress.count, "frozen_at": now}
    return changes


def _moved_since(session: Session, moment: datetime) -> int:
    later = select(func.sum(CountChange.delta)).where(CountChange.changed_at > moment)
    return session.scalar(later) or 0
