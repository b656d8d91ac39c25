"""The writing desk: revisions, addresses that lead on, when a text was worked on and is due."""

import sqlalchemy as sa
from alembic import op
from portal.extensions import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_articles_edited": ["edited_at", "id"],
    "ix_articles_state_edited": ["state", "edited_at", "id"],
    "ix_articles_due": ["state", "scheduled_at"],
}


def upgrade() -> None:
    """Make both tables; what is there counts as worked on when readers last saw it change.

    The columns are added, not batched: a copy of the table would lose triggers on it.
    """
    op.add_column(
        "articles",
        sa.Column("edited_at", UtcDateTime(), nullable=False, server_default="1970-01-01 00:00:00"),
    )
    op.add_column("articles", sa.Column("scheduled_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE articles SET edited_at = coalesce(updated_at, published_at, CURRENT_TIMESTAMP)"
    )
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("articles", "edited_at", server_default=None)
    for name, columns in INDEXES.items():
        op.create_index(name, "articles", columns)
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_revisions_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_revisions_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_revisions_article_id_number")),
    )
    op.create_table(
        "old_slugs",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_old_slugs_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_old_slugs")),
    )
    op.create_index(op.f("ix_old_slugs_article_id"), "old_slugs", ["article_id"])


def downgrade() -> None:
    """Take them away: live texts stay, earlier ones are lost."""
    op.drop_table("old_slugs")
    op.drop_table("revisions")
    for name in INDEXES:
        op.drop_index(name, "articles")
    op.drop_column("articles", "scheduled_at")
    op.drop_column("articles", "edited_at")
