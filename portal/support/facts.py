"""What has happened to someone's support, in our own words; applied once however often seen.

Frozen values only. A `ref` is the provider's own id of a thing, opaque to everyone but the
provider's desk; it is the natural unique key of the row the fact becomes.
"""

from dataclasses import dataclass
from datetime import datetime

from portal.money import Money
from portal.support.standing import Cadence, Standing


@dataclass(frozen=True, slots=True)
class Supporter:
    """Who a fact is about: a known account, or the address a guest paid with.

    Exactly one is set. With an address, the account of that address is meant (ignoring case);
    it is created, not proved, when there is none. Paying never proves a mailbox.
    """

    account_id: int | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodPaid:
    """A paid invoice of a membership, as it stands now.

    `paid_by` is the reference of the (last) payment that paid it, `paid_at` when that was.
    `reversed_at` is when the last of it was given back; of a lost dispute, when it was opened,
    since the provider keeps no other date.
    """

    invoice_ref: str
    period_start: datetime
    period_end: datetime
    amount: Money
    is_fully_refunded: bool
    is_lost_in_dispute: bool
    paid_by: str | None = None
    paid_at: datetime | None = None
    reversed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MembershipSeen:
    """A membership and all its paid periods, as the provider has them now."""

    ref: str
    supporter: Supporter
    attempt_id: str | None
    standing: Standing
    amount: Money
    cadence: Cadence
    started_at: datetime
    current_period_end: datetime | None
    ends_at: datetime | None  # a cancellation is scheduled for then
    ended_at: datetime | None
    end_reason: str | None  # "cancelled", "payment_failed", "refunded", …; our words
    periods: tuple[PeriodPaid, ...]


@dataclass(frozen=True, slots=True)
class PaymentSettled:
    """One settled charge for a membership or a donation."""

    ref: str
    supporter: Supporter
    attempt_id: str | None
    membership_ref: str | None  # None: a donation
    amount: Money
    paid_at: datetime
    is_renewal: bool


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """A refund or a dispute of a payment, as it stands now."""

    ref: str
    payment_ref: str
    kind: str  # "refund" or "dispute"
    state: str  # refund: "pending", "done", "failed"; dispute: "open", "won", "lost"
    amount: Money
    reversed_at: datetime


@dataclass(frozen=True, slots=True)
class CheckoutSeen:
    """How the checkout of an attempt stands: "open", "paid", "processing" or "expired"."""

    attempt_id: str
    ref: str
    state: str


Fact = MembershipSeen | PaymentSettled | PaymentReversed | CheckoutSeen
