"""Comparing memberships: every subscription of ours at Stripe with its row here."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import and_, func, select

from portal.billing import inbox
from portal.billing.charges import id_of
from portal.billing.gateway import Subscription
from portal.billing.models import StripeObject
from portal.billing.owners import is_ours
from portal.billing.pages import pages
from portal.billing.reconciling import mending
from portal.billing.reconciling.differences import Difference, Run, shown
from portal.billing.subscriptions import membership
from portal.extensions import db, end_read
from portal.support.facts import MembershipSeen, Supporter
from portal.support.models import Membership, Period
from portal.support.standing import Standing

FIELDS = (
    "standing", "amount", "cadence", "current_period_end", "ends_at", "ended_at", "end_reason",
)  # fmt: skip
# Whose a membership is, is no part of the comparison.
NOBODY = Supporter(email="nobody@example.org")


def compare(run: Run) -> None:
    """Every subscription of ours is a membership that says the same, or is left."""
    suspects: list[mending.Suspect] = []
    known: set[str] = set()
    total = 0
    newest = db.session.scalar(select(func.max(Membership.id))) or 0
    began = _versions()
    for page in pages(
        run.gateway, lambda v1: v1.subscriptions.list({"status": "all", "limit": 100})
    ):
        ours = [one for one in page if is_ours(one.metadata)]
        known.update(one.id for one in ours)
        suspects += _suspects(ours)
        total += len(page)
        run.say(f"Subscriptions compared: {run.outcome.count('subscriptions', len(ours)):,}")
    suspects += _unknown_there(known, newest)
    suspects = [replace(one, version=began.get(one.ref, 0)) for one in _without_event(suspects)]
    if run.is_dry:
        now = _versions()
        suspects = [one for one in suspects if now.get(one.ref, 0) == one.version]
        run.outcome.left += [found for one in suspects if (found := mending.look(run, one))]
        return
    mending.mend(run, suspects, of=total, differs=differences)


def differences(seen: Iterable[MembershipSeen]) -> dict[str, str]:
    """For each membership that is not here as it was seen: the words for it, by reference."""
    seen = list(seen)
    rows = {
        row.provider_ref: row
        for row in db.session.scalars(
            select(Membership).where(Membership.provider_ref.in_([one.ref for one in seen]))
        )
    }
    found = {one.ref: words for one in seen if (words := _words(rows.get(one.ref), one))}
    end_read()
    return found


def _versions() -> dict[str, int]:
    """How often each subscription was synced: what rises while the list is read is under way."""
    rows = db.session.execute(
        select(StripeObject.ref, StripeObject.version).where(
            StripeObject.ref.startswith("sub_", autoescape=True)
        )
    )
    found = {row.ref: row.version for row in rows}
    end_read()
    return found


def _without_event(suspects: list[mending.Suspect]) -> list[mending.Suspect]:
    """Of those whose event waits in the inbox nothing is told: it is under way."""
    waited_for = set(inbox.waiting(db.session()).values())
    end_read()
    return [
        replace(one, difference=None, invoice="")
        if one.ref in waited_for or one.invoice in waited_for
        else one
        for one in suspects
    ]


def _suspects(ours: list[Subscription]) -> list[mending.Suspect]:
    readable: list[MembershipSeen] = []
    found: list[mending.Suspect] = []
    for one in ours:
        try:
            readable.append(membership(one, NOBODY, None, ()))
        except (ValueError, KeyError) as error:
            words = f"Subscription {one.id} cannot be read as a membership ({error})."
            found.append(mending.Suspect(Difference("subscription", one.id, words), one.id))
    owners = {one.id: id_of(one.customer) or "" for one in ours}
    differ = differences(readable)
    for ref, words in differ.items():
        difference = Difference("subscription", ref, words)
        found.append(mending.Suspect(difference, ref, owners[ref]))
    unpaid = _without_period([one for one in ours if one.id not in differ])
    suspected = {*differ, *(one.id for one in unpaid.values())}
    for ref, words in _wrongly_paid([one.id for one in ours if one.id not in suspected]).items():
        found.append(mending.Suspect(Difference("subscription", ref, words), ref, owners[ref]))
    return found + [
        mending.Suspect(None, one.id, owners[one.id], invoice) for invoice, one in unpaid.items()
    ]


def _wrongly_paid(refs: list[str]) -> dict[str, str]:
    """Memberships that are not paid through the end of their newest kept period, in words."""
    kept = and_(
        Period.membership_id == Membership.id,
        Period.amount_minor > 0,
        Period.is_fully_refunded.is_(False),
        Period.is_lost_in_dispute.is_(False),
    )
    rows = db.session.execute(
        select(
            Membership.id,
            Membership.provider_ref,
            Membership.paid_through,
            func.max(Period.ends_at).label("ends_at"),
        )
        .outerjoin(Period, kept)
        .where(Membership.provider_ref.in_(refs))
        .group_by(Membership.id)
    )
    found = {
        row.provider_ref: f"Membership {row.id} ({row.provider_ref}): paid_through is"
        f" {_said(row.paid_through)}, its paid periods end {_said(row.ends_at)}."
        for row in rows
        if row.paid_through != row.ends_at
    }
    end_read()
    return found


def _without_period(ours: list[Subscription]) -> dict[str, Subscription]:
    """Active ones whose latest invoice is no paid period here: perhaps it is being paid."""
    latest = {
        ref: one
        for one in ours
        if one.status == "active" and (ref := id_of(one.latest_invoice)) is not None
    }
    paid = set(db.session.scalars(select(Period.invoice_ref).where(Period.invoice_ref.in_(latest))))
    end_read()
    return {ref: one for ref, one in latest.items() if ref not in paid}


def _unknown_there(known: set[str], newest: int) -> list[mending.Suspect]:
    """Those up to the `newest` here when the list was begun: it cannot show what came later."""
    rows = db.session.execute(
        select(Membership.id, Membership.provider_ref)
        .where(Membership.provider == "stripe", Membership.id <= newest)
        .order_by(Membership.id)
    )
    found = [
        mending.Suspect(
            Difference(
                "subscription", ref, f"Membership {number} ({ref}) is here, and not at Stripe."
            ),
            ref,
            is_listed=False,
        )
        for number, ref in rows
        if ref not in known
    ]
    end_read()
    return found


def _words(row: Membership | None, seen: MembershipSeen) -> str:
    if row is None:
        return f"Subscription {seen.ref} ({seen.standing.value}) is no membership here."
    here = {
        **{name: getattr(row, name) for name in FIELDS if name != "amount"},
        "amount": (row.amount_minor, row.currency),
    }
    there = {
        **{name: getattr(seen, name) for name in FIELDS if name != "amount"},
        "amount": (seen.amount.minor, seen.amount.currency),
    }
    differ = [name for name in FIELDS if here[name] != there[name]]
    if not differ:
        return ""
    said = "; ".join(f"{name} is {_said(here[name])} here, {_said(there[name])} at Stripe"
                     for name in differ)  # fmt: skip
    never = ". One that ended here is never revived"
    is_revived = row.standing is Standing.ENDED and seen.standing is not Standing.ENDED
    return f"Membership {row.id} ({seen.ref}): {said}{never if is_revived else ''}."


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return shown(*value)
    return "none" if value is None else str(getattr(value, "value", value))
