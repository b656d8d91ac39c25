"""The proof from what is stored: everyone who counts has a paid time and a charge behind it.

Only reads. It knows nothing of how the count came about: it starts from the number that is
shown, and asks of each account in it what proves it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.finance.models import LedgerEntry
from portal.support import headcount
from portal.support.counting import GRACE, Term, counts_until
from portal.support.models import Counted, Membership, Payment, Period, Reversal

# How long a charge may be without its movement (a balance transaction) before it is an alarm.
AWAIT_FOR = timedelta(hours=1)
# Whose time ends so close to now is counted or not by whichever process looks first.
LEEWAY = timedelta(minutes=2)
DISPUTED = ("dispute", "dispute_reversal")
MOVES_OF_A_CHARGE = ("charge", "refund", "refund_failure", *DISPUTED)


@dataclass
class Charge:
    """What is known of the payment behind a membership's paid time."""

    is_booked: bool = False
    paid_at: datetime | None = None
    is_foreign: bool = False
    has_movement: bool = False
    kept_minor: int = 0
    disputed_minor: int = 0
    has_open_dispute: bool = False


@dataclass
class Held:
    """A membership that counts at about now, with the charges for its newest kept period."""

    id: int
    account_id: int
    ref: str
    is_external: bool
    until: datetime
    charges: list[Charge] = field(default_factory=list)


@dataclass
class Tally:
    """The outcome: how many of the members are proved by what, and who differs."""

    members: int = 0
    subscribed: int = 0
    external: int = 0
    awaiting: int = 0
    differences: list[str] = field(default_factory=list)


def compare(session: Session, now: datetime) -> Tally:
    """Look behind everyone who counts at `now`. Five queries; the caller holds one snapshot."""
    tally = Tally(members=headcount.read(session).members)
    counted = set(session.scalars(select(Counted.account_id)))
    if tally.members != len(counted):
        tally.differences.append(
            f"The number is {tally.members}, but {len(counted)} accounts are marked as counting."
        )
    by_account: dict[int, list[Held]] = defaultdict(list)
    for held in _held(session, now):
        by_account[held.account_id].append(held)
    for account_id in sorted(counted):
        _prove(tally, account_id, by_account.pop(account_id, []), now)
    for account_id, left_out in sorted(by_account.items()):
        if any(held.until > now + LEEWAY for held in left_out):
            numbers = ", ".join(str(held.id) for held in left_out)
            tally.differences.append(
                f"Account {account_id} is not counted, though membership {numbers} is paid for."
            )
    return tally


def _prove(tally: Tally, account_id: int, memberships: list[Held], now: datetime) -> None:
    """Put the account where the best of its memberships puts it."""
    found = [(_verdict(held, now), held) for held in memberships]
    verdicts = [verdict for verdict, _ in found]
    if not found:
        tally.differences.append(
            f"Account {account_id} is counted, but no membership of it is paid until now."
        )
    elif "proved" in verdicts:
        tally.subscribed += 1
    elif "external" in verdicts:
        tally.external += 1
    elif "awaiting" in verdicts:
        tally.awaiting += 1
    else:
        tally.differences += [
            f"Membership {held.id} (account {account_id}) counts, but {why}." for why, held in found
        ]


def _verdict(held: Held, now: datetime) -> str:
    """ "proved", "external", "awaiting", or what is wrong in words."""
    if held.is_external:
        return "external"
    verdicts = [_of_charge(charge, now) for charge in held.charges]
    for good in ("proved", "awaiting"):
        if good in verdicts:
            return good
    return verdicts[0] if verdicts else "no paid period carries it"


def _of_charge(charge: Charge, now: datetime) -> str:
    if charge.is_foreign:
        return "its charge is in the ledger as another product's"
    if charge.has_movement:
        disputed = 0 if charge.has_open_dispute else charge.disputed_minor
        return "proved" if charge.kept_minor + disputed > 0 else "its charge was taken back whole"
    if not charge.is_booked or charge.paid_at is None:
        return "no charge for its paid time is known"
    if now - charge.paid_at <= AWAIT_FOR:
        return "awaiting"
    return f"its charge of {charge.paid_at:%Y-%m-%d %H:%M} UTC is still not in the ledger"


def _held(session: Session, now: datetime) -> Iterable[Held]:
    """The memberships of accounts that are there, and count until later than just now."""
    found: dict[int, Held] = {}
    for row in session.execute(
        select(
            Membership.id,
            Membership.account_id,
            Membership.provider,
            Membership.provider_ref,
            Membership.standing,
            Membership.paid_through,
            Membership.ends_at,
            Membership.is_renewal_reversed,
        )
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.paid_through > now - GRACE - LEEWAY, Account.erased_at.is_(None))
        .order_by(Membership.id)
    ):
        term = Term(row.standing, row.paid_through, row.ends_at, row.is_renewal_reversed)
        until = counts_until(term)
        if until is not None and until > now - LEEWAY:
            is_external = row.provider == "external"
            found[row.id] = Held(row.id, row.account_id, row.provider_ref, is_external, until)
    _add_charges(session, found, now)
    return found.values()


def _add_charges(session: Session, found: dict[int, Held], now: datetime) -> None:
    disputed = set(
        session.scalars(
            select(Reversal.payment_ref).where(Reversal.kind == "dispute", Reversal.state == "open")
        )
    )
    charges: dict[str, Charge] = {}
    for row in session.execute(
        select(
            Period.membership_id,
            Period.invoice_ref,
            Period.paid_by,
            Payment.paid_at,
            LedgerEntry.category,
            LedgerEntry.gross_minor,
            LedgerEntry.is_foreign,
        )
        .join(
            Membership,
            (Membership.id == Period.membership_id) & (Membership.paid_through == Period.ends_at),
        )
        .outerjoin(Payment, Payment.provider_ref == Period.paid_by)
        .outerjoin(
            LedgerEntry,
            (LedgerEntry.payment_ref == Period.paid_by)
            & LedgerEntry.category.in_(MOVES_OF_A_CHARGE),
        )
        .where(
            Membership.paid_through > now - GRACE - LEEWAY,
            Period.amount_minor > 0,
            Period.is_fully_refunded.is_(False),
            Period.is_lost_in_dispute.is_(False),
        )
    ):
        if row.membership_id not in found:
            continue
        charge = charges.get(row.invoice_ref)
        if charge is None:
            charge = charges[row.invoice_ref] = Charge(
                is_booked=row.paid_at is not None,
                paid_at=row.paid_at,
                has_open_dispute=row.paid_by in disputed,
            )
            found[row.membership_id].charges.append(charge)
        _add(charge, row.category, row.gross_minor, is_foreign=bool(row.is_foreign))


def _add(charge: Charge, category: str | None, minor: int, *, is_foreign: bool) -> None:
    if category == "charge":
        charge.has_movement, charge.is_foreign = True, is_foreign
    if category in DISPUTED:
        charge.disputed_minor += minor
    elif category is not None:
        charge.kept_minor += minor
