"""A payment desk for tests of pages: it answers as told, and notes what it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from portal import clock
from portal.errors import Unavailable
from portal.extensions import db, has_open_transaction, unit_of_work
from portal.money import Money
from portal.support import applying
from portal.support.facts import CheckoutSeen, Fact
from portal.support.models import Attempt
from portal.support.payment_desk import OpenCheckout, PaymentDesk
from portal.support.standing import Cadence


@dataclass
class CounterDesk(PaymentDesk):
    """Keeps the rules of the protocol: no transaction open, one checkout for one attempt."""

    is_away: bool = False
    is_broken: bool = False
    declined: list[datetime] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    found: list[Fact] = field(default_factory=list)

    def open(self, attempt_id: str) -> OpenCheckout:
        self._ask("open")
        with unit_of_work() as session:
            attempt = session.get_one(Attempt, attempt_id)
            if self.is_away:
                attempt.state = "unknown"
            elif attempt.checkout_ref is None:
                attempt.checkout_ref = f"cs_{attempt_id[:8]}"
                attempt.checkout_url = f"https://checkout.stripe.com/{attempt.checkout_ref}"
                attempt.state = "open"
            ref, url = attempt.checkout_ref or "", attempt.checkout_url or ""
        if self.is_away:
            raise Unavailable
        return OpenCheckout(ref, url)

    def sync_checkout(self, checkout_ref: str) -> None:
        self._ask("sync")
        if self.is_away:
            raise Unavailable
        if self.is_broken:
            raise LookupError("nobody is named as its payer")
        with unit_of_work() as session:
            for fact in self.found:
                applying.apply(session, fact, clock.now())

    def close_checkouts(self, account_id: int, keep_attempt_id: str) -> None:
        self._ask("close")

    def close_attempts(self, attempt_ids: Sequence[str]) -> None:
        self._ask("close")
        with unit_of_work() as session:
            for attempt_id in attempt_ids:
                session.get_one(Attempt, attempt_id).state = "expired"

    def declined_since(self, moment: datetime) -> int:
        return sum(declined_at >= moment for declined_at in self.declined)

    def cancel(self, membership_id: int) -> None:
        self._ask("cancel")

    def undo_cancel(self, membership_id: int) -> None:
        self._ask("undo_cancel")

    def change(self, membership_id: int, amount: Money, cadence: Cadence) -> None:
        self._ask("change")

    def pause(self, membership_id: int) -> None:
        self._ask("pause")

    def resume(self, membership_id: int) -> None:
        self._ask("resume")

    def card_link(self, account_id: int, return_url: str) -> str:
        self._ask("card_link")
        return return_url

    def refund(self, payment_id: int, amount: Money | None, reason: str) -> None:
        self._ask("refund")

    def finds(self, attempt_id: str, state: str, *facts: Fact) -> str:
        """From now on the checkout of the attempt stands so; the reference of the checkout."""
        ref = db.session.get_one(Attempt, attempt_id).checkout_ref or ""
        db.session.rollback()
        self.found = [*facts, CheckoutSeen(attempt_id, ref, state)]
        return ref

    def _ask(self, what: str) -> None:
        assert not has_open_transaction(), f"{what} was asked with a transaction open"
        self.asked.append(what)
