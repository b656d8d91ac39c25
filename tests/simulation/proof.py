"""After a history: what must be true of the portal, held against Stripe's own objects."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account as PortalAccount
from portal.billing.models import StripeEvent, StripeOrder
from portal.extensions import unit_of_work
from portal.finance.models import LedgerEntry
from portal.mail.models import Mail
from portal.support import headcount
from portal.support.models import (
    Attempt,
    CountChange,
    Counted,
    Membership,
    Payment,
    Reversal,
)
from tests.simulation.account import Account, Proved
from tests.simulation.agreeing import disagreements
from tests.simulation.history import History
from tests.simulation.post import WANTED

LISTED = 29 * 86400
"""What is younger than that, Stripe lists among its events for another day."""
CADENCE = {"month": "monthly", "year": "yearly"}
DISPUTES = {"won": "won", "lost": "lost"}

Rule = Callable[[History, Account, Session], Iterator[str]]


def broken(history: History) -> list[str]:
    """Every sentence names something that is not as it must be."""
    machine = history.machine
    account = Account(machine.world, history.portal.owners)
    found = list(history.watch.found)
    found += [f"a write without a committed key: {call}" for call in machine.wire.unkeyed]
    rules: list[Rule] = [
        _everything_is_settled, _each_event_once, _count, _memberships, _one_each, _payments,
        _reversals, _ledger, _checkouts, _letters,
    ]  # fmt: skip
    for rule in rules:
        found += machine.look(partial(_all, rule, history, account))
    with machine.fate.aside():
        off = machine.process(_recount)
    if off:
        found.append(f"the recount differs from the bar by {off}")
    return found + list(disagreements(history))


def _all(rule: Rule, history: History, account: Account, session: Session) -> list[str]:
    return list(rule(history, account, session))


def _everything_is_settled(history: History, account: Account, session: Session) -> Iterator[str]:
    for row in session.scalars(select(StripeEvent)):
        if row.state not in ("done", "ignored"):
            yield f"event {row.id} ({row.type}) is {row.state}: {row.last_error}"
    for order in session.scalars(select(StripeOrder).where(StripeOrder.state == "waiting")):
        yield f"order to {order.kind} {order.target_ref} waits: {order.last_error}"
    for attempt in session.scalars(select(Attempt)):
        if attempt.state in ("made", "unknown"):
            yield f"attempt {attempt.id} is still {attempt.state}"


def _each_event_once(history: History, account: Account, session: Session) -> Iterator[str]:
    kept = Counter(session.scalars(select(StripeEvent.id)))
    yield from (f"event {one} is kept {n} times" for one, n in kept.items() if n > 1)
    for one in history.post.acknowledged - kept.keys():
        yield f"event {one} was acknowledged and is lost"
    for event in account.all("event"):
        is_listed = event["created"] > time.time() - LISTED
        if is_listed and event["type"] in WANTED and event["id"] not in kept:
            yield f"event {event['id']} ({event['type']}) never came back"


def _count(history: History, account: Account, session: Session) -> Iterator[str]:
    now = time.time()
    proved = {
        one.owner
        for one in account.memberships()
        if one.counts_until is not None and one.counts_until > now
    }
    bar = headcount.read(session).members
    if bar != len(proved):
        yield f"the bar shows {bar}, Stripe proves {len(proved)}"
    named = select(PortalAccount.email_key).join(Counted, Counted.account_id == PortalAccount.id)
    counted = set(session.scalars(named))
    yield from (f"{who} is counted without proof" for who in counted - proved)
    yield from (f"{who} is proved and not counted" for who in proved - counted)
    moves = sum(session.scalars(select(CountChange.delta)))
    if moves != bar:
        yield f"the changes of the count add up to {moves}, the bar shows {bar}"


def _memberships(history: History, account: Account, session: Session) -> Iterator[str]:
    proved = {one.ref: one for one in account.memberships()}
    rows = session.execute(
        select(Membership, PortalAccount.email_key).join(
            PortalAccount, PortalAccount.id == Membership.account_id
        )
    ).all()
    known = {row.provider_ref: (row, owner) for row, owner in rows}
    yield from (f"membership {ref} is not Stripe's" for ref in known.keys() - proved.keys())
    yield from (f"membership {ref} is not known" for ref in proved.keys() - known.keys())
    for ref in sorted(known.keys() & proved.keys()):
        (row, owner), one = known[ref], proved[ref]
        pairs = {
            "standing": (row.standing.value, one.standing),
            "paid_through": (_seconds(row.paid_through), one.paid_through),
            "amount": (row.amount_minor, one.amount),
            "cadence": (row.cadence.value, CADENCE[one.interval]),
            "scheduled end": (row.ends_at is not None, one.is_scheduled and _is_live(one)),
            "owner": (owner, one.owner),
        }
        for name, (ours, theirs) in pairs.items():
            if ours != theirs:
                yield f"membership {ref}: {name} is {ours!r}, at Stripe {theirs!r}"


def _one_each(history: History, account: Account, session: Session) -> Iterator[str]:
    now = time.time()
    running = Counter(
        one.owner
        for one in account.memberships()
        if one.standing in ("active", "paused")
        and not one.is_scheduled
        and one.paid_through is not None
        and one.paid_through > now
    )
    yield from (f"{who} has {n} live memberships" for who, n in running.items() if n > 1)


def _payments(history: History, account: Account, session: Session) -> Iterator[str]:
    taken = {**account.donations(), **account.dues()}
    rows = {row.provider_ref: row for row in session.scalars(select(Payment))}
    yield from (f"payment {ref} is not Stripe's" for ref in rows.keys() - taken.keys())
    yield from (f"payment {ref} is not booked" for ref in taken.keys() - rows.keys())
    for ref in sorted(rows.keys() & taken.keys()):
        ours = (rows[ref].amount_minor, rows[ref].currency)
        theirs = (taken[ref]["amount"], taken[ref]["currency"])
        if ours != theirs:
            yield f"payment {ref} is {ours}, at Stripe {theirs}"


def _reversals(history: History, account: Account, session: Session) -> Iterator[str]:
    ours = {charge["id"] for charge in (*account.donations().values(), *account.dues().values())}
    expected = {r["id"]: ("refund", "done") for r in account.all("refund") if r["charge"] in ours}
    for one in account.all("dispute"):
        if one["charge"] in ours:
            expected[one["id"]] = ("dispute", DISPUTES.get(one["status"], "open"))
    rows = session.scalars(select(Reversal))
    known = {row.provider_ref: (row.kind, row.state) for row in rows}
    for ref in sorted(expected.keys() | known.keys()):
        if expected.get(ref) != known.get(ref):
            yield f"reversal {ref} is {known.get(ref)}, at Stripe {expected.get(ref)}"
    wishes = Counter(r["metadata"].get("order") for r in account.all("refund"))
    wishes.pop(None, None)
    yield from (f"refund {wish} was given {n} times" for wish, n in wishes.items() if n > 1)


def _ledger(history: History, account: Account, session: Session) -> Iterator[str]:
    movements = account.movements()
    rows = list(session.scalars(select(LedgerEntry)))
    times = Counter(row.ref for row in rows)
    yield from (f"movement {ref} is posted {n} times" for ref, n in times.items() if n > 1)
    yield from (f"movement {ref} is not Stripe's" for ref in times.keys() - movements.keys())
    yield from (f"movement {ref} is not posted" for ref in movements.keys() - times.keys())
    booked: Counter[str] = Counter()
    for row in rows:
        booked[row.currency] += row.net_minor
    balance: Counter[str] = Counter()
    for one in movements.values():
        balance[one["currency"]] += one["net"]
    for currency in sorted(booked.keys() | balance.keys()):
        if booked[currency] != balance[currency]:
            yield (
                f"the ledger has {booked[currency]} {currency}, "
                f"Stripe's balance is {balance[currency]}"
            )
    ours = {charge["id"] for charge in (*account.donations().values(), *account.dues().values())}
    for row in rows:
        if row.category == "charge" and row.is_foreign == (row.source_ref in ours):
            yield f"movement {row.ref} of {row.source_ref}: foreign is {row.is_foreign}"


def _checkouts(history: History, account: Account, session: Session) -> Iterator[str]:
    opened = Counter(one["client_reference_id"] for one in account.sessions())
    yield from (f"attempt {one} opened {n} checkouts" for one, n in opened.items() if n > 1)
    status = {one["id"]: one["status"] for one in account.sessions()}
    for click, refs in history.portal.clicked.items():
        alive = [ref for ref in refs if status.get(ref) != "expired"]
        if len(alive) > 1:
            yield f"{click} led to {len(alive)} checkouts"
    states = {"complete": {"paid"}, "expired": {"expired"}, "open": {"open"}}
    for row in session.scalars(select(Attempt).where(Attempt.checkout_ref.is_not(None))):
        theirs = status.get(str(row.checkout_ref), "unknown")
        if theirs != "open" and row.state not in states.get(theirs, set()):
            yield f"attempt {row.id} is {row.state}, its checkout is {theirs}"


def _letters(history: History, account: Account, session: Session) -> Iterator[str]:
    machine = history.machine
    same = Counter(
        (mail.kind, mail.to_account_id, str(sorted(mail.payload.items())))
        for mail in session.scalars(select(Mail))
        if mail.kind == "thanks"
    )
    yield from (f"mail {what} is queued {n} times" for what, n in same.items() if n > 1)
    for key, n in Counter(key for key, _to in machine.sent).items():
        if n > 1 and key not in machine.unsure_letters:
            yield f"mail {key} was sent {n} times"
    for mail in session.scalars(select(Mail).where(Mail.state != "sent")):
        yield f"mail {mail.id} ({mail.kind}) is {mail.state}: {mail.last_error}"


def _recount() -> int:
    with unit_of_work() as session:
        return headcount.recount(session, datetime.now(UTC))


def _is_live(one: Proved) -> bool:
    return one.standing != "ended"


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None
