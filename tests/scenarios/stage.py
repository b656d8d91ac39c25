"""Where a scenario is played: one portal and its Stripe, the sandbox or the real test mode.

A scenario says `stage.person("alisa@example.org")`, lets her pay and time pass, and asks portal
and Stripe how things stand; it does not know which Stripe it is. Scenarios run on the sandbox
with all other tests. To run them on the sandbox alone, and on the real test mode:

    .venv/bin/pytest tests/scenarios -n0
    STRIPE_SECRET_KEY=sk_test_… .venv/bin/pytest tests/scenarios -n0 -m stripe_real

The real mode needs a test key of an account whose retries of failed payments end by cancelling
the subscription, and Chromium for Stripe's pages. No webhook is needed: its events are listed
and carried over. What it cannot do stands in `real_stage.py`.
"""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import stripe
from flask import Flask
from huey import Huey
from sqlalchemy import select

from portal import clock
from portal.billing import customers, sweep
from portal.billing.gateway import Gateway
from portal.extensions import db, end_read, unit_of_work
from portal.finance.models import LedgerEntry
from portal.support import headcount
from tests.billing.story import signed
from tests.scenarios.person import Person

HOUR = timedelta(hours=1)
# Cards as Checkout takes them; https://docs.stripe.com/testing.
Card = Literal["ok", "declined", "asks_bank", "disputed"]
# Cards as the API takes them.
GOOD_CARD, FAILING_CARD = "pm_card_visa", "pm_card_chargeCustomerFail"


class Stage(ABC):
    """One portal and its Stripe; what differs between the two Stripes is abstract."""

    look_seconds = 0.01
    """How often Stripe is asked again whether something has happened."""

    def __init__(self, app: Flask, client: stripe.StripeClient, ahead: Path) -> None:
        self.app = app
        self.stripe = client.v1
        self.gateway: Gateway = app.extensions["stripe_gateway"]
        self._ahead = ahead
        clock.follow(ahead)
        self._test_clocks: list[str] = []
        self._carried: set[str] = set()
        self._happened: set[str] = set()
        self._began_at = int(clock.machine_now().timestamp())
        self._queue: Huey = app.extensions["huey"]
        self._queue.immediate = False

    def person(self, email: str) -> Person:
        """Somebody with a proved account, signed in, whose customer lives on a test clock."""
        person = Person(self, email)
        customer = customers.customer_of(self.gateway, person.account_id, clock.now())
        assert customer is not None
        made = self.stripe.test_helpers.test_clocks.create(
            {"customer": customer, "frozen_time": int(clock.now().timestamp()), "name": email}
        )
        self._test_clocks.append(made.id)
        return person

    def let_pass(self, until: datetime, *kinds: str) -> None:
        """It is `until` here and on the test clocks, and all is carried that happened by then.

        Checkouts are opened before, as Stripe's pages stay in the machine's time.
        Raises: AssertionError unless an event of each of the `kinds` was among it.
        """
        self._ahead.write_text(str((until - clock.machine_now()).total_seconds()))
        for one in self._test_clocks:
            self.stripe.test_helpers.test_clocks.advance(
                one, {"frozen_time": int(until.timestamp())}
            )
        for one in self._test_clocks:
            self._arrive(one)
        self.carry(*kinds)
        self.sweep()

    def _arrive(self, test_clock: str) -> None:
        """The test clock stands still again. Raises: AssertionError after a minute."""
        give_up_at = time.monotonic() + 60
        while (
            found := self.stripe.test_helpers.test_clocks.retrieve(test_clock)
        ).status != "ready":
            assert found.status == "advancing", found.status
            assert time.monotonic() < give_up_at, "the test clock does not arrive"
            time.sleep(self.look_seconds)

    def sweep(self) -> None:
        """What the jobs process does every minute."""
        end_read()
        now = clock.now()
        sweep.sweep(self.gateway, self.app.extensions["settings"], now)
        with unit_of_work() as session:
            headcount.expire_due(session, now)

    def members(self) -> int:
        """The number on the bar."""
        end_read()
        return headcount.read(db.session()).members

    def ledger(self) -> list[LedgerEntry]:
        """All movements but payouts, as they came."""
        end_read()
        rows = select(LedgerEntry).where(LedgerEntry.category.not_like("payout%"))
        return list(db.session.scalars(rows.order_by(LedgerEntry.id)))

    def movements(self) -> list[tuple[str, int]]:
        """Category and gross of each entry of the ledger, by time."""
        ordered = sorted(self.ledger(), key=lambda entry: (entry.occurred_at, entry.id))
        return [(entry.category, entry.gross_minor) for entry in ordered]

    def new_events(self) -> list[stripe.Event]:
        """Stripe's events since the last that were asked for, the oldest first."""
        listed = self.stripe.events.list({"created": {"gte": self._began_at}, "limit": 100})
        found = [event for event in listed.auto_paging_iter() if event.id not in self._carried]
        self._carried |= {event.id for event in found}
        self._happened |= {event.type for event in found}
        return found[::-1]

    def post(self, events: Iterable[stripe.Event]) -> None:
        """The events stand in the portal's inbox and were worked on, through its webhook."""
        end_read()
        for event in events:
            payload = json.dumps(event.to_dict(for_json=True)).encode()
            header = signed(payload, at=clock.machine_now().timestamp())
            answer = self.app.test_client().post(
                "/stripe/webhook", data=payload, headers={"Stripe-Signature": header}
            )
            assert answer.status_code == 200, f"{event.type}: {answer.status}"
        self.work()

    def work(self) -> bool:
        """Whether there was work; it is done, as the jobs process does it after a burst."""
        is_worked = False
        while (task := self._queue.dequeue()) is not None:
            self._queue.execute(task)
            is_worked = True
        return is_worked

    def charge_to(self, person: Person, card: str) -> None:
        """Another card pays the membership from now on, as Stripe's own pages would set it."""
        found = person.subscription
        customer = str(found.customer)
        method = self.stripe.payment_methods.attach(card, {"customer": customer})
        self.stripe.subscriptions.update(found.id, {"default_payment_method": method.id})

    def answer_dispute(self, dispute: str, outcome: Literal["won", "lost"]) -> None:
        """The bank decides, as the evidence asks it to: https://docs.stripe.com/testing#disputes."""
        word = "winning_evidence" if outcome == "won" else "losing_evidence"
        self.stripe.disputes.update(
            dispute, {"evidence": {"uncategorized_text": word}, "submit": True}
        )

    @abstractmethod
    def carry(self, *kinds: str) -> None:
        """All that happened at Stripe has reached the portal.

        Raises: AssertionError unless an event of each of the `kinds` was among it.
        """

    @abstractmethod
    def carry_until(self, *kinds: str) -> None:
        """The same, once an event of each kind came that Stripe sends by itself, now or before."""

    @abstractmethod
    def pay(self, url: str, card: Card, email: str, bank: Literal["complete", "fail"]) -> str:
        """Somebody pays on Stripe's page; the address they are sent back to.

        Raises: NotPaid when the page keeps them, as it does after a decline.
        """

    @abstractmethod
    def plan(self, person: Person, act: Literal["cancel", "keep"]) -> None:
        """On Stripe's billing portal the membership is cancelled, or kept after all."""

    @abstractmethod
    def give_card(self, person: Person) -> None:
        """On the page that our account page leads to, a card that works is given."""

    @abstractmethod
    def pay_out(self) -> stripe.Payout:
        """An automatic payout that has arrived and can be reconciled."""
