"""Applying facts: what happened becomes rows, once, and the count is right in the same commit.

Runs inside the caller's unit of work. A fact may come twice, late, or before the fact it
belongs to; the rows at the end are the same.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.support import headcount, seen_checkouts, seen_memberships, seen_payments
from portal.support.duplicates import Ordered
from portal.support.facts import (
    CheckoutSeen,
    Fact,
    MembershipSeen,
    PaymentReversed,
    PaymentSettled,
)


def apply(session: Session, fact: Fact, now: datetime) -> list[Ordered]:
    """Make the tables say what the fact says; safe to repeat.

    What the provider must be told as a consequence is returned, each order once; the caller
    commits it as rows of its own in the same unit of work.

    Raises: Missing when the fact names an account that does not exist here.
    """
    return apply_all(session, (fact,), now)


def apply_all(session: Session, facts: Iterable[Fact], now: datetime) -> list[Ordered]:
    """The same for many facts, by kind: what is known of all of them is read in one query each.

    Each account is counted once, at the end, and the bar is told once.
    """
    facts = list(facts)
    for fact in facts:
        if isinstance(fact, CheckoutSeen):
            seen_checkouts.apply(session, fact, now)
    applied = seen_memberships.apply(
        session, [fact for fact in facts if isinstance(fact, MembershipSeen)], now
    )
    seen_payments.settle(session, [f for f in facts if isinstance(f, PaymentSettled)], now)
    seen_payments.reverse(session, [f for f in facts if isinstance(f, PaymentReversed)])
    if applied.account_ids:
        headcount.refresh_all(session, applied.account_ids, now)
    return applied.ordered
