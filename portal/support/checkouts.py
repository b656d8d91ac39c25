"""What the pages after the checkout may know: the state of an attempt, and nobody's name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.errors import Missing
from portal.money import Money
from portal.support.counting import counts_until
from portal.support.models import Attempt, Membership
from portal.support.standing import Cadence


@dataclass(frozen=True, slots=True)
class Checkout:
    """An attempt as its payer may see it. `member_until`: a paid membership counts until then."""

    attempt_id: str
    state: str
    amount: Money
    cadence: Cadence | None
    is_guest: bool
    url: str | None
    member_until: datetime | None
    source: dict[str, str]


def by_ref(session: Session, checkout_ref: str) -> Checkout:
    """The checkout that the provider sent somebody back from. Raises: Missing."""
    return _read(session, Attempt.checkout_ref == checkout_ref)


def by_attempt(session: Session, attempt_id: str) -> Checkout:
    """The checkout of an attempt. Raises: Missing."""
    return _read(session, Attempt.id == attempt_id)


def _read(session: Session, which: ColumnElement[bool]) -> Checkout:
    row = session.execute(
        select(Attempt, Membership)
        .outerjoin(Membership, Membership.attempt_id == Attempt.id)
        .where(which)
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise Missing("We do not know this checkout. If you paid, a mail from us tells you more.")
    attempt, membership = row
    return Checkout(
        attempt_id=attempt.id,
        state=attempt.state,
        amount=Money(attempt.amount_minor, attempt.currency),
        cadence=attempt.cadence,
        is_guest=attempt.account_id is None,
        url=attempt.checkout_url,
        member_until=counts_until(membership.term) if membership else None,
        source={
            "article": attempt.article_slug or "",
            "campaign": attempt.campaign_slug or "",
            "prompt": attempt.prompt_slug or "",
            "variant": attempt.variant_slug or "",
        },
    )
