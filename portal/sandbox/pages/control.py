"""The control page at `/`: at a button a year passes, deliveries fail, banks dispute."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from portal.sandbox import acts
from portal.sandbox.objects.amounts import written
from portal.sandbox.pages.frame import is_foreign, sent_on, shown
from portal.sandbox.pages.overview import seen, when
from portal.sandbox.pages.playing import days_in
from portal.sandbox.play import Play
from portal.sandbox.seeding.fates import DAY
from portal.sandbox.seeding.seeder import Seeder
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal
from portal.sandbox.world import World

Act = Callable[[str], str | Response]
MANY = 500
"""So many things fall due while a press is waited for; more are counted on a page of their own."""
_SPOILED: dict[str, tuple[str, Obj]] = {
    "fail": ("The next delivery fails once and is tried again.", {"mode": "fail"}),
    "lose": ("The next delivery is lost for good.", {"mode": "lose"}),
    "double": ("The next delivery comes twice.", {"mode": "double"}),
    "reorder": (
        "The next five deliveries come in reverse order.",
        {"mode": "reorder", "times": 5},
    ),
    "delay": (
        "The next delivery is held until a day has passed.",
        {"mode": "delay", "days": 1},
    ),
    "silence": ("No delivery arrives any more.", {"mode": "lose", "times": -1}),
    "speak": ("Deliveries arrive again.", {"mode": "lose", "times": 0}),
}


class ControlPages:
    """The control page of one world, its buttons, and receipts."""

    def __init__(self, world: World, seeder: Seeder, play: Play) -> None:
        self._world = world
        self._seeder = seeder
        self._play = play
        self._acts: dict[str, Act] = {
            "day": lambda name: self._advance("days"),
            "month": lambda name: self._advance("months"),
            "year": lambda name: self._advance("years"),
            "spoil": self._spoil,
            "refund": self._refund,
            "dispute": self._dispute,
            "won": lambda name: self._decide(name, "won"),
            "lost": lambda name: self._decide(name, "lost"),
            "pay_out": self._pay_out,
            "cancel": self._cancel,
            "reset": self._reset,
        }

    def blueprint(self) -> Blueprint:
        """`/`, and one address for all buttons."""
        routes = Blueprint("control", __name__)
        routes.add_url_rule("/", "page", self._page)
        routes.add_url_rule("/control", "press", self._press, methods=["POST"])
        routes.add_url_rule("/receipts/<name>", "receipt", self._receipt)
        return routes

    def _page(self, said: str = "", status: int = 200) -> Response:
        with self._world.unit():
            return shown(
                "control.html", status, said=said, play=self._play.state(), **seen(self._world)
            )

    def _press(self) -> Response:
        """Only this page's own forms may press: a foreign page's Origin is refused."""
        if is_foreign():
            return self._page("That came from another site; nothing was done.", 403)
        act = self._acts.get(request.form.get("act", ""))
        if act is None:
            return self._page("There is no such button; nothing was done.", 422)
        try:
            said = act(request.form.get("name", ""))
        except Refusal as refusal:
            return self._page(f"{refusal} Nothing was done.", 422)
        except ValueError as problem:
            return self._page(f"Nothing was done: {problem}.", 422)
        return said if isinstance(said, Response) else self._page(said)

    def _receipt(self, name: str) -> Response:
        with self._world.unit():
            charge = self._world.store.find(name)
            if charge is None or charge["object"] != "charge" or not charge["paid"]:
                return shown("gone.html", 404, reason="missing", session=None)
            amount = written(charge["amount"], charge["currency"])
            return shown("receipt.html", charge=charge, amount=amount, at=when(charge["created"]))

    def _advance(self, span: str) -> str | Response:
        days = days_in(self._world, 1, span)
        until = self._world.clock.exact() + days * DAY
        if self._world.store.rows("SELECT COUNT(*) FROM due WHERE at <= ?", (until,))[0][0] > MANY:
            self._play.begin({"days": days})
            return sent_on("/playing")
        answer = acts.advance(self._world, {span: 1})
        what = {0: "Nothing fell", 1: "One thing fell"}.get(
            answer["ran"], f"{answer['ran']} things fell"
        )
        return f"It is {when(answer['now'])}. {what} due on the way."

    def _spoil(self, mode: str) -> str:
        words, sent = _SPOILED[mode]
        acts.spoil(self._world, sent)
        return words

    def _refund(self, name: str) -> str:
        refund = acts.refund(self._world, {"charge": name})
        return f"{written(refund['amount'], refund['currency'])} were refunded."

    def _dispute(self, name: str) -> str:
        dispute = acts.dispute(self._world, {"charge": name})
        return f"{written(dispute['amount'], dispute['currency'])} are disputed."

    def _decide(self, name: str, outcome: str) -> str:
        acts.decide(self._world, name, outcome)
        return f"The dispute is {outcome}."

    def _pay_out(self, name: str) -> str:
        made = acts.pay_out(self._world)["data"]
        if not made:
            return "There is nothing to pay out."
        sums = [written(row["amount"], row["currency"]) for row in made]
        return f"{' and '.join(sums)} arrived at the bank."

    def _cancel(self, name: str) -> str:
        acts.cancel(self._world, name)
        return "The subscription is cancelled."

    def _reset(self, name: str) -> str:
        self._seeder.stop()
        self._play.stop()
        acts.reset(self._world)
        kept = "the listener and the time" if self._world.clock.offset else "the listener"
        return f"Everything is as new, but for {kept}."
