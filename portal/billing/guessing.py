"""Which root an event's object probably belongs to, without a call to Stripe.

From what was booked before, and from the ids that the event itself names. It is a guess only:
`sync.read` believes it when the root, fetched, shows the object, and asks Stripe otherwise. So
an event of another API version, or of another shape, costs a call and misleads nobody.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from portal.billing.pictures import Root
from portal.finance.models import LedgerEntry
from portal.support.models import Membership, Payment, Period, Reversal

_AMONG: BindParameter[Any] = bindparam("refs", expanding=True)
OF_PERIOD = (
    select(Membership.provider_ref)
    .join(Period, Period.membership_id == Membership.id)
    .where(Period.invoice_ref.in_(_AMONG))
    .limit(1)
)
MOVED = (
    select(LedgerEntry.payment_ref)
    .where(LedgerEntry.source_ref.in_(_AMONG))
    .union(select(Reversal.payment_ref).where(Reversal.provider_ref.in_(_AMONG)))
)
PAID = (
    select(Payment.provider_ref, Payment.membership_ref)
    .where(Payment.provider_ref.in_(_AMONG))
    .limit(1)
)


def root_of(session: Session, kind: str, ref: str, named: Mapping[str, str]) -> Root | None:
    """The probable root; None when nothing points to one.

    `named` are the ids that the event names, by what they are of: "subscription", "invoice",
    "payment_intent", "charge".
    """
    if kind in ("checkout.session", "subscription"):
        return Root(kind, ref)
    refs = {ref, *named.values()}
    subscription = _of_periods(session, refs)
    if subscription is not None or "subscription" in named:
        return Root("subscription", subscription or named["subscription"])
    return _of_payments(session, refs | _payments_of(session, refs))


def _of_periods(session: Session, refs: Iterable[str]) -> str | None:
    return session.scalar(OF_PERIOD, {"refs": sorted(refs)})


def _payments_of(session: Session, refs: Iterable[str]) -> set[str]:
    """The payments that charges, refunds and disputes among `refs` belong to."""
    found = session.scalars(MOVED, {"refs": sorted(refs)})
    return {one for one in found if one is not None}


def _of_payments(session: Session, refs: Iterable[str]) -> Root | None:
    row = session.execute(PAID, {"refs": sorted(refs)}).first()
    if row is None:
        return None
    payment, subscription = row
    return Root("subscription", subscription) if subscription else Root("payment_intent", payment)
