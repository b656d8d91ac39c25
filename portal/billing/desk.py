"""The payment desk that `support` asks for: its protocol, kept by Stripe."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.billing import (
    carrying,
    customers,
    declines,
    jobs,
    marks,
    opening,
    orders,
    products,
    sync,
)
from portal.billing.gateway import Declined, Gateway
from portal.billing.words import INTERVAL
from portal.config import Settings
from portal.errors import Missing, Refused
from portal.extensions import db, end_read, unit_of_work
from portal.money import Money
from portal.support.models import Attempt, Membership, Payment
from portal.support.payment_desk import OpenCheckout
from portal.support.standing import Cadence, Standing


class StripeDesk:
    """`support.payment_desk.PaymentDesk`: see there what each of its methods promises."""

    def __init__(self, gateway: Gateway, settings: Settings) -> None:
        self._gateway = gateway
        self._settings = settings

    def open(self, attempt_id: str) -> OpenCheckout:
        """The checkout of the attempt."""
        end_read()
        return opening.open_checkout(self._gateway, self._settings, attempt_id, clock.now())

    def sync_checkout(self, checkout_ref: str) -> None:
        """All that the checkout led to is applied; only checkouts of our own attempts."""
        known = db.session.scalar(select(Attempt.id).where(Attempt.checkout_ref == checkout_ref))
        end_read()
        if known is None:
            raise Missing("There is no such checkout.")
        found = sync.sync(self._gateway, "checkout.session", checkout_ref, clock.now())
        for target in found.ordered:
            jobs.carry_out.enqueue(target)

    def close_checkouts(self, account_id: int, keep_attempt_id: str) -> None:
        """The account's other open checkouts can no longer be paid."""
        found = db.session.scalars(
            select(Attempt.checkout_ref).where(
                Attempt.account_id == account_id,
                Attempt.state == "open",
                Attempt.id != keep_attempt_id,
                Attempt.checkout_ref.is_not(None),
            )
        ).all()
        self._close(found)

    def close_attempts(self, attempt_ids: Sequence[str]) -> None:
        """The open checkouts of those attempts can no longer be paid."""
        found = db.session.scalars(
            select(Attempt.checkout_ref).where(
                Attempt.id.in_(attempt_ids),
                Attempt.state == "open",
                Attempt.checkout_ref.is_not(None),
            )
        ).all()
        self._close(found)

    def declined_since(self, moment: datetime) -> int:
        """Cards declined at checkouts, by the events that came."""
        return declines.count_since(db.session(), moment)

    def cancel(self, membership_id: int) -> None:
        """The membership ends with its paid period."""
        self._do("cancel", self._live(membership_id).provider_ref, {"cancel_at_period_end": True})

    def undo_cancel(self, membership_id: int) -> None:
        """The membership goes on: Stripe's own portal sets the one, we the other; undo both."""
        ref = self._live(membership_id).provider_ref
        self._do("undo_cancel", ref, {"cancel_at_period_end": False, "cancel_at": ""})

    def change(self, membership_id: int, amount: Money, cadence: Cadence) -> None:
        """Another amount from the next period on; another cadence bills at once."""
        row = self._live(membership_id)
        if amount.currency != row.currency:
            raise Refused("A membership keeps its currency.", field="amount")
        ref = row.provider_ref
        product = products.product_of(self._gateway, "membership", clock.now())
        seen = self._gateway.ask(lambda v1: v1.subscriptions.retrieve(ref))
        price = {
            "currency": amount.currency,
            "unit_amount": amount.minor,
            "product": product,
            "recurring": {"interval": INTERVAL[cadence]},
        }
        item = {"id": seen.items.data[0].id, "price_data": price}
        self._do("change", ref, {"items": [item], "proration_behavior": "none"})

    def pause(self, membership_id: int) -> None:
        """Nothing is charged from now on; the time that is paid stays paid."""
        unused: dict[str, Any] = {"unused_time_from": {"type": "none"}}
        self._do("pause", self._live(membership_id).provider_ref, {"bill_for": unused})

    def resume(self, membership_id: int) -> None:
        """A new period begins now, once it is paid."""
        parameters = {
            "billing_cycle_anchor": {"type": "now"},
            "payment_behavior": "resume_on_payment_success",
        }
        self._do("resume", self._live(membership_id).provider_ref, parameters)

    def card_link(self, account_id: int, return_url: str) -> str:
        """Stripe's page for another card, of the membership that is paid with it."""
        customer = self._customer(account_id)
        parameters = {
            "customer": customer,
            "return_url": return_url,
            "flow_data": {
                "type": "payment_method_update",
                "after_completion": {"type": "redirect", "redirect": {"return_url": return_url}},
            },
        }
        pages = marks.value_of(db.session(), marks.CONFIGURATION)
        end_read()
        try:
            chosen = {"configuration": pages} if pages else {}
            answer = self._do("card", customer, {**parameters, **chosen})
        except Refused as error:
            if getattr(error.__cause__, "param", "") != "configuration":
                raise
            answer = self._do("card", customer, parameters)  # it is gone, or of the other mode
        url = getattr(answer, "url", None)
        if not isinstance(url, str):
            raise Refused("The page for changing the card could not be opened.")
        return url

    def refund(self, payment_id: int, amount: Money | None, reason: str) -> None:
        """The payment is given back. `reason`: duplicate, fraudulent, requested_by_customer."""
        row = db.session.get(Payment, payment_id)
        if row is None:
            raise Missing("There is no such payment.")
        if amount is not None and amount.currency != row.currency:
            raise Refused("A refund is made in the currency of its payment.", field="amount")
        ref = row.provider_ref
        parameters: dict[str, Any] = {"payment_intent": ref, "reason": reason}
        if amount is not None:
            parameters["amount"] = amount.minor
        self._do("refund", ref, parameters)

    def _close(self, refs: Sequence[str | None]) -> None:
        end_read()
        for ref in refs:
            if ref is not None:
                self._do("close", ref, {}, natural_key=f"close:{ref}")

    def _do(
        self, kind: str, target: str, parameters: dict[str, Any], natural_key: str | None = None
    ) -> object:
        """Commit the order, then carry out what waits for its target, this one last."""
        now = clock.now()
        with unit_of_work() as session:
            orders.want(session, kind, target, parameters, now, natural_key=natural_key)
        try:
            return carrying.carry_out(self._gateway, target, now)
        except Declined as error:
            raise Refused(
                "The payment provider did not accept this. Nothing was changed."
            ) from error

    def _live(self, membership_id: int) -> Membership:
        row = db.session.get(Membership, membership_id)
        if row is None or row.provider != "stripe":
            raise Missing("There is no such membership.")
        if row.standing is Standing.ENDED:
            raise Refused("This membership has ended.")
        db.session.expunge(row)
        end_read()
        return row

    def _customer(self, account_id: int) -> str:
        ref = _newest_membership(db.session(), account_id)
        end_read()
        if ref is not None:
            seen = self._gateway.ask(lambda v1: v1.subscriptions.retrieve(ref))
            if isinstance(seen.customer, str):
                return seen.customer
        now: datetime = clock.now()
        found = customers.customer_of(self._gateway, account_id, now)
        if found is None:
            raise Refused("There is no card to change yet.")
        return found


def _newest_membership(session: Session, account_id: int) -> str | None:
    return session.scalar(
        select(Membership.provider_ref)
        .where(
            Membership.account_id == account_id,
            Membership.provider == "stripe",
            Membership.standing != Standing.ENDED,
            Membership.duplicate_of_id.is_(None),
        )
        .order_by(Membership.started_at.desc())
        .limit(1)
    )
