"""Reading a checkout: how the attempt stands, and what it led to."""

from portal.billing.charges import id_of
from portal.billing.gateway import CheckoutSession, Gateway
from portal.billing.owners import attempt_of, is_ours
from portal.billing.pictures import Picture, Root
from portal.support.facts import CheckoutSeen

# A payment that came back to these after the checkout was completed has failed for good.
FAILED = {"requires_payment_method", "canceled", "incomplete_expired"}


def look(gateway: Gateway, root: Root) -> Picture:
    """The state of the attempt; it leads on to the subscription or the payment."""
    session = gateway.ask(
        lambda v1: v1.checkout.sessions.retrieve(
            root.ref, {"expand": ["payment_intent", "subscription"]}
        )
    )
    attempt_id = attempt_of(session.metadata)
    if not is_ours(session.metadata) or attempt_id is None:
        return Picture(is_ours=False)
    seen = CheckoutSeen(attempt_id=attempt_id, ref=session.id, state=_state(session))
    return Picture(is_ours=True, facts=(seen,), leads_to=_next(session))


def _state(session: CheckoutSession) -> str:
    if session.status != "complete":
        return "expired" if session.status == "expired" else "open"
    if session.payment_status != "unpaid":
        return "paid"
    made = session.subscription or session.payment_intent
    return "expired" if getattr(made, "status", None) in FAILED else "processing"


def _next(session: CheckoutSession) -> Root | None:
    subscription = id_of(session.subscription)
    if subscription is not None:
        return Root("subscription", subscription)
    intent = id_of(session.payment_intent)
    return Root("payment_intent", intent) if intent is not None else None
