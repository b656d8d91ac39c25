"""Whose an object of Stripe's is: ours at all, of which account, of which attempt."""

from typing import Any

from sqlalchemy import select

from portal.accounts.models import Account
from portal.billing.pictures import APP
from portal.extensions import db, end_read
from portal.support.facts import Supporter
from portal.support.models import Membership, Payment


def metadata_of(attempt_id: str, account_id: int | None) -> dict[str, str]:
    """What we write on everything an attempt makes."""
    found = {"app": APP, "attempt_id": attempt_id}
    return found if account_id is None else {**found, "account_id": str(account_id)}


def is_ours(metadata: Any) -> bool:
    """True when the object carries our mark."""
    return getattr(metadata, "app", None) == APP


def attempt_of(metadata: Any) -> str | None:
    """The attempt that made the object."""
    found = getattr(metadata, "attempt_id", None)
    return found if isinstance(found, str) and found else None


def supporter_of(ref: str, metadata: Any, email: str | None) -> Supporter | None:
    """Who supports with this membership or payment; None when nobody is named.

    Whom it was booked for once keeps it. Else it is the account that was signed in, if it is
    one of this portal's, and else the address that paid. No transaction is left open.
    """
    given = getattr(metadata, "account_id", None)
    named = int(given) if isinstance(given, str) and given.isdecimal() else None
    try:
        booked = db.session.scalar(
            select(Membership.account_id).where(Membership.provider_ref == ref)
        ) or db.session.scalar(select(Payment.account_id).where(Payment.provider_ref == ref))
        if booked is not None:
            return Supporter(account_id=booked)
        if named is not None and db.session.get(Account, named) is not None:
            return Supporter(account_id=named)
    finally:
        end_read()
    return Supporter(email=email) if email else None
