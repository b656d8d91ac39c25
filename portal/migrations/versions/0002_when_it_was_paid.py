"""When a paid period was paid, by what, and when it was taken back; the proofs of the number."""

import sqlalchemy as sa
from alembic import op
from portal.extensions import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What is known of periods from before: the first payment of their membership within them. Where
# a checkout charges before it subscribes, that is shortly before the period begins.
FIRST_PAYMENT = (
    "(SELECT {column} FROM payments WHERE payments.membership_id = periods.membership_id"
    " AND payments.paid_at >= {earliest} AND payments.paid_at < periods.ends_at"
    " ORDER BY payments.paid_at, payments.id LIMIT 1)"
)
EARLIEST = {
    "sqlite": "datetime(periods.starts_at, '-10 minutes')",
    "postgresql": "periods.starts_at - interval '10 minutes'",
}


def upgrade() -> None:
    """Add the columns, fill them from the payments that are known, and make the table."""
    with op.batch_alter_table("periods", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paid_by", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("paid_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("reversed_at", UtcDateTime(), nullable=True))
    earliest = EARLIEST[op.get_bind().dialect.name]
    paid_by, paid_at = (
        FIRST_PAYMENT.format(column=column, earliest=earliest)
        for column in ("provider_ref", "paid_at")
    )
    op.execute(f"UPDATE periods SET paid_by = {paid_by}, paid_at = {paid_at}")  # noqa: S608
    op.create_table(
        "proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proved_at", UtcDateTime(), nullable=False),
        sa.Column("asked_provider", sa.Boolean(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("subscribed", sa.Integer(), nullable=False),
        sa.Column("external", sa.Integer(), nullable=False),
        sa.Column("awaiting", sa.Integer(), nullable=False),
        sa.Column("difference_count", sa.Integer(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
    )
    with op.batch_alter_table("proofs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proofs_proved_at"), ["proved_at"], unique=False)


def downgrade() -> None:
    """Take the table and the columns away."""
    with op.batch_alter_table("proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proofs_proved_at"))
    op.drop_table("proofs")
    with op.batch_alter_table("periods", schema=None) as batch_op:
        batch_op.drop_column("reversed_at")
        batch_op.drop_column("paid_at")
        batch_op.drop_column("paid_by")
