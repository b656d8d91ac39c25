"""Signed-in browsers: each has a row that is checked on every request and can be revoked."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Account, SignIn

LASTS = timedelta(days=60)


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in on this request. What Flask-Login asks of a user is below."""

    id: int
    email: str
    name: str | None
    role: str
    is_proved: bool
    sign_in_id: int
    key: str

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The alternative id that the session cookie holds: a random key, no account number."""
        return self.key


@dataclass(frozen=True)
class Browser:
    """One signed-in browser, as its owner sees it."""

    sign_in_id: int
    words: str
    signed_in_at: datetime


def begin(session: Session, account: Account, browser: str, now: datetime) -> SignedIn:
    """Sign a proved account in, inside a unit of work: a new row with a new key.

    Raises: ValueError for an account that is not proved; those never sign in.
    """
    if account.proved_at is None or account.erased_at is not None:
        raise ValueError("only a proved account signs in")
    key = secrets.token_urlsafe(32)
    row = SignIn(
        account_id=account.id, key_hash=hash_of(key), browser=browser, created_at=now, seen_at=now
    )
    session.add(row)
    session.flush()
    return _signed_in(row, account, key)


def find(session: Session, key: str, now: datetime) -> SignedIn | None:
    """Who a key belongs to: one indexed read. None once revoked, too old, or erased."""
    found = session.execute(
        select(SignIn, Account)
        .join(Account, Account.id == SignIn.account_id)
        .where(
            SignIn.key_hash == hash_of(key),
            SignIn.revoked_at.is_(None),
            SignIn.created_at > now - LASTS,
            Account.proved_at.is_not(None),
            Account.erased_at.is_(None),
        )
    ).one_or_none()
    return _signed_in(found[0], found[1], key) if found else None


def browsers(session: Session, account_id: int, now: datetime) -> Sequence[Browser]:
    """The browsers an account is signed in on, newest first."""
    rows = session.scalars(
        select(SignIn)
        .where(
            SignIn.account_id == account_id,
            SignIn.revoked_at.is_(None),
            SignIn.created_at > now - LASTS,
        )
        .order_by(SignIn.created_at.desc())
    )
    return [Browser(row.id, row.browser, row.created_at) for row in rows]


def revoke(session: Session, account_id: int, sign_in_id: int, now: datetime) -> None:
    """End one of the account's own sign-ins, inside a unit of work."""
    _revoke(session, now, SignIn.account_id == account_id, SignIn.id == sign_in_id)


def revoke_all(session: Session, account_id: int, now: datetime, *, but: int | None = None) -> None:
    """Sign an account out everywhere (`but` one sign-in), inside a unit of work."""
    _revoke(session, now, SignIn.account_id == account_id, SignIn.id != (but or 0))


def hash_of(key: str) -> str:
    """What the database keeps of a random key. Long random keys need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def _revoke(session: Session, now: datetime, *which: ColumnElement[bool]) -> None:
    session.execute(
        update(SignIn)
        .where(*which, SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def _signed_in(row: SignIn, account: Account, key: str) -> SignedIn:
    return SignedIn(
        id=account.id,
        email=account.email,
        name=account.name,
        role=account.role,
        is_proved=account.proved_at is not None,
        sign_in_id=row.id,
        key=key,
    )
