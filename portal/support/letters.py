"""The mails of support: thanks for a first payment, and word of a membership taken twice."""

from collections.abc import Mapping
from typing import Any

from portal.accounts.letters import way_in
from portal.errors import Missing
from portal.extensions import db, end_read
from portal.mail.kinds import Letter, Recipient, register
from portal.mail.letters import write
from portal.money import Money
from portal.support.models import Membership, Payment


def install() -> None:
    """Let the outbox compose the mails of support."""
    register("thanks", _thanks)
    register("duplicate-membership", _duplicate_membership)


def _thanks(payload: Mapping[str, Any], to: Recipient) -> Letter:
    payment = db.session.get(Payment, payload["payment_id"])
    if payment is None or to.account_id is None:
        raise Missing("The payment that a mail was to thank for is gone.")
    membership = (
        db.session.get(Membership, payment.membership_id) if payment.membership_id else None
    )
    words = {
        "amount": Money(payment.amount_minor, payment.currency),
        "paid_at": payment.paid_at,
        "cadence": membership.cadence.value if membership else None,
        "next_at": membership.current_period_end if membership else None,
    }
    end_read()
    url, proves = way_in(to.account_id)
    return write("support/letters/thanks.txt", url=url, proves=proves, **words)


def _duplicate_membership(payload: Mapping[str, Any], to: Recipient) -> Letter:
    if to.account_id is None:
        raise Missing("A mail about a membership goes to an account.")
    url, proves = way_in(to.account_id)
    return write(
        "support/letters/duplicate_membership.txt",
        amount=Money(payload["amount_minor"], payload["currency"]),
        url=url,
        proves=proves,
    )
