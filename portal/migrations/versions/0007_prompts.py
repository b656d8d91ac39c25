"""Prompts with their variants, what holds for all of them, tallies, and reminders."""

import sqlalchemy as sa
from alembic import op
from portal.extensions import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNTS = ("shown", "readers", "clicked", "closed", "reminded", "held")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "prompts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "placement",
            sa.Enum(
                "end", "inline", "banner", "header",
                name="placement", native_enum=False, length=12,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "everyone", "returning", "donors", "lapsed",
                name="audience", native_enum=False, length=12,
            ),
            nullable=False,
        ),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("away_sections", sa.JSON(), nullable=False),
        sa.Column("away_tags", sa.JSON(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("most_asks", sa.Integer(), nullable=False),
        sa.Column("in_days", sa.Integer(), nullable=False),
        sa.Column("days_after_close", sa.Integer(), nullable=False),
        sa.Column("days_after_donation", sa.Integer(), nullable=False),
        sa.Column("free_articles", sa.Integer(), nullable=False),
        sa.Column("after_paragraph", sa.Integer(), nullable=False),
        sa.Column("cadences", sa.JSON(), nullable=False),
        sa.Column("has_reminder", sa.Boolean(), nullable=False),
        sa.Column("holdout_permille", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("measured_from", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("slug <> 'default'", name=op.f("ck_prompts_slug_is_not_default")),
        sa.CheckConstraint(
            "holdout_permille BETWEEN 0 AND 1000", name=op.f("ck_prompts_holdout_is_a_share")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.UniqueConstraint("slug", name=op.f("uq_prompts_slug")),
    )
    op.create_table(
        "prompt_variants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("button", sa.String(length=80), nullable=False),
        sa.Column("signatory", sa.String(length=80), nullable=False),
        sa.Column("signatory_role", sa.String(length=80), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"],
            ["prompts.id"],
            name=op.f("fk_prompt_variants_prompt_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_variants")),
        sa.UniqueConstraint("prompt_id", "slug", name=op.f("uq_prompt_variants_prompt_id_slug")),
    )
    op.create_table(
        "prompt_house",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("quiet_sections", sa.JSON(), nullable=False),
        sa.Column("quiet_tags", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_house")),
    )
    op.create_table(
        "prompt_tallies",
        sa.Column("prompt_slug", sa.String(length=80), nullable=False),
        sa.Column("variant_slug", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint(
            "prompt_slug", "variant_slug", "day", name=op.f("pk_prompt_tallies")
        ),
    )
    op.create_table(
        "prompt_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_reminders")),
        sa.UniqueConstraint(
            "address_hash", "month", name=op.f("uq_prompt_reminders_address_hash_month")
        ),
    )
    op.create_index("ix_prompt_reminders_month", "prompt_reminders", ["month"])


def downgrade() -> None:
    """Take them away, with every prompt, tally and reminder."""
    op.drop_table("prompt_reminders")
    op.drop_table("prompt_tallies")
    op.drop_table("prompt_house")
    op.drop_table("prompt_variants")
    op.drop_table("prompts")
