"""Many memberships at once: long lists instead of several calls for each, in small writes.

What the lists show is kept on a shelf (a temporary file, so that memory is bounded) until all of
a membership is there; its picture is then made by the same code as that of a single look. The
version of each was read before anything was fetched: one that was synced meanwhile is passed over
and has its own look, as has one that cannot be written with the others.
"""

from collections.abc import Iterator, Mapping

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.billing import charges, subscriptions
from portal.billing.charges import id_of
from portal.billing.gateway import Charge, Invoice, Subscription
from portal.billing.models import StripeObject
from portal.billing.owners import is_ours, supporter_of
from portal.billing.pages import pages, patiently
from portal.billing.reconciling.differences import Run
from portal.billing.reconciling.shelf import Shelf
from portal.billing.sync import Reading, write
from portal.errors import PortalError, Unavailable
from portal.extensions import db, end_read, unit_of_work

log = structlog.get_logger(__name__)

# How many memberships one write takes in: others wait for it.
BATCH = 25
# How many names one query asks for.
STEP = 500


def mend(run: Run, wanted: Mapping[str, str]) -> Iterator[dict[str, Reading]]:
    """The subscriptions (each with its customer) are taken in, a batch at a time, by reference.

    What is missing from all batches needs a look of its own.
    Raises: Unavailable when Stripe does not answer; what was written until then stays.
    """
    versions = _versions(list(wanted))
    with Shelf() as shelf:
        _fill(run, shelf, wanted)
        for page in pages(
            run.gateway, lambda v1: v1.subscriptions.list({"status": "all", "limit": 100})
        ):
            here = [one for one in page if one.id in wanted]
            for start in range(0, len(here), BATCH):
                readings = {
                    one.id: reading
                    for one in here[start : start + BATCH]
                    if (reading := _read(run, shelf, one, versions.get(one.id, 0)))
                }
                yield _written(run, readings)


def _fill(run: Run, shelf: Shelf, wanted: Mapping[str, str]) -> None:
    """Charges before invoices: an invoice paid in between has its look another time."""
    customers = set(wanted.values())
    for charged in pages(
        run.gateway,
        lambda v1: v1.charges.list({"limit": 100, "expand": charges.expanded("data")}),
    ):
        owned = [(id_of(one.customer) or "", one) for one in charged]
        shelf.put("charge", [(owner, one) for owner, one in owned if owner in customers])
        run.say(f"Charges read: {run.outcome.count('charges', len(charged)):,}")
    for billed in pages(
        run.gateway, lambda v1: v1.invoices.list({"limit": 100, "expand": ["data.payments"]})
    ):
        of = [(_subscription(one) or "", one) for one in billed]
        shelf.put("invoice", [(owner, one) for owner, one in of if owner in wanted])
        run.say(f"Invoices read: {run.outcome.count('invoices', len(billed)):,}")
    for opened in pages(run.gateway, lambda v1: v1.checkout.sessions.list({"limit": 100})):
        payers = [(id_of(one.subscription) or "", one.customer_details) for one in opened]
        shelf.put("email", [(ref, one.email) for ref, one in payers if one and ref in wanted])


def _read(run: Run, shelf: Shelf, one: Subscription, version: int) -> Reading | None:
    """None for what a look of its own must show: it is foreign, or its owner is not known."""
    emails = shelf.of("email", one.id)
    if not is_ours(one.metadata):
        return None
    supporter = supporter_of(one.id, one.metadata, emails[0] if emails else None)
    if supporter is None:
        return None
    listed: list[Charge] = shelf.of("charge", id_of(one.customer) or "")
    invoices: list[Invoice] = shelf.of("invoice", one.id)
    try:
        found = patiently(lambda: charges.taken(run.gateway, listed))
        picture = subscriptions.show(one, supporter, invoices, found, listed)
    except Unavailable:
        raise
    except (PortalError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("reconcile_passed_over", ref=one.id, reason=type(error).__name__)
        return None
    return Reading(versions={one.id: version}, pictures=[picture])


def _written(run: Run, readings: dict[str, Reading]) -> dict[str, Reading]:
    """Those that were written; none when one of them could not be written with the others."""
    try:
        with unit_of_work() as session:
            written = write(session, readings.values(), run.now)
    except (PortalError, SQLAlchemyError, ValueError) as error:
        log.warning("reconcile_batch_undone", reason=type(error).__name__)
        return {}
    refs = {ref for one in written for ref in one.versions}
    return {ref: one for ref, one in readings.items() if ref in refs}


def _versions(refs: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(refs), STEP):
        some = refs[start : start + STEP]
        rows = db.session.execute(
            select(StripeObject.ref, StripeObject.version).where(StripeObject.ref.in_(some))
        )
        found.update((ref, version) for ref, version in rows)
    end_read()
    return found


def _subscription(invoice: Invoice) -> str | None:
    details = invoice.parent.subscription_details if invoice.parent else None
    return id_of(details.subscription) if details else None
