"""Stripe's words in ours: states, intervals, reasons, categories, moments. Pure."""

from datetime import UTC, datetime

from portal.support.standing import Cadence, Standing

STANDING = {
    "incomplete": Standing.PENDING,
    "incomplete_expired": Standing.ENDED,
    "trialing": Standing.ACTIVE,
    "active": Standing.ACTIVE,
    "past_due": Standing.PAST_DUE,
    "unpaid": Standing.PAST_DUE,
    "paused": Standing.PAUSED,
    "canceled": Standing.ENDED,
}
CADENCE = {"month": Cadence.MONTHLY, "year": Cadence.YEARLY}
INTERVAL = {cadence: word for word, cadence in CADENCE.items()}
END_REASON = {
    "cancellation_requested": "cancelled",
    "payment_failed": "payment_failed",
    "payment_disputed": "disputed",
}
REFUND_STATE = {
    "succeeded": "done",
    "pending": "pending",
    "requires_action": "pending",
    "failed": "failed",
    "canceled": "failed",
}
# An inquiry ("warning") takes no money; closed or prevented, it is over in our favour.
DISPUTE_STATE = {"won": "won", "lost": "lost", "warning_closed": "won", "prevented": "won"}
# https://docs.stripe.com/reports/reporting-categories
CATEGORY = {
    "charge": "charge",
    "charge_failure": "charge_failure",
    "refund": "refund",
    "refund_failure": "refund_failure",
    "dispute": "dispute",
    "dispute_reversal": "dispute_reversal",
    "fee": "fee",
    "payout": "payout",
    "payout_reversal": "payout_reversal",
}


def moment(seconds: int) -> datetime:
    """A Unix time as an aware moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def category(reporting_category: str) -> str:
    """The ledger's word; "adjustment" for whatever has none of its own."""
    return CATEGORY.get(reporting_category, "adjustment")


def dispute_state(status: str) -> str:
    """ "open", "won" or "lost"."""
    return DISPUTE_STATE.get(status, "open")
