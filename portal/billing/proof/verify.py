"""The proof: the number on the bar is the people whose subscriptions are paid, to the last one.

bar - offset - external = accounts that Stripe's subscriptions prove, each with a charge in the
ledger that was not taken back. Every ten minutes this is worked out from what is stored: the
count, the memberships as Stripe last showed them, the ledger. Once a day Stripe's own list of
subscriptions is read for it as well (at 25,000 members that is 250 calls: too many for every
ten minutes). Nothing is repaired here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from portal.audit import notices
from portal.billing.gateway import Gateway
from portal.billing.proof import listed as verify_listed
from portal.billing.proof import stored as verify_stored
from portal.billing.proof.listed import Listing
from portal.campaign import proofs
from portal.campaign.proofs import Proof
from portal.errors import Unavailable
from portal.extensions import db, end_read, snapshot, unit_of_work
from portal.support import headcount

log = structlog.get_logger(__name__)

LIST_EVERY = timedelta(hours=24)
BATCH = 500

Clock = Callable[[], datetime]


def prove(gateway: Gateway, clock: Clock, *, asks_provider: bool) -> Proof:
    """Compare, keep the outcome, and tell the staff when something differs that did not before.

    Called with no unit of work open. `clock` is asked again after each slow step.
    Raises: Unavailable when Stripe was to be asked and does not answer; nothing is kept then.
    """
    end_read()
    listing = verify_listed.read(gateway, clock()) if asks_provider else None
    _let_go(clock())
    proof, differing = _compare(clock(), listing)
    if listing is not None and differing:
        listing = verify_listed.look_again(gateway, listing, differing, clock())
        proof, _ = _compare(clock(), listing)
    with unit_of_work() as session:
        if proofs.record_proof(session, proof):
            notices.notice(session, "proof", _alarm(proof), key="proof-differs")
    log.info("proved", is_right=proof.is_right, total=proof.difference_count)
    return proof


def prove_when_due(gateway: Gateway, clock: Clock) -> Proof:
    """The ten minutes' proof; with Stripe's list when that was last read a day ago.

    While Stripe does not answer, the proof is the one from what is stored.
    """
    listed_at = proofs.listed_at(db.session())
    end_read()
    is_due = listed_at is None or clock() - listed_at >= LIST_EVERY
    try:
        return prove(gateway, clock, asks_provider=is_due)
    except Unavailable:
        return prove(gateway, clock, asks_provider=False)


def _compare(now: datetime, listing: Listing | None) -> tuple[Proof, list[str]]:
    """The outcome, and the subscriptions that differ from Stripe's list."""
    session = snapshot()
    tally = verify_stored.compare(session, now)
    listed = verify_listed.compare(session, listing, now) if listing is not None else {}
    end_read()
    differences = [*tally.differences, *listed.values()]
    proof = Proof(
        proved_at=now,
        asked_provider=listing is not None,
        members=tally.members,
        subscribed=tally.subscribed,
        external=tally.external,
        awaiting=tally.awaiting,
        differences=tuple(differences),
        difference_count=len(differences),
    )
    return proof, list(listed)


def _let_go(now: datetime) -> None:
    """Whoever's time is over no longer counts, as the minute's job would see to it."""
    looked_at = BATCH
    while looked_at == BATCH:
        with unit_of_work() as session:
            looked_at = headcount.expire_due(session, now, BATCH)


def _alarm(proof: Proof) -> str:
    more = proof.difference_count - 1
    others = f" And {more} more." if more else ""
    return f"The number of members is not proved. {proof.differences[0]}{others}"
