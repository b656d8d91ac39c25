"""The hosted page of one invoice, where an open one can be paid with another card."""

from flask import Blueprint, Response, request

from portal.sandbox.objects import changes, collection, invoices, payment_methods
from portal.sandbox.objects.amounts import written
from portal.sandbox.objects.cards import Decline
from portal.sandbox.pages import cardform
from portal.sandbox.pages.cardform import CardForm
from portal.sandbox.pages.frame import sent_on, shown
from portal.sandbox.pages.overview import when
from portal.sandbox.store import Obj
from portal.sandbox.world import World

NO_ADDRESS = "nobody@example.org"


class InvoicePages:
    """The pages of one world's invoices."""

    def __init__(self, world: World) -> None:
        self._world = world

    def blueprint(self) -> Blueprint:
        """`/i/<invoice>`."""
        routes = Blueprint("invoice", __name__)
        routes.add_url_rule("/i/<name>", "form", self._show)
        routes.add_url_rule("/i/<name>", "pay", self._pay, methods=["POST"])
        return routes

    def _show(self, name: str) -> Response:
        with self._world.unit():
            return self._shown(self._world.store.find(name), cardform.blank())

    def _pay(self, name: str) -> Response:
        with self._world.unit(about=[name]):
            invoice = self._world.store.find(name)
            if invoice is None or not _is_open(invoice):
                return self._shown(invoice, cardform.blank())
            form = cardform.read(request.form, invoice["customer_email"] or NO_ADDRESS)
            if form.payer is None:
                return self._shown(invoice, form, 422)
            details = payment_methods.billing_details(form.payer.email, form.payer.name)
            method = payment_methods.make(self._world, form.payer.card, details, form.payer.expires)
            if form.payer.card.decline is None:
                method = payment_methods.attach_to(self._world, method, invoice["customer"])
            after = collection.collect(self._world, invoice, method, payer_is_there=True)
            if after["status"] != "paid":
                error = invoices.intent_of(self._world, after)["last_payment_error"]
                decline = form.payer.card.decline or Decline(error["code"], error["message"])
                return self._shown(after, form.refused(decline), 422)
            subscription = after["parent"]["subscription_details"]["subscription"]
            if self._world.get("subscription", subscription)["status"] != "canceled":
                method_name = {"default_payment_method": method["id"]}
                changes.update(self._world, method_name, subscription)
            return sent_on(f"/i/{name}")

    def _shown(self, invoice: Obj | None, form: CardForm, status: int = 200) -> Response:
        if invoice is None or invoice["object"] != "invoice" or invoice["status"] == "draft":
            return shown("gone.html", 404, reason="missing", session=None)
        return shown(
            "invoice.html",
            status,
            form=form,
            invoice=invoice,
            amount=written(invoice["amount_due"], invoice["currency"]),
            at=when(invoice["effective_at"]),
        )


def _is_open(invoice: Obj) -> bool:
    return bool(invoice["object"] == "invoice" and invoice["status"] == "open")
