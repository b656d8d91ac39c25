"""Sending one mail: claim its row, compose it, hand it over, mark it.

A claim keeps other processes away for ten minutes, so no two send one mail. Between "the
server took it" and the mark lies a moment in which a killed process would leave the mail
claimed; it is then sent again, since a missing sign-in link or receipt is worse than a second
one, under the same Message-ID, by which mailboxes recognise it.
"""

import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit.notices import notice
from portal.extensions import end_read, unit_of_work
from portal.mail import kinds, transport
from portal.mail.backoff import GIVE_UP_AFTER, delay_after
from portal.mail.kinds import Recipient
from portal.mail.models import Mail

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)
SWEPT_AT_ONCE = 200

AddressOf = Callable[[Session, int], Recipient | None]


def due(session: Session, now: datetime) -> Sequence[int]:
    """The ids of mails that wait and may be tried now, oldest first."""
    query = select(Mail.id).where(Mail.state == "waiting", Mail.next_try_at <= now)
    return session.scalars(query.order_by(Mail.next_try_at).limit(SWEPT_AT_ONCE)).all()


def send(mail_id: int, now: datetime) -> None:
    """Send the mail if it waits and is due: then it is sent, waits for a retry, or has failed."""
    claimed = _claim(mail_id, now)
    if claimed is None:
        return
    mail, recipient = claimed
    if recipient is None:
        _finish(mail, state="failed", error="nobody to send to")
        return
    try:
        letter = kinds.composer(mail.kind)(mail.payload, recipient)
        end_read()
        key = f"{mail.id}.{mail.kind}"
        transport.send(letter, recipient.address, message_key=key, now=now)
    except Exception as error:  # one mail that cannot be sent must not hold up the others
        end_read()
        _tell(mail, error)
        _postpone(mail, error, now)
    else:
        _finish(mail, state="sent", sent_at=now)


def _claim(mail_id: int, now: datetime) -> tuple[Mail, Recipient | None] | None:
    with unit_of_work() as session:
        taken = session.execute(
            update(Mail)
            .where(Mail.id == mail_id, Mail.state == "waiting", Mail.next_try_at <= now)
            .values(next_try_at=now + LEASE, attempts=Mail.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount == 0:  # type: ignore[attr-defined]
            return None
        mail = session.get_one(Mail, mail_id, populate_existing=True)
        recipient = _recipient(session, mail)
        session.expunge(mail)
    return mail, recipient


def _recipient(session: Session, mail: Mail) -> Recipient | None:
    if mail.to_account_id is None:
        return Recipient(mail.to_address) if mail.to_address else None
    address_of: AddressOf = current_app.extensions["mail.address_of"]
    return address_of(session, mail.to_account_id)


def _postpone(mail: Mail, error: Exception, now: datetime) -> None:
    words = _words(error)
    if mail.attempts >= GIVE_UP_AFTER or _is_final(error):
        _finish(mail, state="failed", error=words)
    else:
        _finish(mail, state="waiting", error=words, next_try_at=now + delay_after(mail.attempts))


def _finish(
    mail: Mail,
    *,
    state: str,
    error: str | None = None,
    sent_at: datetime | None = None,
    next_try_at: datetime | None = None,
) -> None:
    with unit_of_work() as session:
        row = session.get_one(Mail, mail.id, populate_existing=True)
        row.state, row.last_error, row.sent_at = state, error, sent_at
        if next_try_at is not None:
            row.next_try_at = next_try_at
        if state == "failed":
            notice(
                session,
                "mail-failed",
                f"Mail {mail.id} ({mail.kind}) could not be sent: {error}.",
                key=f"mail-failed:{mail.id}",
            )


def _tell(mail: Mail, error: Exception) -> None:
    """Log it: a bug with its traceback, a server's answer by its code, since it names people."""
    is_answer = isinstance(error, OSError)  # smtplib's errors are OSErrors, too
    log.warning(
        "mail_not_sent",
        kind=mail.kind,
        attempts=mail.attempts,
        reason=_words(error),
        exc_info=not is_answer,
    )


def _is_final(error: Exception) -> bool:
    """True when the server refused the mailbox for good (5xx, RFC 5321 section 4.2.1)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in error.recipients.values())


def _words(error: Exception) -> str:
    """The kind of error and the server's code: never its text, which may hold an address."""
    codes = {code for code, _text in getattr(error, "recipients", {}).values()}
    code = getattr(error, "smtp_code", "") or " ".join(map(str, sorted(codes)))
    return f"{type(error).__name__} {code}".strip()[:120]
