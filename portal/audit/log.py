"""Writing and reading the audit log. Entries are inserted with what they record, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.models import AuditEntry


@dataclass(frozen=True)
class Entry:
    """One line of the log. `before` and `after` hold only what changed."""

    happened_at: datetime
    actor_id: int | None
    action: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def record(
    session: Session,
    actor_id: int | None,
    *,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Log, in the unit of work that does it, that an account (None: the portal) did something.

    `action` is a noun and a past participle ("membership.cancelled"), `subject` a noun and its
    id ("membership:12"); `before` and `after` are JSON values without addresses or names.
    """
    session.add(
        AuditEntry(
            happened_at=clock.now(),
            actor_id=actor_id,
            action=action,
            subject=subject,
            before=dict(before or {}),
            after=dict(after or {}),
        )
    )


def latest(session: Session, *, subject: str | None = None, limit: int = 100) -> Sequence[Entry]:
    """The newest entries first, of one subject or of all."""
    query = select(AuditEntry).order_by(AuditEntry.happened_at.desc(), AuditEntry.id.desc())
    if subject is not None:
        query = query.where(AuditEntry.subject == subject)
    return [
        Entry(row.happened_at, row.actor_id, row.action, row.subject, row.before, row.after)
        for row in session.scalars(query.limit(limit))
    ]
