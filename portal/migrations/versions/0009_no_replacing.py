"""On SQLite an entry of the ledger cannot be replaced either.

INSERT OR REPLACE removes a row without asking the trigger that refuses DELETE.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the trigger; PostgreSQL has no such statement, and refuses what comes nearest."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER ledger_entries_no_replace BEFORE INSERT ON ledger_entries"
            " WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE ref = NEW.ref OR id = NEW.id)"
            " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )


def downgrade() -> None:
    """Take it away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER ledger_entries_no_replace")
