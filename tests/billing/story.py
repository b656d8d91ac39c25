"""What tests of billing are told with: people who choose and pay, and a postman for the events."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import stripe
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import Account
from portal.billing import sweep
from portal.billing.gateway import Gateway
from portal.billing.models import StripeEvent
from portal.extensions import db, end_read, unit_of_work
from portal.money import Money
from portal.support import attempts, headcount
from portal.support.amounts import Choice
from portal.support.models import Attempt, Membership
from portal.support.payment_desk import OpenCheckout, payment_desk
from portal.support.standing import Cadence
from tests.sandbox.driver import pay
from tests.sandbox.fixtures import Running
from tests.settings import WEBHOOK_SECRET

EIGHT = Money(800, "usd")


def signed(payload: bytes, *, secret: str = WEBHOOK_SECRET, at: float | None = None) -> str:
    """The header Stripe would send with the payload."""
    moment = int(clock.now().timestamp() if at is None else at)
    header: str = stripe.WebhookSignature.generate_signature_header(
        payload.decode(), secret, moment
    )
    return header


class Story:
    """One portal and its Stripe."""

    def __init__(self, app: Flask, sandbox: Running) -> None:
        self.app = app
        self.sandbox = sandbox
        self.client = app.test_client()
        self.gateway: Gateway = app.extensions["stripe_gateway"]
        self.delivered: set[str] = set()

    def account(self, email: str, *, is_proved: bool = True) -> int:
        """An account that registered."""
        now = clock.now()
        with unit_of_work() as session:
            account = Account(
                email=email,
                email_key=email.casefold(),
                role="reader",
                created_at=now,
                proved_at=now if is_proved else None,
            )
            session.add(account)
            session.flush()
            return account.id

    def choose(
        self,
        *,
        account_id: int | None = None,
        cadence: Cadence | None = Cadence.MONTHLY,
        amount: Money = EIGHT,
    ) -> str:
        """A click on "support", committed."""
        with unit_of_work() as session:
            begun = attempts.begin(
                session,
                Choice(amount, cadence),
                account_id=account_id,
                click="",
                source=attempts.Source(),
                now=clock.now(),
            )
        return begun.id

    def open(self, attempt_id: str) -> OpenCheckout:
        """The checkout of an attempt."""
        return payment_desk().open(attempt_id)

    def subscribe(
        self, email: str, *, account_id: int | None = None, **choice: Any
    ) -> OpenCheckout:
        """Somebody chooses, opens the checkout and pays; no event is delivered yet."""
        checkout = self.open(self.choose(account_id=account_id, **choice))
        pay(checkout.url, email=email)
        return checkout

    def events(self, *kinds: str) -> list[stripe.Event]:
        """All events of the sandbox so far, the oldest first; of these types if any are named."""
        self.sandbox.control.settle()
        found = list(self.sandbox.client.v1.events.list({"limit": 100}).auto_paging_iter())
        return [e for e in reversed(found) if not kinds or e.type in kinds]

    def deliver(self, events: Iterable[stripe.Event] | None = None) -> None:
        """Carry events to the webhook: those given, or all that were not delivered yet."""
        if events is None:
            events = [e for e in self.events() if e.id not in self.delivered]
        for event in events:
            self.delivered.add(event.id)
            answer = self.post(json.dumps(event.to_dict(for_json=True)).encode())
            assert answer == 200, f"{event.type}: {answer}"

    def post(self, payload: bytes, header: str | None = None) -> int:
        """Post to the webhook; the status of the answer."""
        end_read()
        header = signed(payload) if header is None else header
        answer = self.client.post(
            "/stripe/webhook", data=payload, headers={"Stripe-Signature": header}
        )
        return answer.status_code

    def advance_a_month(self) -> None:
        """Stripe's clock moves to the next renewal and past the hour its invoice is a draft."""
        self.sandbox.control.advance(months=1)
        self.sandbox.control.advance(seconds=7200)

    def sweep(self, later: timedelta = timedelta()) -> dict[str, int]:
        """The minute's sweep, as if so much time had passed."""
        settings = self.app.extensions["settings"]
        return sweep.sweep(self.gateway, settings, clock.now() + later)

    def members(self) -> int:
        """The number on the bar."""
        end_read()
        return headcount.read(db.session()).members

    def memberships(self) -> list[Membership]:
        """All memberships, in the order they came."""
        end_read()
        return list(db.session.scalars(select(Membership).order_by(Membership.id)))

    def attempt(self, attempt_id: str) -> Attempt:
        """The attempt's row."""
        end_read()
        return db.session.get_one(Attempt, attempt_id)

    def how_many(self, table: type, *conditions: Any) -> int:
        """The rows of a table."""
        end_read()
        found = select(func.count()).select_from(table).where(*conditions)
        return db.session.scalar(found) or 0

    def states(self) -> dict[str, int]:
        """How many events are in which state."""
        end_read()
        rows = db.session.execute(
            select(StripeEvent.state, func.count()).group_by(StripeEvent.state)
        )
        return {str(state): int(count) for state, count in rows}

    def sessions(self) -> list[stripe.checkout.Session]:
        """All checkouts at Stripe."""
        return list(self.sandbox.client.v1.checkout.sessions.list({"limit": 100}).data)

    def moment(self) -> datetime:
        """Now."""
        return clock.now()


def member(story: Story, email: str = "alisa@example.org") -> int:
    """Somebody who pays monthly; the membership's id."""
    story.subscribe(email)
    story.deliver()
    return story.memberships()[-1].id
