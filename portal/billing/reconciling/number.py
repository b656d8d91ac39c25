"""Comparing the number itself, and whose money it is, once all else has been taken in."""

from sqlalchemy import func, select

from portal.billing.reconciling.differences import Difference, Run
from portal.extensions import db, end_read
from portal.finance.models import LedgerEntry
from portal.support.jobs import recount
from portal.support.models import Counted, Headcount, Payment

# In one statement, so that both are of one moment: members come and go meanwhile.
BOTH = select(
    func.coalesce(select(Headcount.members).where(Headcount.id == 1).scalar_subquery(), 0),
    select(func.count()).select_from(Counted).scalar_subquery(),
)


def compare(run: Run) -> None:
    """The number is that of the accounts that count; entries of our payments are ours."""
    _count(run)
    _tell_foreign(run)


def _count(run: Run) -> None:
    shown, counted = db.session.execute(BOTH).one()
    end_read()
    if shown == counted:
        return
    words = f"The number was {shown:,}, and {counted:,} accounts are marked as counting."
    difference = Difference("headcount", "members", words)
    if run.is_dry:
        run.outcome.left.append(difference)
    elif recount(lambda: run.now):
        run.outcome.repaired.append(difference)


def _tell_foreign(run: Run) -> None:
    rows = db.session.execute(
        select(LedgerEntry.ref, LedgerEntry.payment_ref)
        .join(Payment, Payment.provider_ref == LedgerEntry.payment_ref)
        .where(LedgerEntry.is_foreign)
        .order_by(LedgerEntry.id)
    ).all()
    end_read()
    for ref, payment in rows:
        words = (
            f"Entry {ref} is in the ledger as another product's, and its payment {payment} is"
            " ours. The ledger is never changed."
        )
        run.outcome.left.append(Difference("movement", ref, words))
