"""The tables of campaign: campaigns, and the proofs of their number."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.campaign.rules import Campaign
from portal.extensions import Model


class CampaignRow(Model):
    """A campaign as set by the staff, and what became of it. Its end is not part of it."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    goal: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    timezone: Mapped[str] = mapped_column(String(64))
    offset: Mapped[int] = mapped_column(default=0)
    offset_label: Mapped[str] = mapped_column(String(160), default="")
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    met_at: Mapped[datetime | None]
    final_count: Mapped[int | None]
    frozen_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("goal >= 1", name="goal_is_positive"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        # A label must say where members were counted who were not counted here.
        CheckConstraint("\"offset\" = 0 OR offset_label <> ''", name="offset_is_labelled"),
        CheckConstraint("slug <> 'current'", name="slug_is_not_current"),
    )

    def as_campaign(self) -> Campaign:
        """The terms as the rules want them."""
        return Campaign(
            slug=self.slug,
            name=self.name,
            goal=self.goal,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            timezone=self.timezone,
            offset=self.offset,
            offset_label=self.offset_label,
            texts=self.texts,
            met_at=self.met_at,
            final_count=self.final_count,
        )


class ProofRow(Model):
    """One comparison of the number with what proves it. See `proofs`.

    `differences` holds the first of them in words without names; `difference_count` all.
    """

    __tablename__ = "proofs"

    id: Mapped[int] = mapped_column(primary_key=True)
    proved_at: Mapped[datetime] = mapped_column(index=True)
    asked_provider: Mapped[bool]
    members: Mapped[int]
    subscribed: Mapped[int]
    external: Mapped[int]
    awaiting: Mapped[int]
    difference_count: Mapped[int]
    differences: Mapped[list[str]] = mapped_column(JSON, default=list)
