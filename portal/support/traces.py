"""The traces of begun checkouts: written as keyed hashes, counted, and deleted after two hours."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, case, delete, func, select
from sqlalchemy.orm import Session

from portal.support.attempts import OPEN_FOR
from portal.support.breaker import HOUR, MINUTE, RECENT, Breaker, Figures
from portal.support.ceilings import AT_A_PLACE, OPEN_OF_A_READER, Begun
from portal.support.models import Attempt, CheckoutTrace

KEPT_FOR = timedelta(hours=2)
# By then a checkout that was left is known to have expired.
SURELY_OVER = OPEN_FOR + timedelta(minutes=5)
STANDS_OPEN = ("made", "open", "unknown")


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


# Made once: the breaker is looked at each minute and at each click.
OF_GUESTS = select(_count(CheckoutTrace.began_at > bindparam("minute")), func.count()).where(
    CheckoutTrace.began_at > bindparam("hour"), CheckoutTrace.is_guest
)
PAID = select(func.count()).where(
    Attempt.state == "paid",
    Attempt.created_at > bindparam("hour"),
    Attempt.settled_at >= bindparam("recent"),
)
ENDED = (
    select(_count(Attempt.state == "expired"), _count(Attempt.state == "paid"))
    .select_from(CheckoutTrace)
    .join(Attempt, Attempt.id == CheckoutTrace.attempt_id)
    .where(
        CheckoutTrace.is_guest,
        CheckoutTrace.began_at > bindparam("since"),
        CheckoutTrace.began_at <= bindparam("until"),
    )
)
UNSEEN = {"synchronize_session": False}
OLD = delete(CheckoutTrace).where(CheckoutTrace.began_at < bindparam("moment"))


@dataclass(frozen=True, slots=True)
class Marks:
    """Where a checkout came from, so far as it is kept."""

    place: str
    near: str
    visitor: str


def marks(secret: str, *, place: str, near: str, visitor: str) -> Marks:
    """The keyed hashes of a network, its neighbourhood and a browser."""

    def keyed(kind: str, text: str) -> str:
        said = f"checkout {kind}: {text}".encode()
        return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()[:32]

    return Marks(keyed("place", place), keyed("near", near), keyed("visitor", visitor))


def leave(
    session: Session, attempt_id: str, found: Marks, *, is_guest: bool, now: datetime
) -> None:
    """Write the trace of a new attempt, inside its unit of work."""
    session.add(
        CheckoutTrace(
            attempt_id=attempt_id,
            began_at=now,
            is_guest=is_guest,
            place_key=found.place,
            near_key=found.near,
            visitor_key=found.visitor,
        )
    )


def begun(session: Session, found: Marks, account_id: int | None, now: datetime) -> Begun:
    """How many were begun before this one."""
    lately = now - AT_A_PLACE
    place = CheckoutTrace.place_key == found.place
    row = session.execute(
        select(
            _count(place & (CheckoutTrace.began_at > lately)),
            _count((CheckoutTrace.near_key == found.near) & (CheckoutTrace.began_at > lately)),
            _count(CheckoutTrace.began_at > now - MINUTE),
            func.count(),
        ).where(CheckoutTrace.began_at > now - HOUR)
    ).one()
    stand_open = (
        select(func.count())
        .select_from(CheckoutTrace)
        .join(Attempt, Attempt.id == CheckoutTrace.attempt_id)
        .where(place, CheckoutTrace.began_at > now - OPEN_FOR, Attempt.state.in_(STANDS_OPEN))
    )
    return Begun(
        place=row[0],
        neighbourhood=row[1],
        all_minute=row[2],
        all_hour=row[3],
        place_open=session.scalar(stand_open) or 0,
        account_hour=_of_account(session, account_id, now) if account_id is not None else 0,
    )


def figures(session: Session, stands: Breaker, declined: int, now: datetime) -> Figures:
    """What the breaker decides by; `declined` as the payment desk counted them."""
    minute, hour = session.execute(OF_GUESTS, {"minute": now - MINUTE, "hour": now - HOUR}).one()
    abandoned, finished = session.execute(
        ENDED,
        {
            "since": stands.counts_from(now - SURELY_OVER - RECENT),
            "until": now - SURELY_OVER,
        },
    ).one()
    paid = session.scalar(PAID, {"hour": now - HOUR, "recent": stands.counts_from(now - RECENT)})
    return Figures(minute, hour, declined, paid or 0, abandoned, finished)


def surplus(session: Session, visitor_key: str, keep_attempt_id: str, now: datetime) -> list[str]:
    """The oldest open attempts of a browser, beyond those it may have beside the kept one."""
    rows = (
        select(CheckoutTrace.attempt_id)
        .join(Attempt, Attempt.id == CheckoutTrace.attempt_id)
        .where(
            CheckoutTrace.visitor_key == visitor_key,
            CheckoutTrace.began_at > now - OPEN_FOR,
            CheckoutTrace.attempt_id != keep_attempt_id,
            Attempt.state == "open",
        )
        .order_by(CheckoutTrace.began_at.desc())
        .offset(OPEN_OF_A_READER - 1)
    )
    return list(session.scalars(rows))


def forget(session: Session, now: datetime) -> None:
    """Delete the traces that are older than two hours."""
    session.execute(OLD, {"moment": now - KEPT_FOR}, execution_options=UNSEEN)


def _of_account(session: Session, account_id: int, now: datetime) -> int:
    found = select(func.count()).where(
        Attempt.account_id == account_id, Attempt.created_at > now - HOUR
    )
    return session.scalar(found) or 0
