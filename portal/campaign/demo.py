"""The demo's campaign: 25,000 members by the end of the year, starting from whoever is there."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from portal.campaign.models import CampaignRow
from portal.campaign.rules import demo_term
from portal.config import Settings
from portal.extensions import unit_of_work
from portal.support.jobs import recount
from portal.web.versions import bump

SLUG = "25000-members"
GOAL = 25_000


def seed(settings: Settings, now: datetime, say: Callable[[str], None]) -> None:
    """Create the campaign, once. No member is seeded: the count is what it is."""
    with unit_of_work() as session:
        if session.scalar(select(CampaignRow.id).limit(1)) is not None:
            return
        starts_at, ends_at = demo_term(now, settings.zone)
        session.add(
            CampaignRow(
                slug=SLUG,
                name="25,000 members",
                goal=GOAL,
                starts_at=starts_at,
                ends_at=ends_at,
                timezone=settings.timezone,
                texts={
                    "story": "With 25,000 members the newsroom pays every salary from what its"
                    " readers give, and nobody else has a say in what it prints."
                },
            )
        )
        bump(session, "campaign")
    recount(lambda: now)
    say("The campaign: 25,000 members.")
