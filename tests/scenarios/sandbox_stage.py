"""The stage whose Stripe is a sandbox in this process, and which delivers to the portal itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import requests
import stripe
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.billing.models import StripeEvent
from portal.extensions import db, end_read
from tests.sandbox.driver import CARDS, pay
from tests.sandbox.fixtures import Running
from tests.scenarios.person import Person
from tests.scenarios.stage import Card, Stage

SECONDS = 10


class SandboxStage(Stage):
    """Pays the hosted pages over HTTP; every event arrives at the portal's webhook by HTTP."""

    def __init__(self, app: Flask, sandbox: Running, ahead: Path) -> None:
        super().__init__(app, sandbox.client, ahead)
        self._control = sandbox.control

    def carry(self, *kinds: str) -> None:
        """All charges have settled, every delivery was answered and worked on, no event waits."""
        self._deliver()
        while self.work():
            self._deliver()
        happened = {event.type for event in self.new_events()}
        assert happened >= set(kinds), f"{set(kinds) - happened} missing in {happened}"
        answers = {row["answer"] for row in self._control.deliveries()}
        assert answers <= {"200 OK"}, answers
        end_read()
        states = set(db.session.scalars(select(StripeEvent.state)))
        assert states <= {"done", "ignored"}, states

    def _deliver(self) -> None:
        self._control.settle()
        self._control.flush(30)

    def carry_until(self, *kinds: str) -> None:
        """The sandbox does it within the seconds that `carry` lets pass."""
        self.carry()
        assert self._happened >= set(kinds), f"{set(kinds) - self._happened} did not come"

    def pay(self, url: str, card: Card, email: str, bank: Literal["complete", "fail"]) -> str:
        """The form of the hosted page, posted."""
        return pay(url, card=CARDS[card], email=email, bank=bank)

    def plan(self, person: Person, act: Literal["cancel", "keep"]) -> None:
        """The button of the sandbox's billing portal, pressed."""
        found = person.subscription
        opened = self.stripe.billing_portal.sessions.create({"customer": str(found.customer)})
        form = {"subscription": found.id, "act": act}
        answer = requests.post(opened.url, data=form, timeout=SECONDS)
        assert answer.status_code == 200, answer.text
        self.carry("customer.subscription.updated")

    def give_card(self, person: Person) -> None:
        """The form of the card page, posted."""
        form = {"number": CARDS["ok"], "expiry": "12 / 40", "cvc": "123", "name": "A Reader"}
        page = f"{person.card_page()}/card"
        answer = requests.post(page, data=form, allow_redirects=False, timeout=SECONDS)
        assert answer.status_code == 303, answer.text
        self.carry("payment_method.attached", "customer.subscription.updated")

    def pay_out(self) -> stripe.Payout:
        """The control API pays out all that has settled."""
        (made,) = self._control.call("POST", "/payouts")["data"]
        self.carry("payout.paid", "payout.reconciliation_completed")
        return self.stripe.payouts.retrieve(made["id"])


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


@contextmanager
def answering(app: Flask) -> Iterator[str]:
    """The portal answers over HTTP at this address, one request at a time."""
    server = make_server("127.0.0.1", 0, app, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(SECONDS)
        server.server_close()
