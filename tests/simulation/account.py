"""What Stripe's own objects prove, worked out from them alone and by no code of the portal's.

The rule of who counts is written down here a second time, from its words in the design.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.sandbox.world import World

APP = "newsroom-portal"
DAY = 86400
GRACE, RENEWAL = 14 * DAY, 3 * DAY
STANDING = {
    "active": "active", "past_due": "past_due", "unpaid": "past_due", "paused": "paused",
    "canceled": "ended", "incomplete": "pending", "incomplete_expired": "ended",
    "trialing": "active",
}  # fmt: skip
Obj = dict[str, Any]


@dataclass
class Proved:
    """A subscription of ours: whose, how it stands, until when it is paid and counts."""

    ref: str
    owner: str
    standing: str
    paid_through: int | None
    counts_until: int | None
    is_scheduled: bool
    amount: int
    interval: str
    started: int


@dataclass
class Account:
    """Everything at Stripe."""

    world: World
    owners: dict[str, str | None]
    """The address of whoever was signed in at each attempt."""
    _kinds: dict[str, list[Obj]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for (body,) in self.world.store.rows("SELECT body FROM objects ORDER BY seq"):
            one = json.loads(body)
            self._kinds[one["object"]].append(one)
        self._charges = {c["payment_intent"]: c for c in self.all("charge") if is_taken(c)}
        self._given_back: dict[str, int] = defaultdict(int)
        for refund in self.all("refund"):
            if refund["status"] == "succeeded":
                self._given_back[refund["charge"]] += refund["amount"]
        self._lost = {d["charge"] for d in self.all("dispute") if d["status"] == "lost"}
        self._intents = {p["invoice"]: p for p in self.all("invoice_payment")}

    def all(self, kind: str) -> list[Obj]:
        """All objects of a kind, the oldest first."""
        return self._kinds[kind]

    def movements(self) -> dict[str, Obj]:
        """The balance transactions, by id."""
        return {one["id"]: one for one in self.all("balance_transaction")}

    def sessions(self) -> list[Obj]:
        """The checkouts of ours."""
        return [one for one in self.all("checkout.session") if is_ours(one)]

    def donations(self) -> dict[str, Obj]:
        """The charges of donations to us, by payment intent."""
        intents = {one["id"] for one in self.all("payment_intent") if is_ours(one)}
        return {ref: charge for ref, charge in self._charges.items() if ref in intents}

    def dues(self) -> dict[str, Obj]:
        """The charges of memberships of ours, by payment intent."""
        ours = {one["id"] for one in self.all("subscription") if is_ours(one)}
        found = {}
        for invoice in self.all("invoice"):
            ref = self._payment(invoice)
            if _subscription_of(invoice) in ours and ref in self._charges:
                found[ref] = self._charges[ref]
        return found

    def memberships(self) -> Iterator[Proved]:
        """The subscriptions of ours."""
        for one in self.all("subscription"):
            if is_ours(one):
                yield self._proved(one)

    def _proved(self, subscription: Obj) -> Proved:
        (item,) = subscription["items"]["data"]
        standing = STANDING[subscription["status"]]
        is_scheduled = bool(subscription["cancel_at_period_end"] or subscription["cancel_at"])
        kept, taken_back = self._ends(subscription["id"])
        paid_through = max(kept, default=None)
        until = paid_through
        if until is not None and standing == "past_due":
            until += GRACE
        elif until is not None and standing == "active" and not is_scheduled:
            until += 0 if max(taken_back, default=0) > until else RENEWAL
        price = item["price"]
        return Proved(
            ref=subscription["id"],
            owner=self._owner(subscription),
            standing=standing,
            paid_through=paid_through,
            counts_until=until,
            is_scheduled=is_scheduled,
            amount=price["unit_amount"],
            interval=price["recurring"]["interval"],
            started=subscription["start_date"],
        )

    def _ends(self, subscription: str) -> tuple[list[int], list[int]]:
        """The ends of the paid periods: of those that were kept, and of those taken back."""
        kept: list[int] = []
        taken_back: list[int] = []
        for invoice in self.all("invoice"):
            if _subscription_of(invoice) == subscription:
                end = self._paid_until(invoice)
                if end is not None:
                    (kept if self._is_kept(invoice) else taken_back).append(end)
        return kept, taken_back

    def _paid_until(self, invoice: Obj) -> int | None:
        """The end of the period that money was taken for, whatever became of it later."""
        if invoice["status"] != "paid" or self._payment(invoice) not in self._charges:
            return None
        ends = [
            line["period"]["end"]
            for line in invoice["lines"]["data"]
            if not (line["parent"]["subscription_item_details"] or {}).get("proration")
        ]
        return max(ends, default=None)

    def _is_kept(self, invoice: Obj) -> bool:
        charge = self._charges[self._payment(invoice)]
        if charge["id"] in self._lost:
            return False
        return bool(self._given_back[charge["id"]] < charge["amount"])

    def _payment(self, invoice: Obj) -> str:
        made = self._intents.get(invoice["id"])
        return str(made["payment"]["payment_intent"]) if made else ""

    def _owner(self, subscription: Obj) -> str:
        attempt = subscription["metadata"]["attempt_id"]
        signed_in = self.owners.get(attempt)
        if signed_in is not None:
            return signed_in
        (session,) = (s for s in self.sessions() if s["subscription"] == subscription["id"])
        return str(session["customer_details"]["email"]).casefold()


def is_ours(one: Obj) -> bool:
    """Whether the object carries the portal's mark."""
    return (one["metadata"] or {}).get("app") == APP


def is_taken(charge: Obj) -> bool:
    """Whether the charge took money."""
    return bool(charge["status"] == "succeeded" and charge["paid"])


def _subscription_of(invoice: Obj) -> str | None:
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    found: str | None = details.get("subscription")
    return found
