"""Whether what an order wished is so already: asked of the object itself, never concluded.

Stripe refuses to pause what is paused. That is the answer, too, to a second try whose first was
executed and never answered; and to one whose object has gone another way meanwhile.
"""

from collections.abc import Callable

from portal.billing.gateway import CheckoutSession, Declined, Gateway, Subscription
from portal.billing.orders import Order

OVER = ("canceled", "incomplete_expired")
CHARGED = ("active", "trialing", "past_due")

OF_SUBSCRIPTION: dict[str, Callable[[Subscription], bool]] = {
    "cancel": lambda s: s.status in OVER or s.cancel_at_period_end or s.cancel_at is not None,
    "undo_cancel": lambda s: (
        s.status not in OVER and not s.cancel_at_period_end and s.cancel_at is None
    ),
    "end": lambda s: s.status in OVER,
    "pause": lambda s: s.status == "paused",
    "resume": lambda s: s.status in CHARGED,
}
# One that was paid cannot be paid again: that is all that closing it is for.
OF_CHECKOUT: dict[str, Callable[[CheckoutSession], bool]] = {
    "close": lambda session: session.status != "open"
}
# Stripe's own words for there being nothing left to do.
NOTHING_LEFT = {
    "end": {"resource_missing"},
    "refund": {"charge_already_refunded"},
}


def is_fulfilled(gateway: Gateway, order: Order, error: Declined) -> bool:
    """Whether the object that declined the order stands as the order wished it to.

    Raises: Unavailable when Stripe does not answer; it is then not known.
    """
    if error.code in NOTHING_LEFT.get(order.kind, ()):
        return True
    ref = order.target_ref
    try:
        if order.kind in OF_SUBSCRIPTION:
            found = gateway.ask(lambda v1: v1.subscriptions.retrieve(ref))
            return OF_SUBSCRIPTION[order.kind](found)
        if order.kind in OF_CHECKOUT:
            session = gateway.ask(lambda v1: v1.checkout.sessions.retrieve(ref))
            return OF_CHECKOUT[order.kind](session)
    except Declined:  # Stripe does not know it
        return False
    return False
