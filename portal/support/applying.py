"""Applying facts: what happened becomes rows, once, and the count is right in the same commit.

Runs inside the caller's unit of work. A fact may come twice, late, or before the fact it
belongs to; the rows at the end are the same.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from portal.support import headcount, seen_checkouts, seen_memberships, seen_payments
from portal.support.duplicates import Ordered
from portal.support.facts import CheckoutSeen, Fact, MembershipSeen, PaymentSettled

_WAITING = "portal.to_be_counted"


def apply(session: Session, fact: Fact, now: datetime) -> list[Ordered]:
    """Make the tables say what the fact says; safe to repeat.

    What the provider must be told as a consequence is returned, each order once; the caller
    commits it as rows of its own in the same unit of work.

    Raises: Missing when the fact names an account that does not exist here.
    """
    return apply_all(session, (fact,), now)


def apply_all(session: Session, facts: Iterable[Fact], now: datetime) -> list[Ordered]:
    """The same for many facts, in their order; each account is counted once, at the end."""
    ordered: list[Ordered] = []
    touched: set[int] = set()
    for fact in facts:
        if isinstance(fact, MembershipSeen):
            applied = seen_memberships.apply(session, fact, now)
            touched.add(applied.account_id)
            ordered += applied.ordered
        elif isinstance(fact, PaymentSettled):
            seen_payments.settle(session, fact, now)
        elif isinstance(fact, CheckoutSeen):
            seen_checkouts.apply(session, fact, now)
        else:
            seen_payments.reverse(session, fact)
    waiting: set[int] | None = session.info.get(_WAITING)
    if waiting is not None:
        waiting |= touched
    elif touched:
        headcount.refresh_all(session, touched, now)
    return ordered


@contextmanager
def counting_once(session: Session, now: datetime) -> Iterator[None]:
    """Whatever is applied within, inside one unit of work, is counted when the block ends.

    For many memberships at a time: a few queries for all accounts, and one word to the bar.
    """
    session.info[_WAITING] = touched = set[int]()
    try:
        yield
    finally:
        del session.info[_WAITING]
    headcount.refresh_all(session, touched, now)
