"""Two indexes that hold all that is read of attempts to tell what brought members."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_attempts_article_slug": ["article_slug", "created_at", "id"],
    "ix_attempts_prompt_slug": ["prompt_slug", "variant_slug", "created_at", "id"],
}


def upgrade() -> None:
    """Make them; no table is copied."""
    for name, columns in INDEXES.items():
        op.create_index(name, "attempts", columns)


def downgrade() -> None:
    """Take them away."""
    for name in INDEXES:
        op.drop_index(name, "attempts")
