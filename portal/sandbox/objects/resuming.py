"""Resuming a paused subscription: a new period from now on, billed at once."""

from portal.sandbox.objects import collection, invoices, pausing, renewals, subscriptions
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, not_played
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World


def resume(world: World, params: Obj, name: str) -> Obj:
    """The subscription after its resumption invoice was tried.

    With `resume_on_payment_success` it stays paused until that invoice is paid.

    Raises: Refusal when it is not paused.
    """
    paused = world.get("subscription", name)
    if paused["status"] != "paused":
        raise invalid(
            f"Only paused subscriptions can be resumed. This one is {paused['status']}.",
            code="subscription_not_paused",
        )
    if params.get("billing_cycle_anchor", {}).get("type", "now") != "now":
        raise not_played("resuming in the old cycle", "billing_cycle_anchor.type")
    if "resuming" in world.hidden(name):
        raise invalid("This subscription waits for the payment of its resumption invoice.")
    items = [
        {
            **subscriptions.item(world, name, row["price"], row["quantity"], world.now()),
            "id": row["id"],
        }
        for row in paused["items"]["data"]
    ]
    ahead = {**paused, "items": {**paused["items"], "data": items}}
    lines = renewals.period_lines(ahead) + renewals.pending(world, name)
    invoice = invoices.draft(world, paused, lines, "subscription_update")
    plan = {"anchor": world.now(), "invoice": invoice["id"], "items": items}
    paused["latest_invoice"] = invoice["id"]
    world.save(paused, {**world.hidden(name), "resuming": plan})
    invoice = invoices.finalize(world, invoice)
    if params.get("payment_behavior", "resume_on_payment_attempt") == "resume_on_payment_attempt":
        pausing.wake(world, paused)
    if invoice["status"] == "open":
        collection.collect(world, invoice)
    else:
        collection.recover(world, invoice)
    return world.get("subscription", name)


OPERATIONS = [
    Operation(
        "POST", "/v1/subscriptions/{subscription}/resume", "SubscriptionResumeParams", resume,
        "billing_cycle_anchor payment_behavior",
    ),
]  # fmt: skip
