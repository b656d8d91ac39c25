"""From whatever an event names to the object that is fetched as a whole."""

from portal.billing import checkouts, payments, payouts, subscriptions
from portal.billing.charges import id_of
from portal.billing.gateway import Gateway, Invoice
from portal.billing.pictures import Picture, Root

# Objects whose events say something about money or standing; all others are ignored.
KINDS = {
    "checkout.session",
    "subscription",
    "invoice",
    "invoice_payment",
    "payment_intent",
    "charge",
    "refund",
    "dispute",
    "payout",
}


def find(gateway: Gateway, kind: str, ref: str) -> Root | None:
    """The root of an object: for whatever belongs to an invoice, its subscription.

    What an object belongs to never changes, so this needs no version.
    Raises: Declined when Stripe does not know the object; Unavailable.
    """
    if kind in ("checkout.session", "subscription", "payout"):
        return Root(kind, ref)
    if kind == "invoice":
        return _of_invoice(gateway.ask(lambda v1: v1.invoices.retrieve(ref)), None)
    if kind == "invoice_payment":
        paid = gateway.ask(lambda v1: v1.invoice_payments.retrieve(ref, {"expand": ["invoice"]}))
        return _of_invoice(paid.invoice, None) if isinstance(paid.invoice, Invoice) else None
    if kind == "charge":
        charge = gateway.ask(lambda v1: v1.charges.retrieve(ref))
        return _of_money(gateway, id_of(charge.payment_intent), ref)
    if kind == "refund":
        refund = gateway.ask(lambda v1: v1.refunds.retrieve(ref))
        return _of_money(gateway, id_of(refund.payment_intent), id_of(refund.charge))
    if kind == "dispute":
        dispute = gateway.ask(lambda v1: v1.disputes.retrieve(ref))
        return _of_money(gateway, id_of(dispute.payment_intent), id_of(dispute.charge))
    return _of_money(gateway, ref, None) if kind == "payment_intent" else None


def look(gateway: Gateway, root: Root) -> Picture:
    """What the root shows now."""
    if root.kind == "checkout.session":
        return checkouts.look(gateway, root)
    if root.kind == "subscription":
        return subscriptions.look(gateway, root)
    if root.kind == "payout":
        return payouts.look(gateway, root)
    return payments.look(gateway, root)


def _of_money(gateway: Gateway, intent: str | None, charge: str | None) -> Root | None:
    if intent is None:
        return Root("charge", charge) if charge else None
    found = gateway.ask(
        lambda v1: (
            v1.invoice_payments.list(
                {
                    "payment": {"type": "payment_intent", "payment_intent": intent},
                    "expand": ["data.invoice"],
                    "limit": 1,
                }
            ).data
        )
    )
    if found and isinstance(found[0].invoice, Invoice):
        return _of_invoice(found[0].invoice, intent) or Root("payment_intent", intent)
    return Root("payment_intent", intent)


def _of_invoice(invoice: Invoice, via: str | None) -> Root | None:
    details = invoice.parent.subscription_details if invoice.parent else None
    if details is None:
        return None
    ref = id_of(details.subscription)
    return Root("subscription", ref, via=via) if ref else None
