"""Whose an object of Stripe's is: ours at all, of which account, of which attempt."""

from typing import Any

from sqlalchemy import select

from portal.billing.pictures import APP
from portal.extensions import db, end_read
from portal.support.facts import Supporter
from portal.support.models import Attempt, Membership, Payment


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

    Whom it was booked for once keeps it. Else it is the account of its attempt, which was
    signed in, and else the address that paid. An account that only the object names is not
    believed: another database's account may have the same number. No transaction is left open.
    """
    attempt_id = attempt_of(metadata)
    try:
        booked = db.session.scalar(
            select(Membership.account_id).where(Membership.provider_ref == ref)
        ) or db.session.scalar(select(Payment.account_id).where(Payment.provider_ref == ref))
        if booked is not None:
            return Supporter(account_id=booked)
        attempt = db.session.get(Attempt, attempt_id) if attempt_id else None
        if attempt is not None and attempt.account_id is not None:
            return Supporter(account_id=attempt.account_id)
    finally:
        end_read()
    return Supporter(email=email) if email else None
