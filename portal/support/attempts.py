"""Attempts: one click on "support", written down before the payment provider hears of it."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.support import reading
from portal.support.amounts import Choice
from portal.support.models import Attempt

# How long a hosted checkout stays open; the provider takes 30 minutes to 24 hours.
OPEN_FOR = timedelta(minutes=45)
# States after which the same form, sent again, is a new attempt.
OVER = ("expired", "refused")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the click came from; anything that is not a slug of ours is dropped."""

    article: str = ""
    campaign: str = ""
    prompt: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt; `is_new` is False for the second click of a double click."""

    id: str
    is_new: bool
    state: str
    checkout_ref: str | None


def begin(
    session: Session,
    choice: Choice,
    *,
    account_id: int | None,
    click: str,
    source: Source,
    now: datetime,
) -> Begun:
    """Write the attempt, inside a unit of work; the same one for the same click and choice.

    `account_id` is that of a signed-in reader whose address is proved, else None: a guest.

    Raises: Refused when the account has a membership already and chose another.
    """
    refuse_second_membership(session, choice, account_id)
    key = _click_key(click, choice, account_id)
    same_click = select(Attempt).where(Attempt.click_key == key)
    found = session.scalar(same_click) if key is not None else None
    if found is not None and found.state in OVER:
        found.click_key = None
        session.flush()
        found = None
    if found is not None:
        return _same(found)
    attempt = Attempt(
        id=secrets.token_urlsafe(24),
        account_id=account_id,
        cadence=choice.cadence,
        amount_minor=choice.amount.minor,
        currency=choice.amount.currency,
        state="made",
        created_at=now,
        expires_at=now + OPEN_FOR,
        click_key=key,
        article_slug=_slug(source.article, 120),
        campaign_slug=_slug(source.campaign, 80),
        prompt_slug=_slug(source.prompt, 80),
        variant_slug=_slug(source.variant, 80),
    )
    try:
        with session.begin_nested():
            session.add(attempt)
    except IntegrityError:  # the other click of a double click was first
        return _same(session.scalars(same_click).one())
    return Begun(attempt.id, True, attempt.state, None)


def of_click(
    session: Session, choice: Choice, *, account_id: int | None, click: str
) -> Begun | None:
    """The attempt of the same click and choice, while it is not over; reads only."""
    key = _click_key(click, choice, account_id)
    if key is None:
        return None
    found = session.scalar(select(Attempt).where(Attempt.click_key == key))
    return _same(found) if found is not None and found.state not in OVER else None


def refuse_second_membership(session: Session, choice: Choice, account_id: int | None) -> None:
    """Raises: Refused when a membership is chosen and the account has one that is not over."""
    if choice.cadence is None or account_id is None:
        return
    if reading.running_membership(session, account_id):
        raise Refused(
            "You have a membership already, so nothing was charged. You can change what it pays"
            " on your account page."
        )


def _same(found: Attempt) -> Begun:
    return Begun(found.id, False, found.state, found.checkout_ref)


def _click_key(click: str, choice: Choice, account_id: int | None) -> str | None:
    """One key per form shown and what was chosen on it: going back to choose anew is no double."""
    if not click:
        return None
    parts = (click, choice.amount.minor, choice.amount.currency, choice.cadence, account_id)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _slug(text: str, longest: int) -> str | None:
    return text if len(text) <= longest and SLUG.fullmatch(text) else None
