"""What the inbox is looked through by: events of a state or a type, the newest first."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both indexes."""
    op.create_index("ix_stripe_events_state_received_at", "stripe_events", ["state", "received_at"])
    op.create_index("ix_stripe_events_type_received_at", "stripe_events", ["type", "received_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_stripe_events_type_received_at", "stripe_events")
    op.drop_index("ix_stripe_events_state_received_at", "stripe_events")
