"""The hosted checkout page and the bank's page, both usable without scripts."""

from typing import Any

from flask import Blueprint, Response, request

from portal.sandbox.objects import checkout, checkout_sessions
from portal.sandbox.objects.amounts import written
from portal.sandbox.objects.cards import CARDS, Decline
from portal.sandbox.objects.checkout import Payer
from portal.sandbox.pages import cardform
from portal.sandbox.pages.cardform import CardForm
from portal.sandbox.pages.frame import sent_on, shown, success_url
from portal.sandbox.store import Obj
from portal.sandbox.world import World


class CheckoutPages:
    """The pages of one world's checkout sessions."""

    def __init__(self, world: World) -> None:
        self._world = world

    def blueprint(self) -> Blueprint:
        """`/c/pay/<session>` and, for cards that ask for it, `/c/pay/<session>/bank`."""
        routes = Blueprint("checkout", __name__)
        for path, name, view, method in (
            ("/c/pay/<name>", "form", self._form, "GET"),
            ("/c/pay/<name>", "pay", self._pay, "POST"),
            ("/c/pay/<name>/bank", "bank", self._bank, "GET"),
            ("/c/pay/<name>/bank", "prove", self._prove, "POST"),
        ):
            routes.add_url_rule(path, name, view, methods=[method])
        return routes

    def _form(self, name: str) -> Response:
        with self._world.unit():
            session, closed = self._open(name)
            if closed:
                return closed
            return self._shown(session, cardform.blank(_locked_email(session)))

    def _pay(self, name: str) -> Response:
        with self._world.unit(about=[name]):
            session, closed = self._open(name)
            if closed:
                return closed
            form = cardform.read(request.form, _locked_email(session))
            if form.payer is None:
                return self._shown(session, form, 422)
            if form.payer.card.asks_3ds:
                checkout.ask_proof(self._world, session, form.payer)
                return sent_on(f"/c/pay/{name}/bank")
            return self._outcome(session, form, form.payer, is_proved=False)

    def _bank(self, name: str) -> Response:
        with self._world.unit():
            session, closed = self._open(name)
            if closed:
                return closed
            payer = self._proving(session)
            if payer is None:
                return sent_on(f"/c/pay/{name}")
            leads_to = (session["success_url"],)
            return shown("bank.html", leads_to=leads_to, **self._seen(session), card=payer.card)

    def _prove(self, name: str) -> Response:
        with self._world.unit(about=[name]):
            session, closed = self._open(name)
            if closed:
                return closed
            payer = self._proving(session)
            if payer is None:
                return sent_on(f"/c/pay/{name}")
            form = cardform.remembered(payer)
            if request.form.get("outcome") == "complete":
                return self._outcome(session, form, payer, is_proved=True)
            decline = checkout.fail_proof(self._world, session, payer)
            return self._shown(session, form.refused(decline), 422)

    def _outcome(self, session: Obj, form: CardForm, payer: Payer, *, is_proved: bool) -> Response:
        outcome = checkout.attempt(self._world, session, payer, is_proved=is_proved)
        if isinstance(outcome, Decline):
            return self._shown(session, form.refused(outcome), 422)
        return sent_on(success_url(outcome))

    def _open(self, name: str) -> tuple[Obj, Response | None]:
        """The session, and a page instead of the form when it can no longer be paid."""
        session = self._world.store.find(name)
        if session is None or session["object"] != "checkout.session":
            return {}, shown("gone.html", 404, reason="missing", session=None)
        if session["status"] == "open" and session["expires_at"] <= self._world.real_time():
            session = checkout_sessions.expire_now(self._world, session)
        if session["status"] == "expired":
            return session, shown("gone.html", 410, reason="expired", session=session)
        if session["status"] == "complete":
            if request.method == "POST":
                return session, sent_on(success_url(session))
            address = success_url(session)
            return session, shown("gone.html", reason="paid", session=session, address=address)
        return session, None

    def _proving(self, session: Obj) -> Payer | None:
        proof = self._world.hidden(session["id"]).get("proof")
        if proof is None:
            return None
        month, year = proof["expires"]
        return Payer(CARDS[proof["number"]], (month, year), proof["email"], proof["name"])

    def _shown(self, session: Obj, form: CardForm, status: int = 200) -> Response:
        return shown(
            "checkout.html",
            status,
            leads_to=(session["success_url"],),
            form=form,
            locked=_locked_email(session),
            **self._seen(session),
        )

    def _seen(self, session: Obj) -> dict[str, Any]:
        rows = self._world.hidden(session["id"])["line_items"]
        recurring = rows[0]["price"]["recurring"] if rows else None
        return {
            "session": session,
            "total": written(session["amount_total"] or 0, session["currency"]),
            "cadence": cadence(recurring),
            "lines": [
                {
                    "what": row["description"],
                    "quantity": row["quantity"],
                    "amount": written(row["amount_total"], row["currency"]),
                }
                for row in rows
            ],
        }


def cadence(recurring: Obj | None) -> str:
    """How often it is paid: `month`, `3 months`, or nothing for once."""
    if recurring is None:
        return ""
    count, interval = recurring["interval_count"], recurring["interval"]
    return str(interval) if count == 1 else f"{count} {interval}s"


def _locked_email(session: Obj) -> str | None:
    given = session["customer_details"] if session["customer"] else None
    return session["customer_email"] or (given["email"] if given else None)
