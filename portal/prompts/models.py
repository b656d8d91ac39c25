"""The tables of prompts: prompts with their variants, one row of house rules, tallies, reminders.

None of them holds a reader: a tally counts, and a reminder's address goes with its mail.
"""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model
from portal.prompts.prompt import Audience, Placement


def _words(kind: type[Placement] | type[Audience]) -> Enum:
    return Enum(kind, native_enum=False, length=12, values_callable=lambda k: [w.value for w in k])


class PromptRow(Model):
    """A prompt as the staff set it. `version` grows with each change, so that two notice."""

    __tablename__ = "prompts"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    placement: Mapped[Placement] = mapped_column(_words(Placement))
    audience: Mapped[Audience] = mapped_column(_words(Audience))
    sections: Mapped[list[str]] = mapped_column(JSON)
    tags: Mapped[list[str]] = mapped_column(JSON)
    away_sections: Mapped[list[str]] = mapped_column(JSON)
    away_tags: Mapped[list[str]] = mapped_column(JSON)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    priority: Mapped[int]
    is_live: Mapped[bool]
    most_asks: Mapped[int]
    in_days: Mapped[int]
    days_after_close: Mapped[int]
    days_after_donation: Mapped[int]
    free_articles: Mapped[int]
    after_paragraph: Mapped[int]
    cadences: Mapped[list[str]] = mapped_column(JSON)
    has_reminder: Mapped[bool]
    holdout_permille: Mapped[int]
    sample: Mapped[int]
    measured_from: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    __table_args__ = (
        # The default ask has that name in attributions.
        CheckConstraint("slug <> 'default'", name="slug_is_not_default"),
        CheckConstraint("holdout_permille BETWEEN 0 AND 1000", name="holdout_is_a_share"),
    )


class VariantRow(Model):
    """One wording of a prompt; paragraphs are divided by a blank line."""

    __tablename__ = "prompt_variants"

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey(PromptRow.id, ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    button: Mapped[str] = mapped_column(String(80))
    signatory: Mapped[str] = mapped_column(String(80))
    signatory_role: Mapped[str] = mapped_column(String(80))
    weight: Mapped[int]

    __table_args__ = (UniqueConstraint("prompt_id", "slug"),)


class PromptHouse(Model):
    """The one row (id 1) of what holds for all prompts: paused or not, and where never to ask."""

    __tablename__ = "prompt_house"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_paused: Mapped[bool] = mapped_column(default=False)
    quiet_sections: Mapped[list[str]] = mapped_column(JSON)
    quiet_tags: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class Tally(Model):
    """What a variant did on one day (UTC): counts, and of whom is nowhere.

    `readers` are showings to a browser that remembered no other ask of that day; `held`, with
    the variant HELD, are those of a holdout, who were shown nothing.
    """

    __tablename__ = "prompt_tallies"

    prompt_slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    variant_slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    shown: Mapped[int] = mapped_column(default=0)
    readers: Mapped[int] = mapped_column(default=0)
    clicked: Mapped[int] = mapped_column(default=0)
    closed: Mapped[int] = mapped_column(default=0)
    reminded: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)


class Reminder(Model):
    """One mail asked for, at the beginning of `month` (its first day).

    `address` is erased once the mail is in the outbox. The keyed hash stays until the month is
    over, so that there is one mail only; where `is_stopped`, for good, so that there is none.
    """

    __tablename__ = "prompt_reminders"

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    month: Mapped[date]
    address: Mapped[str | None] = mapped_column(String(254))
    is_stopped: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("address_hash", "month"),
        Index("ix_prompt_reminders_month", "month"),
    )
