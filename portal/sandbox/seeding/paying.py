"""Who of those sown pays today, as the newsroom would count: steers only how many are written.

Whoever counts members decides for itself, from what was paid; nothing here is shown to anyone.
"""

from portal.sandbox.store import Obj
from portal.sandbox.world import World

DAY = 86400
# How long somebody still counts while a failed renewal is retried, and while one is being charged.
RETRIED_SECONDS, RENEWED_SECONDS = 14 * DAY, 3 * DAY


def pays_until(world: World) -> int:
    """The virtual second until which the one who lives in this world counts; 0 if never."""
    rows = _all(world, "subscription")
    return max((_until(world, row) for row in rows), default=0)


def _until(world: World, subscription: Obj) -> int:
    periods = [
        (max(line["period"]["end"] for line in invoice["lines"]["data"]), _is_kept(world, invoice))
        for invoice in _all(world, "invoice")
        if invoice["status"] == "paid"
        and invoice["amount_paid"] > 0
        and invoice["parent"]["subscription_details"]["subscription"] == subscription["id"]
    ]
    last = max((end for end, is_kept in periods if is_kept), default=0)
    if not last:
        return 0
    if subscription["status"] == "past_due":
        return last + RETRIED_SECONDS
    ends = subscription["cancel_at"] or subscription["cancel_at_period_end"]
    is_reversed = any(end > last for end, _ in periods)
    if subscription["status"] == "active" and not ends and not is_reversed:
        return last + RENEWED_SECONDS
    return last


def _is_kept(world: World, invoice: Obj) -> bool:
    for paid in world.store.where("invoice_payment", "invoice", invoice["id"]):
        intent = paid["payment"]["payment_intent"]
        for charge in world.store.where("charge", "payment_intent", intent):
            if charge["status"] == "succeeded" and charge["refunded"]:
                return False
            disputes = world.store.where("dispute", "charge", charge["id"])
            if any(dispute["status"] == "lost" for dispute in disputes):
                return False
    return True


def _all(world: World, kind: str) -> list[Obj]:
    names = world.store.rows("SELECT id FROM objects WHERE kind = ? ORDER BY seq", (kind,))
    return [world.get(kind, name) for (name,) in names]
