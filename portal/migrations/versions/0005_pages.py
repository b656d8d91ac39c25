"""The pages that a newsroom owes its readers."""

import sqlalchemy as sa
from alembic import op
from portal.extensions import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; until an editor writes, the texts that come with the portal stand."""
    op.create_table(
        "pages",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_pages")),
    )


def downgrade() -> None:
    """Take it away, and what editors wrote with it."""
    op.drop_table("pages")
