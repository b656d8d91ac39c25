"""Mending memberships that differ: one by one when they are few, in bulk when they are many."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import structlog

from portal.billing.gateway import Declined
from portal.billing.pages import patiently
from portal.billing.reconciling import mending_in_bulk
from portal.billing.reconciling.differences import Difference, Run
from portal.billing.sync import Reading, read, sync
from portal.errors import Unavailable
from portal.extensions import db, end_read
from portal.support.facts import MembershipSeen
from portal.support.models import Period

log = structlog.get_logger(__name__)

# One by one costs about five calls each; in bulk, about fifteen calls for each hundred that
# there are, whether they differ or not.
CALLS_EACH, CALLS_A_HUNDRED = 5, 15
STEP = 100

Differs = Callable[[Iterable[MembershipSeen]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A subscription that differs, or may (`difference` is None then: only a look can tell).

    `customer` is whose it is, `invoice` its latest, if that is why it is suspected; one that is
    not `is_listed` Stripe did not show. `version` is the row's of before the list was read: one
    that rose was an event under way, taken in by another, and no difference.
    """

    difference: Difference | None
    ref: str
    customer: str = ""
    invoice: str = ""
    is_listed: bool = True
    version: int = 0


def mend(run: Run, suspects: list[Suspect], *, of: int, differs: Differs) -> None:
    """Each is as Stripe shows it, or is left with the words for why; `of` are there in all."""
    alone = suspects
    if len(suspects) * CALLS_EACH > of / 100 * CALLS_A_HUNDRED + STEP:
        listed = {one.ref: one for one in suspects if one.is_listed}
        done = 0
        rest = set(listed)
        for batch in mending_in_bulk.mend(run, {r: s.customer for r, s in listed.items()}):
            _note(run, [listed[ref] for ref in batch], batch.values(), differs)
            rest -= batch.keys()
            done += len(batch)
            run.say(f"Memberships taken in: {done:,} of {len(listed):,}")
        alone = [one for one in suspects if one.ref in rest or not one.is_listed]
    for number, suspect in enumerate(alone, 1):
        _mend_one(run, suspect, differs)
        if number % STEP == 0 or number == len(alone):
            run.say(f"Memberships looked at: {number:,} of {len(alone):,}")


def look(run: Run, suspect: Suspect) -> Difference | None:
    """What a dry run says of it: what differs is read and not written; None when nothing does."""
    if suspect.difference is not None or not suspect.invoice:
        return suspect.difference
    try:
        reading = patiently(lambda: read(run.gateway, "subscription", suspect.ref))
    except Unavailable:
        raise
    except Exception as error:
        end_read()
        _leave(run, suspect, error)
        return None
    paid = {period.invoice_ref for fact in _seen([reading]) for period in fact.periods}
    is_lost = suspect.invoice in paid and not _is_paid(suspect.invoice)
    return _unbooked(suspect) if is_lost else None


def _mend_one(run: Run, suspect: Suspect, differs: Differs) -> None:
    try:
        reading = patiently(lambda: sync(run.gateway, "subscription", suspect.ref, run.now))
    except Unavailable:
        raise
    except Exception as error:
        end_read()
        _leave(run, suspect, error)
        return
    if not reading.is_ours and suspect.difference:
        run.outcome.left.append(suspect.difference)
    else:
        _note(run, [suspect], [reading], differs)


def _note(
    run: Run, suspects: list[Suspect], readings: Collection[Reading], differs: Differs
) -> None:
    before = {ref: number for one in readings for ref, number in one.versions.items()}
    still = differs(_seen(readings))
    for suspect in suspects:
        if suspect.ref in still:
            left = Difference("subscription", suspect.ref, still[suspect.ref])
            run.outcome.left.append(left)
        elif before.get(suspect.ref, 0) > suspect.version:
            log.info("reconcile_under_way", ref=suspect.ref)
        elif suspect.difference:
            run.outcome.repaired.append(suspect.difference)
        elif _is_paid(suspect.invoice):
            run.outcome.repaired.append(_unbooked(suspect))


def _seen(readings: Collection[Reading]) -> list[MembershipSeen]:
    return [
        fact
        for reading in readings
        for picture in reading.pictures
        for fact in picture.facts
        if isinstance(fact, MembershipSeen)
    ]


def _unbooked(suspect: Suspect) -> Difference:
    said = f"Invoice {suspect.invoice} of {suspect.ref} was paid, and not here."
    return Difference("subscription", suspect.ref, said)


def _is_paid(invoice: str) -> bool:
    try:
        return db.session.get(Period, invoice) is not None
    finally:
        end_read()


def _leave(run: Run, suspect: Suspect, error: Exception) -> None:
    """Its kind only: the words of an error may hold an address."""
    log.warning("reconcile_left", ref=suspect.ref, reason=type(error).__name__)
    code = f", {error.code}" if isinstance(error, Declined) and error.code else ""
    why = f" It could not be taken in ({type(error).__name__}{code})."
    found = suspect.difference.words if suspect.difference else f"Subscription {suspect.ref}."
    run.outcome.left.append(Difference("subscription", suspect.ref, found + why))
