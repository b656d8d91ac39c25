"""The outbox: one row per mail, queued with what causes it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class Mail(Model):
    """A mail to be sent once. `state`: waiting, sent, failed.

    Holds neither text nor tokens: both are made when it is sent. `next_try_at` is when it may
    be tried (again); while a process is sending, it lies ahead and so keeps others away.
    """

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    to_account_id: Mapped[int | None] = mapped_column(index=True)  # its address when it is sent
    to_address: Mapped[str | None] = mapped_column(String(254))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(120))

    __table_args__ = (Index("ix_mails_state_next_try_at", "state", "next_try_at"),)
