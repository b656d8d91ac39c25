"""The clock: the only place that asks the machine for the time. Rules never call it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC)
