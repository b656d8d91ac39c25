"""Where checkouts lately came from, as keyed hashes, and the breaker before them."""

import sqlalchemy as sa
from alembic import op
from portal.extensions import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "checkout_guard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("wait_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkout_guard")),
    )
    op.create_table(
        "checkout_traces",
        sa.Column("attempt_id", sa.String(length=40), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("place_key", sa.String(length=32), nullable=False),
        sa.Column("near_key", sa.String(length=32), nullable=False),
        sa.Column("visitor_key", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.id"],
            name=op.f("fk_checkout_traces_attempt_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_checkout_traces")),
    )
    with op.batch_alter_table("checkout_traces", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkout_traces_began_at"), ["began_at"])
        batch_op.create_index(
            "ix_checkout_traces_place_key_began_at", ["place_key", "began_at"], unique=False
        )
        batch_op.create_index(
            "ix_checkout_traces_visitor_key_began_at", ["visitor_key", "began_at"], unique=False
        )


def downgrade() -> None:
    """Take them away: neither holds anything that is not over within two hours."""
    op.drop_table("checkout_traces")
    op.drop_table("checkout_guard")
