"""A version number per topic, bumped in the transaction that changes what pages show of it."""

from datetime import datetime

from sqlalchemy import String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal import clock
from portal.extensions import Model

CHANNEL = "portal_versions"


class Version(Model):
    """The number of times a topic has changed."""

    __tablename__ = "versions"

    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]


def bump(session: Session, topic: str) -> None:
    """Raise the topic's number, inside a unit of work; on PostgreSQL, notify at its commit."""
    now = clock.now()
    raised = session.execute(
        update(Version)
        .where(Version.topic == topic)
        .values(number=Version.number + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    if raised.rowcount == 0:  # type: ignore[attr-defined]
        session.add(Version(topic=topic, number=1, changed_at=now))
        session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_notify(CHANNEL, topic)))


def current(session: Session, topic: str) -> int:
    """The topic's number, 0 before its first change."""
    return session.scalar(select(Version.number).where(Version.topic == topic)) or 0
