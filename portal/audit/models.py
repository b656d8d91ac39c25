"""The tables of audit: who did what to what, and what staff should know."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class AuditEntry(Model):
    """One action of a person (or of the portal itself, without an actor). Only ever inserted."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)  # an account; audit lies below those
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (Index("ix_audit_entries_subject_happened_at", "subject", "happened_at"),)


class StaffNotice(Model):
    """Something staff should look at, raised once per key until it is seen."""

    __tablename__ = "staff_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(String(500))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    raised_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime | None]
