"""How subscriptions and customers end."""

from portal.sandbox.objects import customers
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import no_such
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World


def end(world: World, subscription: Obj, reason: str, details: Obj | None = None) -> Obj:
    """The subscription is cancelled now, nothing of it falls due any more, and an event tells it.

    `reason` is Stripe's word: cancellation_requested, payment_failed, payment_disputed.
    """
    now = world.now()
    kept = subscription["cancellation_details"]
    ended = {
        **subscription,
        "canceled_at": subscription["canceled_at"] or now,
        "cancellation_details": {**kept, **(details or {}), "reason": reason},
        "ended_at": now,
        "status": "canceled",
    }
    world.save(ended)
    world.never(ended["id"], "subscription")
    for invoice in world.store.where(
        "invoice", "parent.subscription_details.subscription", ended["id"]
    ):
        if invoice["status"] in ("draft", "open"):
            world.never(invoice["id"], "finalize")
            world.never(invoice["id"], "collect")
            world.save({**invoice, "auto_advance": False, "next_payment_attempt": None})
    world.emit("customer.subscription.deleted", ended)
    return ended


def cancel(world: World, params: Obj, name: str) -> Obj:
    """The subscription, cancelled at once.

    Raises: Refusal when it was cancelled before.
    """
    subscription = world.get("subscription", name)
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise no_such("subscription", name)
    return end(world, subscription, "cancellation_requested", params.get("cancellation_details"))


def delete_customer(world: World, params: Obj, name: str) -> Obj:
    """Only the fact of deletion remains; the customer's subscriptions end at once."""
    customer = customers.living(world, name)
    for subscription in world.store.where("subscription", "customer", name):
        if subscription["status"] not in ("canceled", "incomplete_expired"):
            end(world, subscription, "cancellation_requested")
    gone = {"id": name, "object": "customer", "deleted": True}
    world.save(gone)
    world.emit("customer.deleted", customer)
    return gone


OPERATIONS = [
    Operation(
        "DELETE", "/v1/subscriptions/{subscription}", "SubscriptionCancelParams", cancel,
        "cancellation_details.comment cancellation_details.feedback",
    ),
    Operation("DELETE", "/v1/customers/{customer}", "CustomerDeleteParams", delete_customer),
]  # fmt: skip
