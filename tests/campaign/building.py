"""Campaigns and counts for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from portal.campaign.models import CampaignRow
from portal.extensions import unit_of_work
from portal.support.models import Headcount
from portal.web.versions import bump

NOW = datetime.now(UTC)


def make_campaign(**terms: Any) -> None:
    """A running campaign in Kyiv for 25,000 members, or as `terms` say."""
    with unit_of_work() as session:
        session.add(
            CampaignRow(
                **{
                    "slug": "25000-members",
                    "name": "25,000 members",
                    "goal": 25_000,
                    "starts_at": NOW - timedelta(days=30),
                    "ends_at": NOW + timedelta(days=30),
                    "timezone": "Europe/Kyiv",
                    **terms,
                }
            )
        )
        bump(session, "campaign")


def set_members(members: int, counted_at: datetime | None = None) -> None:
    """Let the headcount say so, as of `counted_at` or now."""
    with unit_of_work() as session:
        row = session.get(Headcount, 1) or Headcount(id=1)
        row.members = members
        row.counted_at = counted_at or datetime.now(UTC)
        session.add(row)
        bump(session, "progress")
