"""What happens at Stripe without the portal: payers on hosted pages, banks, its dashboard, others.

Payers and banks act on the sandbox directly; the dashboard and the other shop speak its API.
"""

import json
import re
import time
from random import Random
from urllib.parse import urlencode

from portal.sandbox import acts
from portal.sandbox.objects import checkout, checkout_sessions
from portal.sandbox.objects.cards import CARDS, Decline
from portal.sandbox.objects.checkout import Payer
from portal.sandbox.settings import API_VERSION
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal
from tests.sandbox.driver import CARDS as NUMBERS
from tests.simulation import wsgi
from tests.simulation.machine import HOST, Machine
from tests.simulation.people import Person

USUAL = ("ok", "ok", "ok", "ok", "ok", "declined", "insufficient_funds", "asks_bank")
SUBSCRIPTION = re.compile(r"sub_\w+")
RARE = ("fails_later", "fails_later", "disputed", "expired")


class Elsewhere:
    """Everyone who touches Stripe's objects but the portal."""

    def __init__(self, machine: Machine, chance: Random) -> None:
        self._machine = machine
        self._world = machine.world
        self._chance = chance
        self.asked: list[str] = []

    def pay(self, person: Person, ref: str) -> str:
        """The person tries a card on the hosted page; the word for what came of it."""
        chance, world = self._chance, self._world
        word = chance.choice(USUAL if chance.random() < 0.75 else RARE)
        card = CARDS[NUMBERS[word]]
        with world.unit():
            session = world.get("checkout.session", ref)
            if session["status"] == "open" and session["expires_at"] <= time.time():
                session = checkout_sessions.expire_now(world, session)
            if session["status"] != "open":
                return f"checkout {session['status']} already"
            given = session["customer_details"] if session["customer"] else None
            typed = person.email.upper() if chance.random() < 0.1 else person.email
            email = given["email"] if given else typed
            payer = Payer(card, (12, 2040), email, person.name.title())
            is_proved = False
            if card.asks_3ds:
                checkout.ask_proof(world, session, payer)
                session = world.get("checkout.session", ref)
                if chance.random() < 0.3:
                    checkout.fail_proof(world, session, payer)
                    return "3-D Secure failed"
                is_proved = True
            outcome = checkout.attempt(world, session, payer, is_proved=is_proved)
        if isinstance(outcome, Decline):
            return "card declined"
        person.paid.append(ref)
        person.has_paid = True
        return "paid after 3-D Secure" if card.asks_3ds else f"paid with card {word}"

    def bank_or_dashboard(self) -> str:
        """Something the portal did not ask for; the word for it."""
        act = self._chance.choice(
            (
                self._refund, self._refund, self._dispute, self._dispute, self._decide,
                self._decide, self._cancel, self._schedule, self._other_shop, self._pay_out,
                self._fail_payout,
            )
        )  # fmt: skip
        try:
            return act()
        except Refusal:
            return "refused at Stripe"

    def change(self, asked: str) -> None:
        """What was just asked for, at that address, changes; or else something does."""
        named = SUBSCRIPTION.search(asked)
        found = self._world.store.find(named.group()) if named else None
        if found is None or found["status"] != "active":
            self.bank_or_dashboard()
            return
        end = found["items"]["data"][0]["current_period_end"]
        at = "" if found["cancel_at"] else end
        self._ask(f"/v1/subscriptions/{found['id']}", {"cancel_at": at})

    def change_a_membership(self) -> None:
        """The end of a running subscription is scheduled, or is no longer."""
        found = self._some("subscription", "json_extract(body, '$.status') = 'active'")
        self.change(found["id"] if found else "")

    def _some(self, kind: str, where: str = "1 = 1") -> Obj | None:
        rows = self._world.store.rows(
            f"SELECT id FROM objects WHERE kind = '{kind}' AND {where} ORDER BY seq"
        )
        return self._world.store.find(self._chance.choice(rows)[0]) if rows else None

    def _refund(self) -> str:
        charge = self._some("charge", "json_extract(body, '$.status') = 'succeeded'")
        if charge is None:
            return "nothing to refund"
        sent: Obj = {"charge": charge["id"]}
        if self._chance.random() < 0.4:
            sent["amount"] = charge["amount"] // 3
        acts.refund(self._world, sent)
        return "refunded in the dashboard"

    def _dispute(self) -> str:
        charge = self._some("charge", "json_extract(body, '$.status') = 'succeeded'")
        if charge is None:
            return "nothing to dispute"
        acts.dispute(self._world, {"charge": charge["id"]})
        return "disputed"

    def _decide(self) -> str:
        dispute = self._some("dispute", "json_extract(body, '$.status') NOT IN ('won', 'lost')")
        if dispute is None:
            return "nothing to decide"
        outcome = self._chance.choice(("won", "lost"))
        acts.decide(self._world, dispute["id"], outcome)
        return f"dispute {outcome}"

    def _cancel(self) -> str:
        found = self._some("subscription", "json_extract(body, '$.status') <> 'canceled'")
        if found is None:
            return "nothing to cancel"
        acts.cancel(self._world, found["id"])
        return "cancelled at once in the dashboard"

    def _schedule(self) -> str:
        found = self._some("subscription", "json_extract(body, '$.status') = 'active'")
        if found is None:
            return "nothing to schedule"
        at = found["items"]["data"][0]["current_period_end"]
        self._ask(f"/v1/subscriptions/{found['id']}", {"cancel_at": at})
        return "end scheduled in Stripe's portal"

    def _pay_out(self) -> str:
        """The newsroom has money sent to its bank: all of it, or some by hand."""
        if self._chance.random() < 0.5:
            acts.pay_out(self._world)
            return "all paid out to the bank"
        sent: dict[str, object] = {"amount": self._chance.choice((100, 700)), "currency": "usd"}
        return "paid out by hand" if self._ask("/v1/payouts", sent) else "too little to pay out"

    def _fail_payout(self) -> str:
        """The bank sends it back."""
        payout = self._some("payout", "json_extract(body, '$.status') <> 'failed'")
        if payout is None:
            return "no payout to send back"
        acts.fail_payout(self._world, payout["id"])
        return "payout sent back by the bank"

    def _other_shop(self) -> str:
        """Another product on the same account sells something."""
        price: dict[str, object] = {
            "line_items[0][quantity]": 1,
            "line_items[0][price_data][currency]": self._chance.choice(("usd", "eur")),
            "line_items[0][price_data][unit_amount]": 4900,
            "line_items[0][price_data][product_data][name]": "Tote bag",
        }
        mode = self._chance.choice(("payment", "subscription"))
        if mode == "subscription":
            price["line_items[0][price_data][recurring][interval]"] = "month"
        sent = {**price, "mode": mode, "success_url": "https://shop.example.org/"}
        ref = self._ask("/v1/checkout/sessions", sent)
        self.pay(Person("shopper", "usd"), ref)
        return "sold by another shop"

    def _ask(self, path: str, sent: dict[str, object]) -> str:
        headers = {
            "Authorization": f"Bearer {self._world.settings.api_key}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Stripe-Version": API_VERSION,
        }
        answer = wsgi.call(self._machine.sandbox, "POST", f"{HOST}{path}", headers, urlencode(sent))
        if answer.status_code != 200:
            return ""
        return str(json.loads(answer.content)["id"])
