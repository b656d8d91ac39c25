"""The tables of billing: events as they came, what was synced when, and every write we order."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Account
from portal.extensions import Model


class StripeEvent(Model):
    """One verified event. `state`: waiting, done, ignored, parked (failed 8 times by its fault).

    `attempts` are all its tries; `faults` those that failed although Stripe answered.

    `body` is the raw bytes for 60 days; only the object's kind and id are ever taken from it.
    """

    __tablename__ = "stripe_events"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    type: Mapped[str] = mapped_column(String(120))
    object_ref: Mapped[str | None] = mapped_column(String(255), index=True)
    object_kind: Mapped[str] = mapped_column(String(80))
    is_live: Mapped[bool]
    api_version: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    last_error: Mapped[str | None] = mapped_column(String(500))
    body: Mapped[bytes | None]

    __table_args__ = (
        Index("ix_stripe_events_state_next_try_at", "state", "next_try_at"),
        Index("ix_stripe_events_state_received_at", "state", "received_at"),
        Index("ix_stripe_events_type_received_at", "type", "received_at"),
    )


class StripeObject(Model):
    """How often an object of Stripe's was synced; a sync that read another number starts anew."""

    __tablename__ = "stripe_objects"

    ref: Mapped[str] = mapped_column(String(255), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    synced_at: Mapped[datetime]


class StripeCustomer(Model):
    """The one customer of an account: claimed here first, then made under `key`.

    Once a try has broken down (`has_broken`), it is looked for before it is made.
    """

    __tablename__ = "stripe_customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    has_broken: Mapped[bool] = mapped_column(default=False)
    provider_ref: Mapped[str | None] = mapped_column(String(255), unique=True)
    claimed_at: Mapped[datetime]


class StripeOrder(Model):
    """One write to Stripe beside opening a checkout: committed first, then carried out.

    `kind` is one of `orders.KINDS`; `key` the idempotency key; `target_ref` what it acts upon
    (orders of one target are carried out in the order of their ids); `natural_key` makes the
    same wish one row. `state`: waiting, done, refused. `result_ref` is what it made.
    """

    __tablename__ = "stripe_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    natural_key: Mapped[str] = mapped_column(String(255), unique=True)
    target_ref: Mapped[str] = mapped_column(String(255), index=True)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    last_error: Mapped[str | None] = mapped_column(String(500))
    result_ref: Mapped[str | None] = mapped_column(String(255))
    ordered_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_stripe_orders_state_next_try_at", "state", "next_try_at"),)


class BillingMark(Model):
    """A named moment: how far a sweep has come, when an event was last verified."""

    __tablename__ = "billing_marks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    marked_at: Mapped[datetime]
    value: Mapped[str | None] = mapped_column(String(255))
