"""Reading a payment that no invoice asked for: a donation, or another product's money."""

from portal.billing import charges, parts
from portal.billing.gateway import Charge, Gateway
from portal.billing.owners import attempt_of, is_ours, supporter_of
from portal.billing.pictures import Picture, Root
from portal.support.facts import Supporter


def look(gateway: Gateway, root: Root) -> Picture:
    """The donation with its refunds and disputes; of foreign money only its movements."""
    if root.kind == "charge":
        alone = gateway.ask(
            lambda v1: v1.charges.retrieve(root.ref, {"expand": charges.expanded()})
        )
        return _foreign(gateway, alone)
    intent = gateway.ask(
        lambda v1: v1.payment_intents.retrieve(
            root.ref, {"expand": ["latest_charge", *charges.expanded("latest_charge")]}
        )
    )
    charge = intent.latest_charge
    if isinstance(charge, str):
        raise TypeError(f"{root.ref}: its charge was not expanded")
    if root.is_foreign or not is_ours(intent.metadata):
        return _foreign(gateway, charge)
    found = charges.taken(gateway, [charge] if charge else [])
    if not found:
        moved = charges.unsettled([charge] if charge else [], is_foreign=False)
        return Picture(is_ours=True, entries=tuple(moved))
    supporter = _supporter(gateway, root.ref, intent.metadata)
    facts = charges.facts(found[0], supporter, attempt_of(intent.metadata))
    entries = charges.entries(found[0], is_foreign=False)
    return Picture(
        is_ours=True, facts=tuple(facts), entries=tuple(entries), parts=parts.of_charges(found)
    )


def _foreign(gateway: Gateway, charge: Charge | None) -> Picture:
    shown = [charge] if charge else []
    found = charges.taken(gateway, shown)
    entries = charges.unsettled(shown, is_foreign=True)
    entries += [e for one in found for e in charges.entries(one, is_foreign=True)]
    return Picture(is_ours=False, entries=tuple(entries), parts=parts.of_charges(found))


def _supporter(gateway: Gateway, ref: str, metadata: object) -> Supporter:
    known = supporter_of(ref, metadata, None)
    if known is not None:
        return known
    sessions = gateway.ask(
        lambda v1: v1.checkout.sessions.list({"payment_intent": ref, "limit": 1}).data
    )
    details = sessions[0].customer_details if sessions else None
    found = supporter_of(ref, metadata, details.email if details else None)
    if found is None:
        raise LookupError(f"{ref}: nobody is named as its payer")
    return found
