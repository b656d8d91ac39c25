"""Whose an object of Stripe's is: ours at all, of which account, of which attempt."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.billing.installation import installation, mark_in
from portal.billing.pictures import APP
from portal.extensions import db, end_read
from portal.support.facts import Supporter
from portal.support.models import Attempt, Membership, Payment


def metadata_of(
    session: Session, attempt_id: str, account_id: int | None, now: datetime
) -> dict[str, str]:
    """What we write on everything an attempt makes; inside a unit of work."""
    found = {**mark_in(session, now), "attempt_id": attempt_id}
    return found if account_id is None else {**found, "account_id": str(account_id)}


def is_ours(metadata: Any) -> bool:
    """True when the object carries our mark, and no other portal's on the same account."""
    named = getattr(metadata, "installation", None)
    return getattr(metadata, "app", None) == APP and named is not None and named == installation()


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
