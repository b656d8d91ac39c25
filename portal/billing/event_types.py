"""Which of Stripe's events the portal wants to be told of, by the kind of their object. Pure.

Fewer than there are: for each change of money or standing one event that follows it suffices,
since the object is fetched as a whole. `roots.KINDS` says what is done with each kind.
"""

WANTED: dict[str, tuple[str, ...]] = {
    "checkout.session": (
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    ),
    "subscription": (
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "customer.subscription.paused",
        "customer.subscription.resumed",
    ),
    "invoice": (
        "invoice.paid",
        "invoice.payment_failed",
        "invoice.payment_action_required",
        "invoice.voided",
        "invoice.marked_uncollectible",
    ),
    "invoice_payment": ("invoice_payment.paid",),
    "payment_intent": (
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
    ),
    "charge": ("charge.pending", "charge.succeeded", "charge.updated", "charge.refunded"),
    "refund": ("refund.created", "refund.updated", "refund.failed"),
    "dispute": (
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    ),
    "payout": (
        "payout.created",
        "payout.paid",
        "payout.failed",
        "payout.canceled",
        "payout.reconciliation_completed",
    ),
}


def wanted() -> list[str]:
    """All of them, in the order of the alphabet."""
    return sorted(name for names in WANTED.values() for name in names)
