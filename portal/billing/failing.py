"""Refunds that we ordered and that failed at the bank afterwards: staff are told, once each."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.notices import notice
from portal.billing.models import StripeOrder
from portal.support.facts import Fact, PaymentReversed
from portal.support.models import Reversal


def tell(session: Session, facts: Iterable[Fact]) -> None:
    """A notice for every refund that is failed now and was not before.

    Called before the facts are applied, in the same unit of work. The money is still owed: a
    bank that refuses a refund has to be got round by people.
    """
    for fact in facts:
        if not isinstance(fact, PaymentReversed) or (fact.kind, fact.state) != ("refund", "failed"):
            continue
        known = select(Reversal.state).where(Reversal.provider_ref == fact.ref)
        if session.scalar(known) == "failed" or not _was_ordered(session, fact.payment_ref):
            continue
        notice(
            session,
            "refund-failed",
            f"The refund {fact.ref} of the payment {fact.payment_ref} failed at the bank: the"
            " money came back to us and is still owed. Please arrange with the payer how to"
            " return it.",
            key=f"refund-failed:{fact.ref}",
        )


def _was_ordered(session: Session, payment_ref: str) -> bool:
    found = select(StripeOrder.id).where(
        StripeOrder.target_ref == payment_ref, StripeOrder.kind == "refund"
    )
    return session.scalar(found.limit(1)) is not None
