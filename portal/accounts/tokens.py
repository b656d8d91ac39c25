"""Mailed one-time links and codes: signed, bounded in age, used at most once.

A link carries a random nonce signed with a salt of its purpose, so the rows alone (a leaked
backup) open nothing, and a link for one purpose is none for another.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Account, OneTimeToken
from portal.errors import Missing

PROVE, SIGN_IN, RESET = "prove", "sign-in", "reset"

# A week to prove, since mail waits; an hour where the link opens an account.
LASTS = {PROVE: timedelta(days=7), SIGN_IN: timedelta(hours=1), RESET: timedelta(hours=1)}
CODE_TRIES = 5


class Spent(Missing):
    """The link was used, is too old, or never was one."""

    default = "This link was used already, or it is too old. Nothing was changed."


@dataclass(frozen=True)
class Minted:
    """What goes into a mail and is kept nowhere."""

    token: str
    code: str


def mint(
    session: Session,
    account_id: int,
    purpose: str,
    now: datetime,
    *,
    browser_hash: str | None = None,
) -> Minted:
    """Make a link's token and a six-digit code, inside a unit of work.

    The code works only in the browser that asked (`browser_hash`), five times at most.
    """
    nonce = secrets.token_urlsafe(24)
    code = f"{secrets.randbelow(1_000_000):06d}"
    session.add(
        OneTimeToken(
            account_id=account_id,
            purpose=purpose,
            nonce=nonce,
            browser_hash=browser_hash,
            code_hash=_code_hash(nonce, code) if browser_hash else None,
            code_tries=0,
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    return Minted(_serializer(purpose).dumps(nonce), code)


def account_behind(session: Session, purpose: str, token: str, now: datetime) -> Account:
    """Whose link it is, without using it. Raises: Spent."""
    account = session.scalar(
        select(Account)
        .join(OneTimeToken, OneTimeToken.account_id == Account.id)
        .where(*_usable(purpose, now), OneTimeToken.nonce == _nonce(purpose, token))
        .where(Account.erased_at.is_(None))
    )
    if account is None:
        raise Spent
    return account


def use(session: Session, purpose: str, token: str, now: datetime) -> Account:
    """Use the link up inside a unit of work; of two at once, one gets it. Raises: Spent."""
    account = account_behind(session, purpose, token, now)
    if not _use_up(
        session, now, *_usable(purpose, now), OneTimeToken.nonce == _nonce(purpose, token)
    ):
        raise Spent
    return account


def use_code(session: Session, code: str, browser_hash: str, now: datetime) -> Account | None:
    """Whose sign-in code it is, used up with its link, inside a unit of work that must commit.

    None for a wrong one, which counts as a try; after five the code is dead.
    """
    row = session.scalar(
        select(OneTimeToken)
        .where(*_usable(SIGN_IN, now), OneTimeToken.browser_hash == browser_hash)
        .order_by(OneTimeToken.created_at.desc(), OneTimeToken.id.desc())
        .limit(1)
        .with_for_update()
    )
    if row is None or row.code_hash is None or row.code_tries >= CODE_TRIES:
        return None
    row.code_tries += 1
    if not hmac.compare_digest(row.code_hash, _code_hash(row.nonce, code)):
        return None
    row.used_at = now
    account = session.get_one(Account, row.account_id)
    return account if account.erased_at is None else None


def use_up_all(session: Session, account_id: int, now: datetime) -> None:
    """Make every link and code of an account worthless, inside a unit of work."""
    _use_up(session, now, OneTimeToken.account_id == account_id, OneTimeToken.used_at.is_(None))


def _usable(purpose: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now,
    )


def _use_up(session: Session, now: datetime, *which: ColumnElement[bool]) -> bool:
    used = session.execute(
        update(OneTimeToken)
        .where(*which)
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _nonce(purpose: str, token: str) -> str:
    try:
        nonce = _serializer(purpose).loads(token, max_age=int(LASTS[purpose].total_seconds()))
    except BadSignature as error:
        raise Spent from error
    return str(nonce)


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"accounts.{purpose}")


def _code_hash(nonce: str, code: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{nonce}:{code}".encode(), hashlib.sha256).hexdigest()
