"""Reading a subscription with its invoices and charges: the membership as it stands now."""

from collections.abc import Collection, Iterable

from portal.billing import charges, parts
from portal.billing.charges import Taken, id_of
from portal.billing.gateway import Charge, CheckoutSession, Gateway, Invoice, Subscription
from portal.billing.owners import attempt_of, is_ours, supporter_of
from portal.billing.pictures import Picture, Root
from portal.billing.words import CADENCE, END_REASON, STANDING, moment
from portal.finance.ledger import Entry
from portal.money import Money
from portal.support.facts import Fact, MembershipSeen, PeriodPaid, Supporter
from portal.support.standing import Standing


def look(gateway: Gateway, root: Root) -> Picture:
    """Everything about the membership; of a foreign subscription only the money it led from."""
    subscription = gateway.ask(
        lambda v1: v1.subscriptions.retrieve(root.ref, {"expand": ["customer"]})
    )
    if not is_ours(subscription.metadata):
        money = Root("payment_intent", root.via, is_foreign=True) if root.via else None
        return Picture(is_ours=False, leads_to=money)
    listed = _charges(gateway, subscription)
    found = charges.taken(gateway, listed)
    invoices = _invoices(gateway, subscription)
    return show(subscription, _supporter(gateway, subscription), invoices, found, listed)


def show(
    subscription: Subscription,
    supporter: Supporter,
    invoices: Iterable[Invoice],
    found: Iterable[Taken],
    listed: Collection[Charge],
) -> Picture:
    """The picture of a membership of ours, of parts that were fetched already.

    `invoices` are all of the subscription's with their payments, `listed` all charges of its
    customer, asked for before the invoices, and `found` those of them that took money.
    """
    attempt = attempt_of(subscription.metadata)
    by_ref = {one.ref: one for one in found}
    invoices = list(invoices)
    facts: list[Fact] = []
    entries: list[Entry] = []
    periods: list[PeriodPaid] = []
    for invoice in invoices:
        paid = [by_ref[ref] for ref in _payments(invoice) if ref in by_ref]
        for one in paid:
            renews = invoice.billing_reason == "subscription_cycle"
            first = None if renews else attempt
            facts += charges.facts(one, supporter, first, subscription.id, is_renewal=renews)
            entries += charges.entries(one, is_foreign=False)
        if paid and invoice.status == "paid":
            periods += _period(invoice, subscription, paid)
    seen = membership(subscription, supporter, attempt, tuple(periods))
    belongs = parts.of_invoices(invoices, by_ref.values(), listed)
    tries = [charge for charge in listed if charge.id in belongs]
    entries += charges.unsettled(tries, is_foreign=False)
    return Picture(is_ours=True, facts=(seen, *facts), entries=tuple(entries), parts=belongs)


def standing_of(subscription: Subscription) -> Standing:
    """The standing; collection switched off by hand is a pause, too."""
    standing = STANDING[subscription.status]
    if standing is Standing.ACTIVE and subscription.pause_collection is not None:
        return Standing.PAUSED
    return standing


def membership(
    subscription: Subscription,
    supporter: Supporter,
    attempt_id: str | None,
    periods: tuple[PeriodPaid, ...],
) -> MembershipSeen:
    """What the subscription itself says of the membership, with its paid periods."""
    item = subscription.items.data[0]
    if item.price.unit_amount is None or item.price.recurring is None:
        raise ValueError(f"{subscription.id}: its price has no amount or no interval")
    is_ended = STANDING[subscription.status] is Standing.ENDED
    ends = subscription.cancel_at
    if ends is None and subscription.cancel_at_period_end:
        ends = item.current_period_end
    details = subscription.cancellation_details
    reason = details.reason if details and is_ended else None
    return MembershipSeen(
        ref=subscription.id,
        supporter=supporter,
        attempt_id=attempt_id,
        standing=standing_of(subscription),
        amount=Money(item.price.unit_amount * (item.quantity or 1), item.price.currency),
        cadence=CADENCE[item.price.recurring.interval],
        started_at=moment(subscription.start_date),
        current_period_end=moment(item.current_period_end),
        ends_at=moment(ends) if ends and not is_ended else None,
        ended_at=moment(subscription.ended_at) if subscription.ended_at else None,
        end_reason=END_REASON.get(reason, reason) if reason else None,
        periods=periods,
    )


def _period(invoice: Invoice, subscription: Subscription, paid: list[Taken]) -> list[PeriodPaid]:
    spans = [
        line.period
        for line in invoice.lines.data
        if line.parent is not None
        and (details := line.parent.subscription_item_details) is not None
        and not details.proration
        and details.subscription == subscription.id
    ]
    if not spans:
        return []
    whole = sum(one.amount.minor for one in paid)
    return [
        PeriodPaid(
            invoice_ref=str(invoice.id),
            period_start=moment(min(span.start for span in spans)),
            period_end=moment(max(span.end for span in spans)),
            amount=Money(whole, invoice.currency),
            is_fully_refunded=sum(one.given_back_minor for one in paid) >= whole,
            is_lost_in_dispute=any(one.is_lost_in_dispute for one in paid),
            paid_by=paid[-1].ref,
            paid_at=max(moment(one.charge.created) for one in paid),
            reversed_at=max((at for one in paid if (at := one.reversed_at)), default=None),
        )
    ]


def _supporter(gateway: Gateway, subscription: Subscription) -> Supporter:
    known = supporter_of(subscription.id, subscription.metadata, None)
    if known is not None:
        return known
    sessions: list[CheckoutSession] = gateway.ask(
        lambda v1: v1.checkout.sessions.list({"subscription": subscription.id, "limit": 1}).data
    )
    details = sessions[0].customer_details if sessions else None
    email = details.email if details else getattr(subscription.customer, "email", None)
    found = supporter_of(subscription.id, subscription.metadata, email)
    if found is None:
        raise LookupError(f"{subscription.id}: nobody is named as its owner")
    return found


def _invoices(gateway: Gateway, subscription: Subscription) -> list[Invoice]:
    return gateway.ask(
        lambda v1: list(
            v1.invoices.list(
                {"subscription": subscription.id, "limit": 100, "expand": ["data.payments"]}
            ).auto_paging_iter()
        )
    )


def _charges(gateway: Gateway, subscription: Subscription) -> list[Charge]:
    customer = id_of(subscription.customer)
    if customer is None:
        raise LookupError(f"{subscription.id}: it has no customer")
    return gateway.ask(
        lambda v1: list(
            v1.charges.list(
                {"customer": customer, "limit": 100, "expand": charges.expanded("data")}
            ).auto_paging_iter()
        )
    )


def _payments(invoice: Invoice) -> list[str]:
    """The references of the payments made towards the invoice."""
    if invoice.payments is None:
        return []
    made = [p.payment for p in invoice.payments.data if p.status == "paid"]
    refs = [id_of(p.payment_intent) or id_of(p.charge) for p in made]
    return [ref for ref in refs if ref is not None]
