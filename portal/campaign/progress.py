"""Reading a campaign's progress from the database, in two queries."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.campaign.models import CampaignRow
from portal.campaign.rules import Campaign, Progress, current, measure
from portal.errors import Missing, Unavailable
from portal.support import headcount
from portal.web.versions import Version

# The name in an address that means whichever campaign is on.
CURRENT = "current"
TOPICS = ("progress", "campaign")


def read(session: Session, slug: str, now: datetime) -> tuple[Campaign, Progress]:
    """The campaign of that slug (or `current`) and its progress at `now`.

    Raises: Missing when there is none; Unavailable before members were ever counted.
    """
    campaigns, version = _campaigns(session)
    if slug == CURRENT:
        campaign = current(campaigns, now)
    else:
        campaign = next((c for c in campaigns if c.slug == slug), None)
    if campaign is None:
        raise Missing("There is no such campaign.")
    count = headcount.read(session)
    if count.counted_at is None:
        raise Unavailable("The members are being counted. Please look again in a minute.")
    return campaign, measure(campaign, count.members, count.counted_at, now, version)


def _campaigns(session: Session) -> tuple[Sequence[Campaign], int]:
    # The version is read before the count, so that a count is never older than its version.
    version = (
        select(func.coalesce(func.sum(Version.number), 0))
        .where(Version.topic.in_(TOPICS))
        .scalar_subquery()
    )
    rows = session.execute(select(CampaignRow, version)).all()
    return [row.as_campaign() for row, _ in rows], rows[0][1] if rows else 0
