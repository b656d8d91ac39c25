"""Who counts as a member: the one definition. Pure.

An account is a member at `now` when it has at least one membership paid through a later moment,
or one that is past due and was paid through at most 14 days ago, or one that renews and whose
renewal is being charged, or a claimed gift whose term contains `now`. Two memberships of one
person count once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from portal.support.standing import Standing

# How long a member whose renewal failed still counts, while the payment is being retried.
GRACE = timedelta(days=14)
# How long a renewal may take before it has either arrived or failed. Stripe charges it about an
# hour after the period's end, and up to 72 hours after it while webhooks go unanswered
# (https://docs.stripe.com/billing/invoices/subscription, "invoice finalization").
RENEWAL = timedelta(hours=72)


class Term(NamedTuple):
    """What decides how long one membership counts.

    `ends_at` is set once its end is scheduled; `is_renewal_reversed` is True when the period
    after `paid_through` was paid, and given back or lost.
    """

    standing: Standing
    paid_through: datetime | None
    ends_at: datetime | None = None
    is_renewal_reversed: bool = False


@dataclass(frozen=True, slots=True)
class PaidPeriod:
    """One paid invoice's subscription period; `amount_minor` is what was paid for it.

    `reversed_at` is when the last of its money was given back, or the lost dispute was opened.
    """

    period_end: datetime
    amount_minor: int
    is_fully_refunded: bool = False
    is_lost_in_dispute: bool = False
    period_start: datetime | None = None
    paid_at: datetime | None = None
    reversed_at: datetime | None = None

    @property
    def is_kept(self) -> bool:
        """True when money was paid for it and is still ours."""
        has_gone = self.is_fully_refunded or self.is_lost_in_dispute
        return self.amount_minor > 0 and not has_gone

    @property
    def began_at(self) -> datetime | None:
        """From when it counts: when it was paid, or else when it began; None if unknown."""
        return self.paid_at or self.period_start


@dataclass(frozen=True, slots=True)
class GiftTerm:
    """A claimed gift's half-open term."""

    starts_at: datetime
    ends_at: datetime


def paid_through(periods: Iterable[PaidPeriod]) -> datetime | None:
    """The latest end of a period that was paid with money and kept; None when there is none.

    Open disputes and partial refunds change nothing.
    """
    return max((p.period_end for p in periods if p.is_kept), default=None)


def counts_until(term: Term) -> datetime | None:
    """The moment from which this membership alone no longer counts; None if it never counted."""
    if term.paid_through is None:
        return None
    if term.standing is Standing.PAST_DUE:
        return term.paid_through + GRACE
    awaits_renewal = term.ends_at is None and not term.is_renewal_reversed
    if term.standing is Standing.ACTIVE and awaits_renewal:
        return term.paid_through + RENEWAL
    return term.paid_through


def member_until(
    memberships: Iterable[Term],
    gifts: Iterable[GiftTerm],
    now: datetime,
) -> datetime | None:
    """Until when the account counts if nothing more happens; None when it does not count now."""
    ends = [counts_until(term) for term in memberships]
    later = [end for end in ends if end is not None and end > now]
    later += [gift.ends_at for gift in gifts if gift.starts_at <= now < gift.ends_at]
    return max(later, default=None)
