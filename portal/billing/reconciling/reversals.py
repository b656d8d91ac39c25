"""Comparing what was given back: every refund and dispute with its row here, by state and amount.

Not all that becomes of them moves money: a dispute that is lost, a refund that is pending. One
that differs is asked for anew before that is said: its event may be under way, or was worked on
after the list was read.
"""

from collections.abc import Sequence

from sqlalchemy import select

from portal.billing import inbox
from portal.billing.charges import id_of
from portal.billing.gateway import Dispute, Refund
from portal.billing.pages import pages, patiently
from portal.billing.reconciling.differences import Difference, Run, shown
from portal.billing.sync import sync
from portal.billing.words import REFUND_STATE, dispute_state
from portal.errors import Unavailable
from portal.extensions import db, end_read
from portal.support.models import Payment, Reversal


def compare(run: Run) -> None:
    """Each refund and dispute of a payment of ours is here as it stands, or is left."""
    for refunds in pages(run.gateway, lambda v1: v1.refunds.list({"limit": 100})):
        _compare(run, "refund", refunds)
    for disputes in pages(run.gateway, lambda v1: v1.disputes.list({"limit": 100})):
        _compare(run, "dispute", disputes)


def _compare(run: Run, kind: str, page: Sequence[Refund | Dispute]) -> None:
    found = _differences(kind, page)
    run.say(f"{kind.title()}s compared: {run.outcome.count(f'{kind}s', len(page)):,}")
    for difference in found:
        same = [_fresh(run, kind, difference.ref)]
        if not _differences(kind, same):
            continue
        is_under_way = bool(inbox.waits_about(db.session(), [difference.ref]))
        end_read()
        if run.is_dry:
            run.outcome.left += [] if is_under_way else [difference]
            continue
        try:
            patiently(lambda ref=difference.ref: sync(run.gateway, kind, ref, run.now))  # type: ignore[misc]
        except Unavailable:
            raise
        except Exception as error:
            end_read()
            words = f"{difference.words} It could not be taken in ({type(error).__name__})."
            run.outcome.left.append(Difference(kind, difference.ref, words))
            continue
        if _differences(kind, same):
            run.outcome.left.append(difference)
        elif not is_under_way:
            run.outcome.repaired.append(difference)


def _fresh(run: Run, kind: str, ref: str) -> Refund | Dispute:
    if kind == "refund":
        return patiently(lambda: run.gateway.ask(lambda v1: v1.refunds.retrieve(ref)))
    return patiently(lambda: run.gateway.ask(lambda v1: v1.disputes.retrieve(ref)))


def _differences(kind: str, page: Sequence[Refund | Dispute]) -> list[Difference]:
    rows = {
        row.provider_ref: row
        for row in db.session.scalars(
            select(Reversal).where(Reversal.provider_ref.in_([one.id for one in page]))
        )
    }
    payments = {one.id: id_of(one.payment_intent) or id_of(one.charge) for one in page}
    ours = set(
        db.session.scalars(
            select(Payment.provider_ref).where(Payment.provider_ref.in_(payments.values()))
        )
    )
    found = []
    for one in page:
        row = rows.get(one.id)
        if row is None and payments[one.id] not in ours:
            continue  # another product's, or of a payment that the ledger's part finds
        state = (
            dispute_state(one.status)
            if isinstance(one, Dispute)
            else REFUND_STATE[one.status or "pending"]
        )
        there = f"{state}, {shown(one.amount, one.currency)}"
        here = f"{row.state}, {shown(row.amount_minor, row.currency)}" if row else "unknown"
        if here != there:
            words = (
                f"{kind.title()} {one.id} of {payments[one.id]}: {here} here, {there} at Stripe."
            )
            found.append(Difference(kind, one.id, words))
    end_read()
    return found
