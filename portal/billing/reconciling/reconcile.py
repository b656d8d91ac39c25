"""The reconcile: all that is ours at Stripe compared with what the portal has, and repaired.

Everything is compared each time, in pages of a hundred; only what differs is fetched as a whole
and goes through the one sync. A second run finds nothing, because it compares the same things.
"""

from collections.abc import Callable
from datetime import datetime

from portal.billing.gateway import Gateway
from portal.billing.marks import mark
from portal.billing.reconciling import memberships, movements, number, payouts, reversals
from portal.billing.reconciling.differences import Outcome, Run
from portal.extensions import end_read, unit_of_work

# Noted beside the moment: how many differences were mended, and how many were left.
RECONCILED = "reconciled"
PARTS = (
    memberships.compare,
    reversals.compare,
    movements.compare,
    payouts.compare,
    number.compare,
)


def reconcile(
    gateway: Gateway, now: datetime, say: Callable[[str], None], *, is_dry: bool = False
) -> Outcome:
    """The portal has what Stripe has, or it is said what is left; `say` hears how far it is.

    With `is_dry` nothing is changed and everything found is left. Safe beside webhooks, sweeps
    and another reconcile. Called with no unit of work open.
    Raises: Unavailable when Stripe does not answer; what was repaired until then stays.
    """
    end_read()
    run = Run(gateway, now, say, is_dry)
    for part in PARTS:
        part(run)
        end_read()
    if not is_dry:
        found = f"{len(run.outcome.repaired)} {len(run.outcome.left)}"
        with unit_of_work() as session:
            mark(session, RECONCILED, now, found)
    return run.outcome
