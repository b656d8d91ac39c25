"""Comparing money: every balance transaction is one ledger entry, and the other way round.

Those of charges, refunds and disputes come with their payment through the one sync, as ours or as
foreign; the account's own (payouts, fees, adjustments) have no payment and are posted as they are.
What is under way is no difference: its event waits in the inbox, or another posted it meanwhile.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from portal.billing import charges, inbox
from portal.billing.charges import id_of
from portal.billing.gateway import BalanceTransaction
from portal.billing.pages import pages, patiently
from portal.billing.reconciling.differences import Difference, Run, shown
from portal.billing.sync import Reading, read, sync
from portal.billing.words import category
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.finance import ledger
from portal.finance.ledger import Entry
from portal.finance.models import LedgerEntry
from portal.support.facts import PaymentSettled
from portal.support.models import Payment

log = structlog.get_logger(__name__)

# What a movement of our category is about; all others are about the account itself.
ABOUT = {
    "charge": "charge",
    "charge_failure": "charge",
    "refund": "refund",
    "refund_failure": "refund",
    "dispute": "dispute",
    "dispute_reversal": "dispute",
}
# How Stripe's references of movements begin; the ledger may have entries from elsewhere.
THEIRS = LedgerEntry.ref.startswith("txn_", autoescape=True)
STEP = 500


def compare(run: Run) -> None:
    """Each movement is in the ledger with its amounts, and the ledger has no other of Stripe's."""
    newest = db.session.scalar(select(func.max(LedgerEntry.id))) or 0
    end_read()
    listed = bytearray(newest + 1)  # by the entry's number: one byte each, however many there are
    missed: list[BalanceTransaction] = []
    for page in pages(run.gateway, lambda v1: v1.balance_transactions.list({"limit": 100})):
        missing = _missing(run, page, listed)
        lost = _without_event(missing)
        if run.is_dry:
            missed += lost
        elif missing:
            _take_in(run, missing, {one.id for one in lost})
        run.say(f"Movements compared: {run.outcome.count('movements', len(page)):,}")
    there = _there(missed)
    run.outcome.left += [_difference(one) for one in missed if one.id not in there]
    _tell_unknown(run, listed)
    _book_payments(run)


def _missing(
    run: Run, page: Sequence[BalanceTransaction], listed: bytearray
) -> list[BalanceTransaction]:
    rows = {
        row.ref: row
        for row in db.session.execute(
            select(
                LedgerEntry.id,
                LedgerEntry.ref,
                LedgerEntry.gross_minor,
                LedgerEntry.fee_minor,
                LedgerEntry.net_minor,
                LedgerEntry.currency,
            ).where(LedgerEntry.ref.in_([one.id for one in page]))
        )
    }
    end_read()
    missing = []
    for one in page:
        row = rows.get(one.id)
        if row is None:
            missing.append(one)
            continue
        if row.id < len(listed):
            listed[row.id] = 1
        if (row.gross_minor, row.fee_minor, row.net_minor, row.currency) != (
            one.amount, one.fee, one.net, one.currency,
        ):  # fmt: skip
            here = [shown(n, row.currency) for n in (row.net_minor, row.gross_minor, row.fee_minor)]
            there = [shown(n, one.currency) for n in (one.net, one.amount, one.fee)]
            words = (
                f"Movement {one.id}: net {here[0]} (gross {here[1]}, fee {here[2]}) in the ledger,"
                f" net {there[0]} (gross {there[1]}, fee {there[2]}) at Stripe. The ledger is never"
                " changed."
            )
            run.outcome.left.append(Difference("movement", one.id, words))
    return missing


def _without_event(missing: Sequence[BalanceTransaction]) -> list[BalanceTransaction]:
    sources = {one.id: id_of(one.source) or "" for one in missing}
    if not sources:
        return []
    waited_for = inbox.waits_about(db.session(), sources.values())
    end_read()
    return [one for one in missing if sources[one.id] not in waited_for]


def _take_in(run: Run, missing: Sequence[BalanceTransaction], lost: Collection[str]) -> None:
    """All are in the ledger, or are left; told are the `lost` ones that nobody else posted."""
    for one in missing:
        source = id_of(one.source)
        kind = ABOUT.get(category(one.reporting_category))
        if source and kind and one.id not in _there([one]):  # one look takes in a whole life
            _sync(run, kind, source)
    _post(run, [one for one in missing if category(one.reporting_category) not in ABOUT])
    there = _there(missing)
    for one in missing:
        if one.id not in there:
            run.outcome.left.append(_difference(one))
        elif one.id in lost and there[one.id] == run.now:
            run.outcome.repaired.append(_difference(one))


def _there(missing: Sequence[BalanceTransaction]) -> dict[str, datetime]:
    """Those that are in the ledger by now, and when they were posted."""
    refs = [one.id for one in missing]
    rows = db.session.execute(
        select(LedgerEntry.ref, LedgerEntry.posted_at).where(LedgerEntry.ref.in_(refs))
    )
    found = {row.ref: row.posted_at for row in rows}
    end_read()
    return found


def _sync(run: Run, kind: str, source: str) -> Reading | None:
    """What was read, and written unless this is a dry run; None when that failed."""
    try:
        if run.is_dry:
            return patiently(lambda: read(run.gateway, kind, source))
        return patiently(lambda: sync(run.gateway, kind, source, run.now))
    except Unavailable:
        raise
    except Exception as error:
        end_read()
        log.warning("reconcile_left", ref=source, reason=type(error).__name__)
        return None


def _post(run: Run, own: Sequence[BalanceTransaction]) -> None:
    entries = [
        charges.entry(one, id_of(one.source) or one.id, None, is_foreign=False) for one in own
    ]
    try:
        _post_all(run, entries)
    except IntegrityError:  # a payout's event posted one of them at this moment: it is there now
        _post_all(run, entries)


def _post_all(run: Run, entries: Sequence[Entry]) -> None:
    if entries:
        with unit_of_work() as session:
            ledger.post(session, entries, run.now)


def _difference(one: BalanceTransaction) -> Difference:
    words = (
        f"Movement {one.id} ({category(one.reporting_category)}, {shown(one.net, one.currency)}"
        " net) was not in the ledger."
    )
    return Difference("movement", one.id, words)


def _tell_unknown(run: Run, listed: bytearray) -> None:
    unknown = [number for number in range(1, len(listed)) if not listed[number]]
    for start in range(0, len(unknown), STEP):
        rows = db.session.execute(
            select(LedgerEntry.ref, LedgerEntry.category).where(
                LedgerEntry.id.in_(unknown[start : start + STEP]), THEIRS
            )
        )
        for ref, word in rows:
            words = f"Entry {ref} ({word}) is in the ledger, and Stripe does not show it."
            run.outcome.left.append(Difference("movement", ref, words))
    end_read()


def _book_payments(run: Run) -> None:
    """Charges of ours that are in the ledger, were settled, and yet are no payment here."""
    failed = aliased(LedgerEntry)
    unbooked = select(LedgerEntry.payment_ref).where(
        LedgerEntry.category == "charge",
        LedgerEntry.is_foreign.is_(False),
        LedgerEntry.payment_ref.is_not(None),
        ~exists().where(Payment.provider_ref == LedgerEntry.payment_ref),
        ~exists().where(
            failed.payment_ref == LedgerEntry.payment_ref, failed.category == "charge_failure"
        ),
    )
    refs = [ref for ref in db.session.scalars(unbooked) if ref]
    end_read()
    for ref in refs:
        words = f"Payment {ref} is in the ledger, and no payment here."
        reading = _sync(run, "payment_intent" if ref.startswith("pi_") else "charge", ref)
        if reading is not None and not _is_settled(reading, ref):
            continue  # a bank debit that is under way
        is_there = db.session.scalar(select(Payment.id).where(Payment.provider_ref == ref))
        end_read()
        if is_there is None:
            run.outcome.left.append(Difference("payment", ref, words))
        elif not run.is_dry:
            run.outcome.repaired.append(Difference("payment", ref, words))


def _is_settled(reading: Reading, ref: str) -> bool:
    facts = (fact for picture in reading.pictures for fact in picture.facts)
    return any(isinstance(fact, PaymentSettled) and fact.ref == ref for fact in facts)
