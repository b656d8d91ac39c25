"""Finding and creating accounts by their address."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.addresses import as_paid, checked, folded, known_as
from portal.accounts.models import Account
from portal.mail.kinds import Recipient


def find_by_email(session: Session, email: str) -> Account | None:
    """The account of an address, ignoring case."""
    return session.scalar(select(Account).where(Account.email_key == known_as(email)))


def find_or_create_unproved(session: Session, email: str, now: datetime) -> Account:
    """The account of an address, made without name, password or proof where there is none.

    Runs inside a unit of work; safe when two processes do it at once.
    Raises: Refused for what is no address.
    """
    return _find_or_create(session, checked(email), now)


def find_or_create_payer(session: Session, email: str, now: datetime) -> Account:
    """The same for an address that was paid with, which the provider took as it was.

    Raises: Refused for what is no address by any measure.
    """
    return _find_or_create(session, as_paid(email), now)


def recipient(session: Session, account_id: int) -> Recipient | None:
    """Where mail to an account goes; None once it is erased."""
    account = session.get(Account, account_id)
    if account is None or account.erased_at is not None:
        return None
    return Recipient(account.email, account.name, account.id)


def _find_or_create(session: Session, address: str, now: datetime) -> Account:
    found = find_by_email(session, address)
    if found is not None:
        return found
    account = Account(
        email=address, email_key=folded(address), role="reader", created_at=now, proved_at=None
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:  # another process was first
        return session.scalars(select(Account).where(Account.email_key == folded(address))).one()
    return account
