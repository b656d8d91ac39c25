"""Comparing the number, who counts, and whose money it is, once all else has been taken in."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from portal.billing.reconciling.differences import Difference, Run
from portal.extensions import db, end_read
from portal.finance.models import LedgerEntry
from portal.support import misplaced
from portal.support.jobs import recount
from portal.support.models import Counted, Headcount, Payment

# In one statement, so that both are of one moment: members come and go meanwhile.
BOTH = select(
    func.coalesce(select(Headcount.members).where(Headcount.id == 1).scalar_subquery(), 0),
    select(func.count()).select_from(Counted).scalar_subquery(),
)
# How many accounts are named.
NAMED = 10


def compare(run: Run) -> None:
    """The number is that of the accounts that count; entries of our payments are ours."""
    _count(run)
    _tell_foreign(run)


def _count(run: Run) -> None:
    wrong = [*_of_the_number(), *_of_the_accounts(run)]
    if wrong and not run.is_dry:
        recount(lambda: misplaced.as_of(db.session(), run.now))
    (run.outcome.left if run.is_dry else run.outcome.repaired).extend(wrong)


def _of_the_number() -> Iterator[Difference]:
    shown, counted = db.session.execute(BOTH).one()
    end_read()
    if shown != counted:
        words = f"The number was {shown:,}, and {counted:,} accounts are marked as counting."
        yield Difference("headcount", "members", words)


def _of_the_accounts(run: Run) -> Iterator[Difference]:
    found = misplaced.find(run.now)
    for accounts, words in (
        (found.missing, "Not marked as counting, and paid for"),
        (found.extra, "Marked as counting, and not paid for"),
        (found.mistimed, "Marked as counting until another day than is paid for"),
    ):
        if accounts:
            yield Difference("headcount", "accounts", f"{words}: {_named(accounts)}.")


def _named(accounts: Sequence[int]) -> str:
    """ "account 7"; "3 accounts (7, 8, 12)"; of many, the first."""
    if len(accounts) == 1:
        return f"account {accounts[0]}"
    shown = ", ".join(str(number) for number in accounts[:NAMED])
    return f"{len(accounts):,} accounts ({shown}{', …' if len(accounts) > NAMED else ''})"


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
