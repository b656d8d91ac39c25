"""Whose a fact is: the account it names, or the account of the address a guest paid with."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.accounts import registry
from portal.accounts.models import Account
from portal.errors import Missing
from portal.support.facts import Supporter
from portal.support.models import Attempt

KNOWN_ACCOUNT = select(Account.id).where(Account.id == bindparam("account"))
KNOWN_ATTEMPT = select(Attempt.id).where(Attempt.id == bindparam("attempt"))


def account_id_of(session: Session, supporter: Supporter, now: datetime) -> int:
    """The account's id; an unproved account is made for an address that has none.

    Raises: Missing when there is no such account, or the fact names nobody.
    """
    if supporter.account_id is not None:
        if session.scalar(KNOWN_ACCOUNT, {"account": supporter.account_id}) is None:
            raise Missing("A payment names an account that does not exist here.")
        return supporter.account_id
    if not supporter.email:
        raise Missing("A payment names neither an account nor an address.")
    return registry.find_or_create_payer(session, supporter.email, now).id


def known_attempt(session: Session, attempt_id: str | None) -> str | None:
    """The attempt's id when it is one of ours, else None."""
    if attempt_id is None:
        return None
    return session.scalar(KNOWN_ATTEMPT, {"attempt": attempt_id})
