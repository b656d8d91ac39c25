"""Which portal this is: a name drawn once per database, written on all it makes at Stripe.

Two portals may share one Stripe account in one mode, and both number their accounts from 1. The
name lies in a row, so that it stays as long as what it stands for, and moves with the database.
"""

import secrets
from datetime import datetime

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.billing.models import BillingMark
from portal.billing.pictures import APP
from portal.extensions import db, end_read, has_open_transaction, unit_of_work

NAME = "installation"
_CACHE = "stripe_installation"


def mark_in(session: Session, now: datetime) -> dict[str, str]:
    """What everything of ours carries, inside a unit of work; the name is drawn on first use."""
    row = session.get(BillingMark, NAME)
    if row is None:
        try:
            with session.begin_nested():
                row = BillingMark(name=NAME, marked_at=now, value=secrets.token_hex(12))
                session.add(row)
        except IntegrityError:  # another process drew at the same moment; its name stands
            row = session.get_one(BillingMark, NAME)
    return {"app": APP, NAME: str(row.value)}


def own_mark(now: datetime) -> dict[str, str]:
    """The same, outside of a unit of work."""
    known = installation()
    if known is not None:
        return {"app": APP, NAME: known}
    with unit_of_work() as session:
        return mark_in(session, now)


def installation() -> str | None:
    """The name; None before the first thing was made. Opens and leaves open no transaction."""
    known: str | None = current_app.extensions.get(_CACHE)
    if known is not None:
        return known
    was_open = has_open_transaction()
    try:
        row = db.session.get(BillingMark, NAME)
        found = row.value if row else None
    finally:
        if not was_open:
            end_read()
    if found is not None and not was_open:  # what is not committed yet may still be undone
        current_app.extensions[_CACHE] = found
    return found
