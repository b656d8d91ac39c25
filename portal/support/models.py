"""The tables of support: attempts, memberships with their paid periods, payments, who counts."""

from datetime import datetime

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, exists
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model
from portal.support.counting import Term
from portal.support.standing import Cadence, Standing


def _words(kind: type[Standing] | type[Cadence]) -> Enum:
    return Enum(kind, native_enum=False, length=12, values_callable=lambda k: [w.value for w in k])


class Attempt(Model):
    """One click on "support", committed before the provider is called.

    `id` is random, unguessable and the idempotency key. `state`: made, open, paid, processing,
    expired, refused, unknown (the provider did not answer; the sweep resolves it).
    """

    __tablename__ = "attempts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    cadence: Mapped[Cadence | None] = mapped_column(_words(Cadence))  # None: a donation
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(12), default="made")
    parameters: Mapped[dict[str, object] | None] = mapped_column(JSON)  # of the provider's call
    checkout_ref: Mapped[str | None] = mapped_column(String(255), unique=True)
    checkout_url: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    click_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # of a double click
    campaign_slug: Mapped[str | None] = mapped_column(String(80))
    article_slug: Mapped[str | None] = mapped_column(String(120))
    prompt_slug: Mapped[str | None] = mapped_column(String(80))
    variant_slug: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (
        Index("ix_attempts_state_created_at", "state", "created_at"),
        # All that `brought.py` reads of an attempt, so that it need not look at the row.
        Index("ix_attempts_article_slug", "article_slug", "created_at", "id"),
        Index("ix_attempts_prompt_slug", "prompt_slug", "variant_slug", "created_at", "id"),
    )


class CheckoutTrace(Model):
    """What the beginning of a checkout leaves for two hours, so that too many can be told.

    No address is kept: `place_key`, `near_key` and `visitor_key` are keyed hashes of a network, of
    its neighbourhood and of a browser's session. They are needed to count within an hour, in all
    web processes alike, and are deleted after two: what may be stored of who came from where
    shall not outlive its use, and a hash of an address could be tried out by whoever has the key.
    """

    __tablename__ = "checkout_traces"

    attempt_id: Mapped[str] = mapped_column(
        ForeignKey(Attempt.id, ondelete="CASCADE"), primary_key=True
    )
    began_at: Mapped[datetime] = mapped_column(index=True)
    is_guest: Mapped[bool]
    place_key: Mapped[str] = mapped_column(String(32))
    near_key: Mapped[str] = mapped_column(String(32))
    visitor_key: Mapped[str] = mapped_column(String(32))

    __table_args__ = (
        Index("ix_checkout_traces_place_key_began_at", "place_key", "began_at"),
        Index("ix_checkout_traces_visitor_key_began_at", "visitor_key", "began_at"),
    )


class CheckoutGuard(Model):
    """The one row (id 1) of the breaker, locked while a checkout begins: so the count is exact.

    `reason`: why it last opened, a key of `breaker.WORDS`; empty before the first time.
    """

    __tablename__ = "checkout_guard"

    id: Mapped[int] = mapped_column(primary_key=True)
    is_open: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(12))
    changed_at: Mapped[datetime]
    wait_seconds: Mapped[int]


class Period(Model):
    """One paid invoice of a membership."""

    __tablename__ = "periods"

    invoice_ref: Mapped[str] = mapped_column(String(255), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    is_fully_refunded: Mapped[bool] = mapped_column(default=False)
    is_lost_in_dispute: Mapped[bool] = mapped_column(default=False)
    paid_by: Mapped[str | None] = mapped_column(String(255))  # the payment's reference
    paid_at: Mapped[datetime | None]
    reversed_at: Mapped[datetime | None]  # of a lost dispute: when it was opened


class Membership(Model):
    """An account's recurring support. Standing and paid_through are derived from the provider."""

    __tablename__ = "memberships"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    provider: Mapped[str] = mapped_column(String(12), default="stripe")  # or "external"
    provider_ref: Mapped[str] = mapped_column(String(255), unique=True)
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey(Attempt.id), index=True)
    standing: Mapped[Standing] = mapped_column(_words(Standing))
    cadence: Mapped[Cadence] = mapped_column(_words(Cadence))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    paid_through: Mapped[datetime | None] = mapped_column()
    current_period_end: Mapped[datetime | None]
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(40))
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    # A period after `paid_through` was paid all the same: it was given back or lost.
    is_renewal_reversed: Mapped[bool] = column_property(
        exists().where(Period.membership_id == id, Period.ends_at > paid_through)
    )

    account: Mapped[Account] = relationship(lazy="raise")

    @property
    def term(self) -> Term:
        """What decides how long it counts."""
        return Term(self.standing, self.paid_through, self.ends_at, self.is_renewal_reversed)


class Payment(Model):
    """One settled charge. `kind`: membership, donation, gift.

    `membership_ref` is what the charge was for, as reported; `membership_id` follows when the
    membership itself is seen, which may be later.
    """

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_ref: Mapped[str] = mapped_column(String(255), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey(Membership.id), index=True)
    membership_ref: Mapped[str | None] = mapped_column(String(255), index=True)
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey(Attempt.id), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    is_renewal: Mapped[bool] = mapped_column(default=False)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    paid_at: Mapped[datetime] = mapped_column(index=True)


class Reversal(Model):
    """A refund or a dispute of a payment, an entry of its own; maybe seen before the payment."""

    __tablename__ = "reversals"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_ref: Mapped[str] = mapped_column(String(255), unique=True)
    payment_ref: Mapped[str] = mapped_column(String(255), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey(Payment.id), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    reversed_at: Mapped[datetime]


class Counted(Model):
    """An account that counts as a member now, since when, and until when if nothing happens."""

    __tablename__ = "counted"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)


class CountChange(Model):
    """One move of the headcount, dated when it happened; only ever inserted (see history.py).

    +1: joined, returned. -1: lapsed, cancelled, refunded, disputed, erased.
    """

    __tablename__ = "count_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    delta: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20))


class Headcount(Model):
    """The one row (id 1) that holds the number of members, changed with what changes it."""

    __tablename__ = "headcount"

    id: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime]
