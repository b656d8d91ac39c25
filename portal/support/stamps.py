"""The stamp of a form: when it was shown, signed; it also tells a double click from a new one."""

import secrets
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from portal.errors import Refused

OLDEST = timedelta(days=1)
# How far the clocks of two web processes may be apart.
CLOCKS_APART = timedelta(minutes=1)


class TooSoon(Refused):
    """The form came back sooner than anybody can choose; the same stamp will do a moment later."""


class TooOld(Refused):
    """The form is older than a day, or its stamp is none of ours; it needs a fresh one."""


def issue(secret: str, now: datetime) -> str:
    """A stamp for a form shown at `now`, different from every other."""
    shown_ms = int(now.timestamp() * 1000)
    stamp = _serializer(secret).dumps([secrets.token_urlsafe(12), shown_ms])
    return stamp if isinstance(stamp, str) else stamp.decode()


def check(secret: str, stamp: str, now: datetime, least: timedelta) -> None:
    """Accept a form shown at least `least` ago and at most a day. Raises: TooSoon, TooOld."""
    try:
        _nonce, shown_ms = _serializer(secret).loads(stamp)
    except BadSignature as error:
        raise _too_old() from error
    age = now - datetime.fromtimestamp(shown_ms / 1000, now.tzinfo)
    if not -CLOCKS_APART <= age <= OLDEST:
        raise _too_old()
    if least and age < least:
        raise TooSoon(
            "That was quicker than we expect of a person, so it was not sent on. Please look at"
            " your choice and press the button once more."
        )


def _too_old() -> TooOld:
    return TooOld(
        "This page lay open for too long, so it was not sent on. Your choice is kept: please"
        " press the button once more."
    )


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="support-form")
