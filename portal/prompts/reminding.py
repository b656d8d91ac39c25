"""Reminders: one mail at the beginning of a month, for who would rather pay later.

An address is kept until its mail has left, and nothing with it; afterwards a keyed hash, until
the month is over, so that there is one mail only.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts import registry
from portal.accounts.addresses import checked, folded
from portal.errors import Missing
from portal.mail import outbox
from portal.prompts.models import Reminder
from portal.prompts.sparing import is_member

KIND = "support-reminder"
BATCH = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link to a reminder says: of whom (a keyed hash), and for which month.

    `is_mailed` in the link of the mail itself: who follows that has the mailbox. Who asked may
    have typed anybody's address.
    """

    address_hash: str
    month: date
    is_mailed: bool = False


def month_after(today: date) -> date:
    """The first day of the next month."""
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)


def months_offered(today: date, count: int = 6) -> tuple[date, ...]:
    """The first days of the next months."""
    months = [month_after(today)]
    while len(months) < count:
        months.append(month_after(months[-1]))
    return tuple(months)


def ask(session: Session, email: str, month: date, secret: str) -> Asked:
    """Write a reminder down, inside a unit of work, instead of one that waits for another month.

    So one address waits for one mail at most. Where its owner has stopped reminders for good
    nothing is written, and the answer is the same.

    Raises: Refused (field "email") for what is no address.
    """
    address = checked(email)
    asked = Asked(hash_of(address, secret), month)
    own = Reminder.address_hash == asked.address_hash
    if is_stopped(session, asked):
        return asked
    waiting = Reminder.address.is_not(None)
    session.execute(delete(Reminder).where(own, waiting, Reminder.month != month))
    if session.scalar(select(Reminder.id).where(own, Reminder.month == month)) is None:
        row = Reminder(address_hash=asked.address_hash, month=month, address=address)
        _add_once(session, row)
    return asked


def stop(session: Session, asked: Asked) -> None:
    """Send that reminder no more, inside a unit of work; safe to call again.

    Who follows the link of the mail stops all reminders to the address for good, whoever asks.
    """
    own = Reminder.address_hash == asked.address_hash
    if not asked.is_mailed:
        waiting = Reminder.address.is_not(None)
        session.execute(delete(Reminder).where(own, waiting, Reminder.month == asked.month))
        return
    session.execute(delete(Reminder).where(own))
    row = Reminder(address_hash=asked.address_hash, month=asked.month, is_stopped=True)
    _add_once(session, row)


def is_stopped(session: Session, asked: Asked) -> bool:
    """True once the owner of the address wants no reminders."""
    own = select(Reminder.id).where(Reminder.address_hash == asked.address_hash)
    return session.scalar(own.where(Reminder.is_stopped).limit(1)) is not None


def send_due(session: Session, now: datetime, zone: ZoneInfo) -> int:
    """Hand what is due to the outbox and erase its address, inside a unit of work; how many.

    Who has become a member meanwhile is not reminded.
    """
    today = now.astimezone(zone).date()
    due = select(Reminder).where(Reminder.month <= today, Reminder.address.is_not(None))
    found: Sequence[Reminder] = session.scalars(
        due.order_by(Reminder.id).limit(BATCH).with_for_update(skip_locked=True)
    ).all()
    for row in found:
        if row.address is not None and not _joined(session, row.address, now):
            outbox.queue(
                session,
                kind=KIND,
                key=f"reminder:{row.month.isoformat()}:{row.address_hash}",
                payload={"address_hash": row.address_hash, "month": row.month.isoformat()},
                to_address=row.address,
            )
        row.address = None
    return len(found)


def forget_past(session: Session, now: datetime, zone: ZoneInfo) -> None:
    """Delete what is left of reminders whose month is over, inside a unit of work."""
    this_month = now.astimezone(zone).date().replace(day=1)
    past = (Reminder.month < this_month, Reminder.address.is_(None), ~Reminder.is_stopped)
    session.execute(delete(Reminder).where(*past))


def token_of(asked: Asked, secret: str) -> str:
    """What an address of ours names a reminder by: signed, and without the mail address."""
    said = [asked.address_hash, asked.month.isoformat(), asked.is_mailed]
    token = _serializer(secret).dumps(said)
    return token if isinstance(token, str) else token.decode()


def read_token(token: str, secret: str) -> Asked:
    """The reminder that a token names. Raises: Missing for none of ours."""
    try:
        address_hash, month, is_mailed = _serializer(secret).loads(token)
    except BadSignature as error:
        raise Missing("There is no such reminder.") from error
    return Asked(address_hash, date.fromisoformat(month), is_mailed)


def hash_of(address: str, secret: str) -> str:
    """What is kept of an address to know it again; without the key it tells nothing."""
    return hmac.new(
        f"reminder:{secret}".encode(), folded(address).encode(), hashlib.sha256
    ).hexdigest()


def _add_once(session: Session, row: Reminder) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the other click of a double click was first
        pass


def _joined(session: Session, address: str, now: datetime) -> bool:
    account = registry.find_by_email(session, address)
    return account is not None and is_member(session, account.id, now)


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="reminder")
