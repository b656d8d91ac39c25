"""The postman between Stripe and the webhook: late, twice, out of order, or never."""

import json
import re
import time
from dataclasses import dataclass
from random import Random

from sqlalchemy import text

from portal.billing import event_types
from portal.sandbox.courier import signature
from portal.sandbox.store import Obj
from tests.settings import WEBHOOK_SECRET
from tests.simulation import wsgi
from tests.simulation.fate import Died
from tests.simulation.machine import HOST, Machine
from tests.simulation.tally import Tally

WANTED = frozenset(event_types.wanted())
THREE_DAYS = 3 * 86400
STANDING = text("SELECT standing FROM memberships WHERE provider_ref = :ref")
SUBSCRIPTION = re.compile(r'"(sub_\w+)"')


@dataclass
class Letter:
    """One delivery of one event, due at a Unix time."""

    event: str
    due: float


class Post:
    """What is on its way to the webhook."""

    def __init__(self, machine: Machine, chance: Random, tally: Tally, kinds: set[str]) -> None:
        self._machine = machine
        self._chance = chance
        self._tally = tally
        self._kinds = kinds
        self._seen = 0
        self.bag: list[Letter] = []
        self.lost: list[str] = []
        self.acknowledged: set[str] = set()

    def collect(self) -> None:
        """Everything Stripe wants delivered is in the bag, with what befalls it on the way."""
        rows = self._machine.world.store.rows(
            "SELECT d.seq, d.event, json_extract(o.body, '$.type') FROM deliveries d"
            " JOIN objects o ON o.id = d.event WHERE d.seq > ? ORDER BY d.seq",
            (self._seen,),
        )
        for seq, event, kind in rows:
            self._seen = seq
            if kind in WANTED or self._chance.random() < 0.1:  # the rest is of no use
                self._post(event, kind)

    def is_due(self) -> bool:
        """Whether a letter could be delivered now."""
        return any(letter.due <= time.time() for letter in self.bag)

    def deliver_one(self, dies_after: int | None = None) -> None:
        """One letter that is due is tried; it stays in the bag unless it was acknowledged."""
        self.collect()
        due = [letter for letter in self.bag if letter.due <= time.time()]
        if not due:
            return
        letter = due[0]
        if "reordered" in self._kinds and len(due) > 1 and self._chance.random() < 0.5:
            letter = self._chance.choice(due)
            if letter is not due[0]:
                self._tally.fault("reordered")
        self.bag.remove(letter)
        if self._answer(letter, dies_after) == 200:
            self.acknowledged.add(letter.event)
        else:  # Stripe tries again, for days
            self.bag.append(Letter(letter.event, time.time() + self._chance.choice((5, 60, 3600))))

    def calm(self) -> None:
        """From now on nothing is lost, late or twice; what was late has come."""
        self._kinds = set()
        for letter in self.bag:
            letter.due = min(letter.due, time.time())

    def created_at(self, event: str) -> int:
        """When Stripe made the event."""
        return int(self._machine.world.get("event", event)["created"])

    def _post(self, event: str, kind: str) -> None:
        chance, now = self._chance, time.time()
        if "lost" in self._kinds and chance.random() < 0.15:
            self.lost += [event] if kind in WANTED else []
            self._tally.fault("lost")
            return
        letter = Letter(event, now)
        if "late" in self._kinds and chance.random() < 0.15:
            letter.due += THREE_DAYS
            self._tally.fault("three days late")
        self.bag.append(letter)
        if "duplicated" in self._kinds and chance.random() < 0.2:
            self.bag.append(Letter(event, now + chance.choice((0, 0, 60, THREE_DAYS))))
            self._tally.fault("duplicated")

    def _answer(self, letter: Letter, dies_after: int | None) -> int:
        machine = self._machine
        event = machine.world.store.find(letter.event)
        assert event is not None
        written = json.dumps(event)
        self._tally.meeting(event["type"], self._standing(event["data"]["object"], written))
        payload = written.encode()
        signed_at = time.time() - machine.skew.total_seconds()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(payload, (WEBHOOK_SECRET,), int(signed_at)),
        }
        url = f"{HOST}/stripe/webhook"
        try:
            answer = machine.process(
                lambda: wsgi.call(machine.app, "POST", url, headers, payload), dies_after
            )
        except Died:
            self._tally.fault("died")
            return 0
        return answer.status_code

    def _standing(self, body: Obj, written: str) -> str:
        """How the membership stands that the event concerns; "none" before it is known."""
        named = SUBSCRIPTION.search(written)
        ref = named.group(1) if named else self._membership_of(body)
        if ref is None:
            return "-"
        rows = self._machine.ask(STANDING, ref=ref)
        return str(rows[0][0]) if rows else "none"

    def _membership_of(self, body: Obj) -> str | None:
        intent = body["id"] if body["object"] == "payment_intent" else body.get("payment_intent")
        rows = self._machine.world.store.rows(
            "SELECT json_extract(i.body, '$.parent.subscription_details.subscription')"
            " FROM objects p JOIN objects i ON i.id = json_extract(p.body, '$.invoice')"
            " WHERE p.kind = 'invoice_payment'"
            " AND json_extract(p.body, '$.payment.payment_intent') = ?",
            (intent if isinstance(intent, str) else "",),
        )
        return rows[0][0] if rows else None
