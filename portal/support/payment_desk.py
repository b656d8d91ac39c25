"""The protocol by which every desk reaches the payment provider; `billing` implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import current_app

from portal.money import Money
from portal.support.standing import Cadence


@dataclass(frozen=True, slots=True)
class OpenCheckout:
    """Where to send the payer, and the provider's id of the checkout."""

    ref: str
    url: str


class PaymentDesk(Protocol):
    """What can be asked of the payment provider.

    Every call is made with no transaction open; each write uses an idempotency key and
    parameters from a row committed first. Raises: Unavailable when the provider does not answer
    (the outcome is then unknown and resolved by the sweep), Refused when it declines.
    """

    def open(self, attempt_id: str) -> OpenCheckout:
        """Open the hosted checkout of a committed attempt; the same one when asked again."""

    def sync_checkout(self, checkout_ref: str) -> None:
        """Fetch the checkout and all it led to, and apply the facts. Safe to repeat."""

    def close_checkouts(self, account_id: int, keep_attempt_id: str) -> None:
        """Expire the account's open checkouts but that of one attempt, so that no older tab pays.

        The kept one is named because a double click may have opened it already.
        """

    def close_attempts(self, attempt_ids: Sequence[str]) -> None:
        """Expire those open checkouts, so that a browser does not gather them."""

    def declined_since(self, moment: datetime) -> int:
        """How many cards were declined at checkouts, as far as is stored; asks no network.

        May be called inside a unit of work. Renewals that fail are not counted.
        """

    def cancel(self, membership_id: int) -> None:
        """Schedule the end of the membership for the end of its paid period."""

    def undo_cancel(self, membership_id: int) -> None:
        """Take a scheduled end back."""

    def change(self, membership_id: int, amount: Money, cadence: Cadence) -> None:
        """Change what the membership pays from the next period on."""

    def pause(self, membership_id: int) -> None:
        """Stop charging; the membership counts until its paid period ends."""

    def resume(self, membership_id: int) -> None:
        """Charge again from now on."""

    def card_link(self, account_id: int, return_url: str) -> str:
        """The address of the provider's page where the member changes the card."""

    def refund(self, payment_id: int, amount: Money | None, reason: str) -> None:
        """Give back a payment, whole (None) or in part."""


def payment_desk() -> PaymentDesk:
    """The desk that `app.py` handed over."""
    desk: PaymentDesk = current_app.extensions["payment_desk"]
    return desk
