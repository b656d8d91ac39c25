"""The way into the outbox: queue a mail in the transaction that causes it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.extensions import after_commit
from portal.mail import kinds
from portal.mail.jobs import send_mail
from portal.mail.models import Mail


def queue(
    session: Session,
    *,
    kind: str,
    key: str,
    payload: Mapping[str, Any] | None = None,
    to_account_id: int | None = None,
    to_address: str | None = None,
) -> None:
    """Queue a mail inside a unit of work; it is sent right after the commit, once per `key`.

    To an account (at the address it has when the mail is sent) or to a bare address. A key
    that was queued before queues nothing. The payload is small JSON without secrets.

    Raises: LookupError for an unregistered kind, ValueError without exactly one recipient.
    """
    kinds.composer(kind)
    if (to_account_id is None) == (to_address is None):
        raise ValueError("a mail goes to an account or to an address")
    if session.scalar(select(Mail.id).where(Mail.key == key)) is not None:
        return
    now = clock.now()
    mail = Mail(
        key=key,
        kind=kind,
        to_account_id=to_account_id,
        to_address=to_address,
        payload=dict(payload or {}),
        state="waiting",
        attempts=0,
        queued_at=now,
        next_try_at=now,
    )
    try:
        with session.begin_nested():
            session.add(mail)
    except IntegrityError:  # another process queued it at the same moment
        return
    after_commit(lambda: send_mail.enqueue(mail.id))
