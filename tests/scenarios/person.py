"""Somebody at the portal, and how things stand with them: in the portal's words and in Stripe's."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import stripe
from sqlalchemy import select

from portal import clock
from portal.extensions import db, end_read
from portal.money import Money
from portal.support import reading, stamps
from portal.support.models import CountChange, Counted, Membership, Reversal
from portal.support.reading import HeldMembership, MadePayment
from tests.accounts.people import proved, sign_in

if TYPE_CHECKING:
    from tests.scenarios.stage import Card, Stage

Cadence = Literal["monthly", "yearly", "once"]


class Person:
    """One reader with a proved account."""

    def __init__(self, stage: "Stage", email: str) -> None:
        self._stage = stage
        self.email = email
        self.account_id = proved(email).id

    def choose(self, cadence: Cadence, amount: str) -> str:
        """A choice on our page, signed in; the address of Stripe's page it leads to."""
        form = {"currency": "usd", "cadence": cadence, f"amount_{cadence}": amount}
        secret = self._stage.app.extensions["settings"].secret_key
        form["click"] = stamps.issue(secret, clock.now())
        return self._post("/support/checkout", form)

    def support(
        self,
        cadence: Cadence = "monthly",
        amount: str = "8",
        *,
        card: "Card" = "ok",
        bank: Literal["complete", "fail"] = "complete",
    ) -> None:
        """Chosen, paid, thanked for, and all events of it carried.

        Raises: NotPaid when Stripe's page does not let the payer on.
        """
        self.pay(self.choose(cadence, amount), card=card, bank=bank)

    def pay(
        self, url: str, *, card: "Card" = "ok", bank: Literal["complete", "fail"] = "complete"
    ) -> None:
        """Paid on Stripe's page, thanked for, and all events of it carried.

        Raises: NotPaid when Stripe's page does not let the payer on.
        """
        back = urlsplit(self._stage.pay(url, card, self.email, bank))
        end_read()
        thanks = self._stage.app.test_client().get(f"{back.path}?{back.query}")
        assert thanks.status_code == 200, thanks.text
        self._stage.carry("checkout.session.completed", "charge.updated")

    def cancel(self) -> None:
        """The two clicks of our account page."""
        self._post("/account/membership/cancel")
        self._stage.carry("customer.subscription.updated")

    def keep(self) -> None:
        """A scheduled end taken back on our account page."""
        self._post("/account/membership/keep")
        self._stage.carry("customer.subscription.updated")

    def card_page(self) -> str:
        """Where our account page leads to give another card."""
        return self._post("/account/card")

    @property
    def held(self) -> HeldMembership:
        """The one membership, running or over."""
        end_read()
        (found,) = reading.memberships(db.session(), self.account_id)
        return found

    @property
    def paid_through(self) -> datetime:
        """The latest end of what was paid and kept."""
        found = self.held.paid_through
        assert found is not None
        return found

    @property
    def counts(self) -> bool:
        """Whether this person is one of the number on the bar."""
        end_read()
        return db.session.get(Counted, self.account_id) is not None

    @property
    def moves(self) -> list[str]:
        """Why the number moved by this person, in order."""
        end_read()
        rows = select(CountChange.reason).where(CountChange.account_id == self.account_id)
        return list(db.session.scalars(rows.order_by(CountChange.id)))

    @property
    def payments(self) -> list[MadePayment]:
        """All payments, the oldest first."""
        end_read()
        found = reading.payments(db.session(), self.account_id)
        return sorted(found, key=lambda payment: (payment.paid_at, payment.id))

    @property
    def paid(self) -> list[Money]:
        """The amounts of all payments, the oldest first."""
        return [payment.amount for payment in self.payments]

    @property
    def reversals(self) -> list[tuple[str, str, int]]:
        """Kind, state and amount of every refund and dispute."""
        end_read()
        ids = [payment.id for payment in self.payments]
        rows = select(Reversal).where(Reversal.payment_id.in_(ids)).order_by(Reversal.id)
        return [(row.kind, row.state, row.amount_minor) for row in db.session.scalars(rows)]

    @property
    def subscription(self) -> stripe.Subscription:
        """The membership as Stripe has it."""
        end_read()
        of = select(Membership.provider_ref).where(Membership.account_id == self.account_id)
        ref = db.session.scalars(of).one()
        end_read()
        return self._stage.stripe.subscriptions.retrieve(ref)

    @property
    def item(self) -> stripe.SubscriptionItem:
        """What the subscription is for."""
        (found,) = self.subscription["items"].data
        assert isinstance(found, stripe.SubscriptionItem)
        return found

    @property
    def period_end(self) -> datetime:
        """When Stripe renews next."""
        return datetime.fromtimestamp(self.item.current_period_end, UTC)

    @property
    def invoices(self) -> list[stripe.Invoice]:
        """The subscription's invoices, the oldest first."""
        asked: stripe.params.InvoiceListParams = {"subscription": self.subscription.id}
        return self._stage.stripe.invoices.list(asked).data[::-1]

    @property
    def charges(self) -> list[stripe.Charge]:
        """What Stripe tried to take from this person, the oldest first."""
        customer = str(self.subscription.customer)
        return self._stage.stripe.charges.list({"customer": customer}).data[::-1]

    def _post(self, path: str, form: dict[str, str] | None = None) -> str:
        end_read()
        browser = self._stage.app.test_client()
        sign_in(browser, self.email)
        answer = browser.post(path, data=form or {})
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]
