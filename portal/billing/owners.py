"""Whose an object of Stripe's is: ours at all, of which account, of which attempt."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.billing.installation import installation, mark_in
from portal.billing.pictures import APP
from portal.extensions import db, end_read
from portal.support.facts import Supporter
from portal.support.models import Attempt, Membership, Payment

_MEMBERSHIPS, _PAYMENTS = Membership.__table__.c, Payment.__table__.c
OF_MEMBERSHIP = select(_MEMBERSHIPS.account_id).where(_MEMBERSHIPS.provider_ref == bindparam("ref"))
OF_PAYMENT = select(_PAYMENTS.account_id).where(_PAYMENTS.provider_ref == bindparam("ref"))
OF_ATTEMPT = select(Attempt.account_id).where(Attempt.id == bindparam("attempt"))


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
        session = db.session()
        booked = session.scalar(OF_MEMBERSHIP, {"ref": ref})
        booked = booked or session.scalar(OF_PAYMENT, {"ref": ref})
        if booked is None and attempt_id:
            booked = session.scalar(OF_ATTEMPT, {"attempt": attempt_id})
        if booked is not None:
            return Supporter(account_id=booked)
    finally:
        end_read()
    return Supporter(email=email) if email else None
