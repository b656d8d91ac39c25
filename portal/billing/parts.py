"""What belongs to what was looked at: the references of its invoices, charges and reversals. Pure.

By them the inbox knows which of the waiting events a look has answered.
"""

from collections.abc import Iterable

from portal.billing.charges import Taken, id_of, payment_ref
from portal.billing.gateway import Charge, Invoice, InvoicePayment


def of_charges(found: Iterable[Taken]) -> frozenset[str]:
    """The charges that took money, their payments, and their refunds and disputes."""
    refs: set[str] = set()
    for one in found:
        refs |= {one.ref, one.charge.id}
        refs |= {r.id for r in one.refunds} | {d.id for d in one.disputes}
    return frozenset(refs)


def of_invoices(
    invoices: Iterable[Invoice], found: Iterable[Taken], listed: Iterable[Charge]
) -> frozenset[str]:
    """The invoices, every try to pay them, and of `listed` the charges that were such a try.

    A customer's other charges, which may be a donation's or another product's, are left out.
    """
    refs: set[str] = set()
    for invoice in invoices:
        refs.add(str(invoice.id))
        for paid in invoice.payments.data if invoice.payments else ():
            refs |= {str(paid.id), *_payment_of(paid)}
    refs |= {charge.id for charge in listed if payment_ref(charge) in refs}
    return frozenset(refs) | of_charges(one for one in found if one.ref in refs)


def _payment_of(paid: InvoicePayment) -> set[str]:
    """A payment names only what it is made by: a payment intent, a charge or a record."""
    made_by = (getattr(paid.payment, name, None) for name in ("payment_intent", "charge"))
    return {ref for one in made_by if (ref := id_of(one)) is not None}
