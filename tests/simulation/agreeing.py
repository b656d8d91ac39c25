"""Once all is quiet the portal is asked itself: its proof and its reconcile find nothing wrong.

Then, in some histories, a number is falsified: the proof sees it, and the reconcile mends it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import delete, func, select, update

from portal import clock
from portal.billing.proof import verify
from portal.billing.reconciling import reconcile
from portal.billing.reconciling.differences import Outcome
from portal.campaign.proofs import Proof
from portal.extensions import unit_of_work
from portal.support.models import Counted, Headcount, Membership

if TYPE_CHECKING:
    from tests.simulation.history import History

ASKED, FALSIFIED = 0.5, 0.3
"""In what part of the histories the reconcile runs at the end, and of those, mends a falsehood."""
NEWEST_UNCOUNTED = (
    select(func.max(Membership.id))
    .where(Membership.account_id.not_in(select(Counted.account_id)))
    .scalar_subquery()
)
WRONG = {
    "a member is added to the number": update(Headcount).values(members=Headcount.members + 1),
    "nobody is marked as counting": delete(Counted),
    "who does not count has paid until 2040": update(Membership)
    .where(Membership.id == NEWEST_UNCOUNTED)
    .values(paid_through=datetime(2040, 1, 1, tzinfo=UTC)),
}


def disagreements(history: "History") -> Iterator[str]:
    """Every sentence tells where the portal contradicts itself, or Stripe's objects."""
    with history.machine.fate.aside():
        yield from _proof(history)
        if history.chance.random() < ASKED:
            found = history.machine.process(compare)
            for one in (*found.repaired, *found.left):
                yield f"the reconcile finds after all was quiet: {one.words}"
            if history.chance.random() < FALSIFIED:
                yield from _sees(history, history.chance.choice(sorted(WRONG)))


def compare() -> Outcome:
    """A reconcile, as its command does it."""
    gateway = current_app.extensions["stripe_gateway"]
    return reconcile.reconcile(gateway, clock.now(), lambda _words: None)


def prove() -> Proof:
    """The proof with Stripe's own list, as its command makes it."""
    gateway = current_app.extensions["stripe_gateway"]
    return verify.prove(gateway, clock.now, asks_provider=True)


def _proof(history: "History") -> Iterator[str]:
    proof, members = history.machine.process(prove), history.members()
    yield from (f"the portal does not prove its number: {words}" for words in proof.differences)
    if not proof.members == proof.subscribed == members:
        yield f"the portal proves {proof.subscribed} of {proof.members}, the bar shows {members}"


def _sees(history: "History", name: str) -> Iterator[str]:
    """The falsehood is told by the proof, and gone after a reconcile."""
    machine, members = history.machine, history.members()

    def falsify() -> bool:
        with unit_of_work() as session:
            return bool(session.connection().execute(WRONG[name]).rowcount)

    if not machine.process(falsify):
        return
    history.tally.numbers["falsehoods to be seen"] += 1
    if machine.process(prove).is_right:
        yield f"{name}, and the portal's proof does not see it"
    machine.process(compare)
    if not machine.process(prove).is_right or history.members() != members:
        yield f"{name}, and a reconcile does not mend it"
