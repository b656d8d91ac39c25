"""Mistakes that somebody could make, each patched into one rule; the simulation must see them."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest import mock

from portal.billing import inbox, opening
from portal.billing import sync as syncing
from portal.billing.models import StripeEvent
from portal.billing.pictures import Picture
from portal.billing.proof import stored
from portal.billing.roots import KINDS
from portal.extensions import db, end_read, unit_of_work
from portal.finance import ledger
from portal.mail import sending
from portal.support import seen_memberships, seen_payments
from portal.support.models import Attempt, Payment
from portal.support.standing import Standing

Plant = Callable[[], AbstractContextManager[Any]]


def _instead(target: str, other: object) -> Plant:
    return lambda: mock.patch(target, other)


def _marks_first(gateway: Any, event_id: str, now: Any) -> list[str]:
    row = db.session.get(StripeEvent, event_id)
    about = (row.object_kind, row.object_ref) if row and row.state == "waiting" else None
    end_read()
    if about is None:
        return []
    with unit_of_work() as session:
        inbox.settle(session, event_id, is_ours=True)
    kind, ref = about
    return syncing.sync(gateway, kind, ref, now).ordered if ref and kind in KINDS else []


_keep = inbox.keep


def _keeps_only_newer(session: Any, seen: Any, body: bytes, now: Any, **how: bool) -> bool:
    newest = session.scalar(db.select(db.func.max(StripeEvent.created_at)))
    waits = _keep(session, seen, body, now, **how)
    if newest is not None and seen.created_at < newest:
        row = session.get(StripeEvent, seen.id)
        row.state = "ignored" if row.state == "waiting" else row.state
        return False
    return waits


def _fresh_key(attempt: Attempt) -> Any:
    kept: Any = attempt.parameters
    return opening.Call(attempt.id, secrets.token_hex(8), dict(kept["call"]), attempt.created_at)


_open_checkout = opening.open_checkout


def _opens_anew(gateway: Any, settings: Any, attempt_id: str, now: Any) -> Any:
    with unit_of_work() as session:
        attempt = session.get_one(Attempt, attempt_id)
        if attempt.parameters is not None:
            attempt.parameters = {**attempt.parameters, "key": secrets.token_hex(8)}
    with mock.patch.object(opening, "_made_before", lambda *_: None):
        return _open_checkout(gateway, settings, attempt_id, now)


_write = seen_memberships._write


def _adds_up(row: Any, fact: Any) -> None:
    before = row.paid_through
    _write(row, fact)
    if before is not None and row.paid_through is not None:
        row.paid_through = before + timedelta(days=30)


def _unpaid_counts(row: Any, fact: Any) -> None:
    _write(row, fact)
    row.paid_through = fact.current_period_end


def _comes_back(row: Any, fact: Any) -> None:
    was_ended = row.standing is Standing.ENDED
    _write(row, fact)
    if was_ended:
        row.standing = Standing.ACTIVE


_settle = seen_payments.settle


def _books_twice(session: Any, facts: Any, now: Any) -> None:
    refs = [fact.ref for fact in facts]
    booked = db.select(Payment.provider_ref).where(Payment.provider_ref.in_(refs))
    known = set(session.scalars(booked))
    again = [replace(fact, ref=f"{fact.ref}-again") for fact in facts if fact.ref in known]
    _settle(session, again or facts, now)


_post = ledger.post


def _posts_twice(session: Any, entries: Any, now: Any) -> int:
    return _post(session, entries, now) or _post(
        session, [replace(entry, ref=f"{entry.ref}-again") for entry in entries], now
    )


_compare = stored.compare
_finish = sending._finish


def _forgets_sending(mail: Any, **changes: Any) -> None:
    if mail.attempts < 2 and changes["state"] == "sent":
        changes = {"state": "waiting", "next_try_at": mail.queued_at}
    _finish(mail, **changes)


def _loser_marks(reading: Any, now: Any, mark: Any) -> bool:
    with unit_of_work() as session:
        is_written = bool(syncing.write(session, [reading], now))
        if mark is not None:
            mark(session, reading.is_ours)
    return is_written or mark is not None


def _sees_nothing(session: Any, now: Any) -> Any:
    return replace(_compare(session, now), differences=[])


PLANTED: dict[str, Plant] = {
    "an event is done before its effects": _instead("portal.billing.working.work_on", _marks_first),
    "an event created earlier is ignored": _instead("portal.billing.inbox.keep", _keeps_only_newer),
    "an event that failed is not tried again": _instead("portal.billing.inbox.due", lambda *_: []),
    "a retry has a fresh key": _instead("portal.billing.opening._call", _fresh_key),
    "the sweep opens another checkout": _instead(
        "portal.billing.opening.open_checkout", _opens_anew
    ),
    "the paid time is added up": _instead("portal.support.seen_memberships._write", _adds_up),
    "a period counts before it is paid": _instead(
        "portal.support.seen_memberships._write", _unpaid_counts
    ),
    "what ended comes back": _instead("portal.support.seen_memberships._write", _comes_back),
    "a payment is booked again": _instead("portal.support.seen_payments.settle", _books_twice),
    "a movement is posted again": _instead("portal.finance.ledger.post", _posts_twice),
    "a refund is ignored": _instead("portal.billing.charges.Taken.given_back_minor", 0),
    "a lost dispute is ignored": _instead("portal.billing.charges.Taken.is_lost_in_dispute", False),
    "another shop's money is ours": _instead("portal.billing.payments.is_ours", lambda _: True),
    "an older look overwrites a newer one": _instead(
        "portal.billing.sync._newest", lambda _session, readings: readings
    ),
    "who was overtaken marks the event done": _instead("portal.billing.sync._apply", _loser_marks),
    "a second membership of one person stays": _instead(
        "portal.billing.undoing.order", lambda *_: []
    ),
    "nobody is let go when the time is over": _instead(
        "portal.support.headcount.expire_due", lambda *_: 0
    ),
    "events that were lost are not looked for": _instead(
        "portal.billing.missed.take_in", lambda *_, **__: 0
    ),
    "payouts never reach the ledger": _instead(
        "portal.billing.payouts.look", lambda *_: Picture(is_ours=True)
    ),
    "the proof agrees with every number": _instead(
        "portal.billing.proof.stored.compare", _sees_nothing
    ),
    "the reconcile does not compare the number": _instead(
        "portal.billing.reconciling.number._count", lambda _: None
    ),
    "a letter is sent again": _instead("portal.mail.sending._finish", _forgets_sending),
}
