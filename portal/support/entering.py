"""Entering a checkout: from what somebody wants to the page where it is paid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from portal.extensions import db, end_read, unit_of_work
from portal.support import attempts, beginning, limits, traces
from portal.support.attempts import Begun
from portal.support.beginning import Wish
from portal.support.payment_desk import payment_desk


@dataclass(frozen=True, slots=True)
class Way:
    """Where it goes on: to a checkout's page (its address), to the thanks for one that is paid
    (its reference), or to proving an address, when nothing was begun."""

    to: Literal["checkout", "thanks", "address"]
    where: str = ""


def enter(wish: Wish, address: str | None, now: datetime) -> Way:
    """Begin the checkout, or find the one of the same click, and open it at the provider.

    Called with no unit of work open. Raises: Busy above a ceiling; Refused when the account has
    a membership already; Unavailable when the provider does not answer.
    """
    attempts.refuse_second_membership(db.session(), wish.choice, wish.account_id)
    limits.count_checkout(address)
    if beginning.is_refused(db.session(), wish, now):
        return Way("address")
    with unit_of_work() as session:
        begun = beginning.begin(session, wish, now)
    if begun is None:
        return Way("address")
    if begun.state in ("paid", "processing") and begun.checkout_ref:
        return Way("thanks", begun.checkout_ref)
    _close_older(wish, begun, now)
    return Way("checkout", payment_desk().open(begun.id).url)


def _close_older(wish: Wish, begun: Begun, now: datetime) -> None:
    """What the same person has open elsewhere can no longer be paid, or not much of it."""
    if wish.account_id is None:
        older = traces.surplus(db.session(), wish.marks.visitor, begun.id, now)
        end_read()
        if older:
            payment_desk().close_attempts(older)
    elif begun.is_new:
        payment_desk().close_checkouts(wish.account_id, keep_attempt_id=begun.id)
        # One that could not be closed any more was paid, and is a membership by now.
        attempts.refuse_second_membership(db.session(), wish.choice, wish.account_id)
        end_read()
