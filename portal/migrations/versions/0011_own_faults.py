"""How often an event failed by its own fault, apart from the tries that Stripe did not answer."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count anew for what waits; whatever is parked was so by its own fault."""
    op.add_column(
        "stripe_events", sa.Column("faults", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute("UPDATE stripe_events SET faults = attempts WHERE state = 'parked'")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("stripe_events", "faults", server_default=None)


def downgrade() -> None:
    """Forget which of the tries they were."""
    op.drop_column("stripe_events", "faults")
