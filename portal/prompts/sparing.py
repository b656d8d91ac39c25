"""Who is a member and is not asked: the browser of this request, or an account."""

from datetime import datetime, timedelta

from flask import current_app, request, session
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.accounts.models import SignIn
from portal.accounts.sessions import LASTS, hash_of
from portal.extensions import db, end_read
from portal.support.models import Counted, Membership
from portal.support.standing import Standing

# A browser that is not signed in any more is not told that a membership was renewed: where it
# renews by itself its reader is spared for so long at least, as after a donation.
SPARED = timedelta(days=365)
RENEWS = exists().where(
    Membership.account_id == Counted.account_id,
    Membership.standing.in_((Standing.ACTIVE, Standing.PAST_DUE)),
    Membership.ends_at.is_(None),
    Membership.duplicate_of_id.is_(None),
)


def member_until(now: datetime) -> datetime | None:
    """Until when the signed-in reader is to be spared as a member; None for everybody else.

    One indexed read; none without a session cookie.
    """
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return None
    key = session.get("_user_id")  # where Flask-Login keeps what a sign-in is found by
    if not isinstance(key, str):
        return None
    found = db.session.execute(
        select(Counted.until, RENEWS)
        .join(SignIn, SignIn.account_id == Counted.account_id)
        .where(
            SignIn.key_hash == hash_of(key),
            SignIn.revoked_at.is_(None),
            SignIn.created_at > now - LASTS,
            Counted.until > now,
        )
    ).first()
    end_read()
    if found is None:
        return None
    until, renews = found
    return max(until, now + SPARED) if renews else until


def is_member(session: Session, account_id: int, now: datetime) -> bool:
    """True while the account counts as a member."""
    counted = session.get(Counted, account_id)
    return counted is not None and counted.until > now
