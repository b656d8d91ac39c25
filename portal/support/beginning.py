"""Beginning a checkout: the ceilings, the breaker, the attempt and its trace, in one write."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.support import attempts, ceilings, guard, traces
from portal.support.amounts import Choice
from portal.support.attempts import Begun, Source
from portal.support.traces import Marks


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants to pay. `account_id`: signed in with a proved address; None: a guest."""

    choice: Choice
    source: Source
    click: str
    account_id: int | None
    marks: Marks


def is_refused(session: Session, wish: Wish, now: datetime) -> bool:
    """True when a guest is surely asked for a proved address first; reads only, and little.

    What was begun already goes on: the same click leads to its checkout.
    """
    if wish.account_id is not None or not guard.is_shut_to_guests(session, now):
        return False
    return _same(session, wish) is None


def begin(session: Session, wish: Wish, now: datetime) -> Begun | None:
    """The attempt, inside a unit of work; None when an address is to be proved first.

    Only one checkout of the whole portal begins at a time, so that the ceilings are exact over
    all web processes. A breaker that moves is kept even when nothing begins.

    Raises: Busy above a ceiling; Refused when the account has a membership already.
    """
    row = guard.hold(session, now)
    same = _same(session, wish)
    if same is not None:
        attempts.refuse_second_membership(session, wish.choice, wish.account_id)
        return same
    ceilings.check(traces.begun(session, wish.marks, wish.account_id, now))
    is_guest = wish.account_id is None
    if guard.look(session, row, now) and is_guest:
        return None
    begun = attempts.begin(
        session,
        wish.choice,
        account_id=wish.account_id,
        click=wish.click,
        source=wish.source,
        now=now,
    )
    traces.leave(session, begun.id, wish.marks, is_guest=is_guest, now=now)
    return begun


def _same(session: Session, wish: Wish) -> Begun | None:
    return attempts.of_click(session, wish.choice, account_id=wish.account_id, click=wish.click)
