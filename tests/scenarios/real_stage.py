"""The stage whose Stripe is the real test mode (confirm with keys), and what it cannot do.

- Payouts come on Stripe's schedule and hold no charge of today: that scenario is left out.
- The billing portal's pages are not pressed: what they do to the subscription is done by the API.
- A dispute is decided by the test evidence, and a renewal fails by a test card, on both stages.
- First payments, declines and the bank's question happen on Stripe's own pages, in Chromium.

Events are listed and carried to the webhook, signed with the secret of the tests. Stripe shows
them at the account's default API version: the contract check finds what differs from ours.
"""

import time
from pathlib import Path
from typing import Literal

import pytest
import stripe
from flask import Flask

from tests.sandbox.driver import CARDS
from tests.scenarios.hosted_pages import Pay
from tests.scenarios.person import Person
from tests.scenarios.stage import GOOD_CARD, Card, Stage

PATIENCE_SECONDS = 180


class RealStage(Stage):
    """Reaches Stripe by its API alone, but for `pay`, which is told how."""

    look_seconds = 2.0

    def __init__(self, app: Flask, client: stripe.StripeClient, ahead: Path, pay: Pay) -> None:
        super().__init__(app, client, ahead)
        self._pay = pay

    def carry(self, *kinds: str) -> None:
        """Events are carried until nothing new comes and one of each kind has."""
        self._carry(set(kinds), set())

    def carry_until(self, *kinds: str) -> None:
        """The same; what came before is enough."""
        self._carry(set(kinds), self._happened)

    def pay(self, url: str, card: Card, email: str, bank: Literal["complete", "fail"]) -> str:
        """Stripe's page, in a browser."""
        return self._pay(url, CARDS[card], email, bank)

    def plan(self, person: Person, act: Literal["cancel", "keep"]) -> None:
        """What the billing portal does: it sets `cancel_at` alone, and takes back both."""
        ref = person.subscription.id
        if act == "cancel":
            self.stripe.subscriptions.update(ref, {"cancel_at": person.item.current_period_end})
        else:
            self.stripe.subscriptions.update(ref, {"cancel_at": "", "cancel_at_period_end": False})
        self.carry("customer.subscription.updated")

    def give_card(self, person: Person) -> None:
        """The page opens; what it does is done by the API."""
        assert person.card_page().startswith("http")
        self.charge_to(person, GOOD_CARD)
        self.carry("payment_method.attached", "customer.subscription.updated")

    def pay_out(self) -> stripe.Payout:
        """Not at will."""
        pytest.skip("Stripe pays out on its own schedule, and nothing that was charged today")

    def leave(self) -> None:
        """Who lived on the test clocks, and what they paid for, is gone from the account."""
        for one in self._test_clocks:
            self.stripe.test_helpers.test_clocks.delete(one)

    def _carry(self, wanted: set[str], came: set[str]) -> None:
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.new_events()
            self.post(found)
            came |= {event.type for event in found}
            if not found and came >= wanted:
                return
            assert time.monotonic() < give_up_at, f"{wanted - came} did not come, of {came}"
            time.sleep(self.look_seconds)
