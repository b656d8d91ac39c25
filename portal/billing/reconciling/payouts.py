"""Comparing payouts: what left for the bank is the sum of the movements that left with it.

Only of automatic payouts can Stripe say which those are, once it has completed the list; that
list never changes then, so a payout that tied once is noted and not asked about again.
"""

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.billing.gateway import Payout
from portal.billing.models import StripeObject
from portal.billing.pages import pages
from portal.billing.reconciling.differences import Difference, Run, shown
from portal.extensions import db, end_read, unit_of_work

log = structlog.get_logger(__name__)

# What the note is called that a payout ties, among the versions of what was synced.
TIED = "{}:tied"


def compare(run: Run) -> None:
    """Each completed payout ties, or is left."""
    for page in pages(run.gateway, lambda v1: v1.payouts.list({"limit": 100})):
        completed = [
            one for one in page if one.automatic and one.reconciliation_status == "completed"
        ]
        tied = []
        for payout in _not_noted(completed):
            net = _net(run, payout)
            if net == payout.amount:
                tied.append(payout.id)
            else:
                words = (
                    f"Payout {payout.id}: {shown(payout.amount, payout.currency)} went to the bank,"
                    f" and its movements add up to {shown(net, payout.currency)}."
                )
                run.outcome.left.append(Difference("payout", payout.id, words))
        if not run.is_dry:
            _note(run, tied)
        run.say(f"Payouts compared: {run.outcome.count('payouts', len(page)):,}")


def _net(run: Run, payout: Payout) -> int:
    own = payout.balance_transaction
    return sum(
        one.net
        for page in pages(
            run.gateway,
            lambda v1: v1.balance_transactions.list({"payout": payout.id, "limit": 100}),
        )
        for one in page
        if one.id != own
    )


def _not_noted(payouts: Sequence[Payout]) -> list[Payout]:
    names = [TIED.format(one.id) for one in payouts]
    noted = set(db.session.scalars(select(StripeObject.ref).where(StripeObject.ref.in_(names))))
    end_read()
    return [one for one in payouts if TIED.format(one.id) not in noted]


def _note(run: Run, tied: Sequence[str]) -> None:
    if not tied:
        return
    try:
        with unit_of_work() as session:
            for ref in tied:
                name = TIED.format(ref)
                session.merge(StripeObject(ref=name, version=1, synced_at=run.now))
    except IntegrityError:  # another reconcile noted one at this moment; the rest is asked again
        log.info("payouts_noted_by_another")
