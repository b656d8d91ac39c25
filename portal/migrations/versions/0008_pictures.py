"""What is offered with a picture where it is used: its description and its credit."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both, empty: articles keep the words they have. Added, not batched: no row is copied."""
    op.add_column(
        "pictures", sa.Column("alt", sa.String(length=300), nullable=False, server_default="")
    )
    op.add_column(
        "pictures", sa.Column("credit", sa.String(length=120), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Take them away; what stands with articles stays."""
    op.drop_column("pictures", "credit")
    op.drop_column("pictures", "alt")
