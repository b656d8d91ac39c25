"""What leads to a tag beside its own address, and the earlier texts of the newsroom's pages."""

import sqlalchemy as sa
from alembic import op
from portal.extensions import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; what stands on the pages is the first text that is kept of each."""
    op.create_table(
        "tag_aliases",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tags.id"], name=op.f("fk_tag_aliases_tag_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_tag_aliases")),
    )
    op.create_index(op.f("ix_tag_aliases_tag_id"), "tag_aliases", ["tag_id"])
    op.create_table(
        "page_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_page_revisions_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["slug"], ["pages.slug"], name=op.f("fk_page_revisions_slug"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_revisions")),
        sa.UniqueConstraint("slug", "number", name=op.f("uq_page_revisions_slug_number")),
    )
    op.execute(
        "INSERT INTO page_revisions (slug, number, at, title, body_markdown)"
        " SELECT slug, version, changed_at, title, body_markdown FROM pages"
    )


def downgrade() -> None:
    """Take them away: what stands on the pages stays, earlier texts are lost."""
    op.drop_table("page_revisions")
    op.drop_table("tag_aliases")
