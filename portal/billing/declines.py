"""Cards declined at checkouts, counted from the events that came; no card and no payer is read."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.billing.models import StripeEvent

AT_ANY_PAYMENT = "payment_intent.payment_failed"
AT_A_RENEWAL = "invoice.payment_failed"
TOLD = (
    select(StripeEvent.type, func.count())
    .where(
        StripeEvent.received_at >= bindparam("moment"),
        StripeEvent.created_at >= bindparam("moment"),
        StripeEvent.type.in_((AT_ANY_PAYMENT, AT_A_RENEWAL)),
    )
    .group_by(StripeEvent.type)
)


def count_since(session: Session, moment: datetime) -> int:
    """How many declines happened, and were heard of, since `moment`.

    A renewal that fails is told of twice, as a payment and as an invoice; a donation's card that
    is declined on the checkout's page as a payment only. So the difference is what was declined
    at checkouts, however many renewals fail in the same minutes. A declined card of a new
    membership may leave no event at all: those checkouts are missed as left unpaid, later.
    """
    rows = session.execute(TOLD, {"moment": moment})
    found = {kind: int(count) for kind, count in rows}
    return max(0, found.get(AT_ANY_PAYMENT, 0) - found.get(AT_A_RENEWAL, 0))
