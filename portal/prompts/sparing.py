"""Who is a member and is not asked: the browser of this request, or an account."""

from datetime import datetime

from flask import current_app, request, session
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import SignIn
from portal.accounts.sessions import LASTS, hash_of
from portal.extensions import db, end_read
from portal.support.models import Counted


def member_until(now: datetime) -> datetime | None:
    """Until when the signed-in reader counts as a member; None for everybody else.

    One indexed read; none without a session cookie.
    """
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return None
    key = session.get("_user_id")  # where Flask-Login keeps what a sign-in is found by
    if not isinstance(key, str):
        return None
    until = db.session.scalar(
        select(Counted.until)
        .join(SignIn, SignIn.account_id == Counted.account_id)
        .where(
            SignIn.key_hash == hash_of(key),
            SignIn.revoked_at.is_(None),
            SignIn.created_at > now - LASTS,
            Counted.until > now,
        )
    )
    end_read()
    return until


def is_member(session: Session, account_id: int, now: datetime) -> bool:
    """True while the account counts as a member."""
    counted = session.get(Counted, account_id)
    return counted is not None and counted.until > now
