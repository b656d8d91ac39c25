"""Reading a payout to the newsroom's bank: the movements that took, or gave back, its amount.

They reach the ledger by the payout's own events, so that the ledger's sum is Stripe's balance at
any moment and not from the nightly reconcile on; that finds whatever an event did not tell.
"""

from portal.billing import charges
from portal.billing.gateway import Gateway
from portal.billing.pictures import Picture, Root


def look(gateway: Gateway, root: Root) -> Picture:
    """The payout's own movements. It is the account's as a whole, so it is ours."""
    payout = gateway.ask(
        lambda v1: v1.payouts.retrieve(
            root.ref, {"expand": ["balance_transaction", "failure_balance_transaction"]}
        )
    )
    entries = []
    for movement in (payout.balance_transaction, payout.failure_balance_transaction):
        if isinstance(movement, str):
            raise TypeError(f"{payout.id}: its balance transaction was not expanded")
        if movement is not None:
            entries.append(charges.entry(movement, payout.id, None, is_foreign=False))
    return Picture(is_ours=True, entries=tuple(entries))
