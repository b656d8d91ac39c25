"""The billing portal's pages: cancel, take that back, give another card, look at invoices."""

from flask import Blueprint, Response, request

from portal.sandbox.objects import changes, customers, endings, payment_methods
from portal.sandbox.objects.amounts import written
from portal.sandbox.objects.cards import Card
from portal.sandbox.objects.subscriptions import LIVE, first_item
from portal.sandbox.pages import cardform
from portal.sandbox.pages.cardform import CardForm
from portal.sandbox.pages.checkout import cadence
from portal.sandbox.pages.frame import sent_on, shown
from portal.sandbox.pages.overview import when
from portal.sandbox.store import Obj
from portal.sandbox.world import World

NO_ADDRESS = "nobody@example.org"
INVOICES = 24


class PortalPages:
    """The pages of one world's billing portal sessions."""

    def __init__(self, world: World) -> None:
        self._world = world

    def blueprint(self) -> Blueprint:
        """`/p/session/<session>` and its card form."""
        routes = Blueprint("portal", __name__, url_prefix="/p/session/<name>")
        routes.add_url_rule("", "home", self._home)
        routes.add_url_rule("", "plan", self._plan, methods=["POST"])
        routes.add_url_rule("/card", "card", self._card)
        routes.add_url_rule("/card", "replace", self._replace, methods=["POST"])
        return routes

    def _home(self, name: str) -> Response:
        with self._world.unit():
            session = self._session(name)
            if session is None:
                return shown("gone.html", 404, reason="missing", session=None)
            if session["flow"] and not request.args.get("home"):
                return sent_on(f"/p/session/{name}/card")
            rows = [self._seen(row) for row in self._subscriptions(session)]
            return shown(
                "portal.html",
                session=session,
                subscriptions=rows,
                card=self._card_seen(session),
                features=self._features(session),
                invoices=self._invoices(session),
            )

    def _plan(self, name: str) -> Response:
        with self._world.unit(about=[name]):
            session = self._session(name)
            if session is None:
                return shown("gone.html", 404, reason="missing", session=None)
            cancelling = self._features(session)["subscription_cancel"]
            for row in self._subscriptions(session):
                if row["id"] == request.form.get("subscription") and cancelling["enabled"]:
                    self._planned(row, request.form.get("act", ""), cancelling["mode"])
            return sent_on(f"/p/session/{name}?home=1")

    def _planned(self, row: Obj, act: str, mode: str) -> None:
        """The subscription ends now, at its period's end, or goes on after all."""
        if act == "keep":
            changes.update(self._world, {"cancel_at": "", "cancel_at_period_end": False}, row["id"])
        elif act == "cancel" and mode == "immediately":
            endings.cancel(self._world, {}, row["id"])
        elif act == "cancel":
            end = first_item(row)["current_period_end"]
            changes.update(self._world, {"cancel_at": end}, row["id"])

    def _card(self, name: str) -> Response:
        with self._world.unit():
            session = self._session(name)
            if session is None or not self._changes_cards(session):
                return shown("gone.html", 404, reason="missing", session=None)
            return self._form(session, cardform.blank())

    def _replace(self, name: str) -> Response:
        with self._world.unit(about=[name]):
            session = self._session(name)
            if session is None or not self._changes_cards(session):
                return shown("gone.html", 404, reason="missing", session=None)
            customer = customers.living(self._world, session["customer"])
            form = cardform.read(request.form, customer["email"] or NO_ADDRESS)
            if form.payer is None:
                return self._form(session, form, 422)
            if form.payer.card.decline:
                return self._form(session, form.refused(form.payer.card.decline), 422)
            self._use(customer, form.payer.card, form.payer.expires, form.payer.name)
            return sent_on(self._after(session))

    def _use(self, customer: Obj, card: Card, expires: tuple[int, int], name: str) -> None:
        """The new card is the customer's default and pays what is live from now on."""
        details = payment_methods.billing_details(customer["email"], name)
        method = payment_methods.make(self._world, card, details, expires)
        method = payment_methods.attach_to(self._world, method, customer["id"])
        settings = {"default_payment_method": method["id"]}
        customers.update(self._world, {"invoice_settings": settings}, customer["id"])
        for row in self._world.store.where("subscription", "customer", customer["id"]):
            if row["status"] in LIVE:
                changes.update(self._world, {"default_payment_method": method["id"]}, row["id"])

    def _after(self, session: Obj) -> str:
        redirect = session["flow"] and session["flow"]["after_completion"]["redirect"]
        if redirect:
            return str(redirect["return_url"])
        return f"/p/session/{session['id']}?home=1"

    def _form(self, session: Obj, form: CardForm, status: int = 200) -> Response:
        leads_to = (self._after(session),) if "://" in self._after(session) else ()
        return shown("card.html", status, leads_to=leads_to, session=session, form=form)

    def _session(self, name: str) -> Obj | None:
        found = self._world.store.find(name)
        return found if found and found["object"] == "billing_portal.session" else None

    def _features(self, session: Obj) -> Obj:
        kept = self._world.get("billing_portal.configuration", session["configuration"])
        return dict(kept["features"])

    def _changes_cards(self, session: Obj) -> bool:
        return bool(self._features(session)["payment_method_update"]["enabled"])

    def _subscriptions(self, session: Obj) -> list[Obj]:
        rows = self._world.store.where("subscription", "customer", session["customer"])
        return [row for row in rows if row["status"] in LIVE]

    def _seen(self, row: Obj) -> Obj:
        item = first_item(row)
        amount = written(item["price"]["unit_amount"] * item["quantity"], row["currency"])
        return {
            "id": row["id"],
            "amount": f"{amount} a {cadence(item['price']['recurring'])}",
            "status": row["status"].replace("_", " "),
            "ends": when(row["cancel_at"]) if row["cancel_at"] else "",
            "renews": when(item["current_period_end"]),
        }

    def _invoices(self, session: Obj) -> list[Obj]:
        """The newest first; a draft is not the payer's yet."""
        rows = self._world.store.where("invoice", "customer", session["customer"])
        return [
            {
                "number": row["number"],
                "url": row["hosted_invoice_url"],
                "amount": written(row["amount_due"], row["currency"]),
                "status": row["status"],
                "at": when(row["effective_at"]),
            }
            for row in reversed(rows)
            if row["status"] != "draft"
        ][:INVOICES]

    def _card_seen(self, session: Obj) -> Obj | None:
        methods = self._world.store.where("payment_method", "customer", session["customer"])
        return dict(methods[-1]["card"]) if methods else None
