"""The proof against Stripe's own list of subscriptions, a hundred to a call.

Once a day this finds what no stored row can tell: a subscription that ended, began or was
renewed without our hearing of it. It repairs nothing; that is what reconciling is for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.billing.gateway import Declined, Gateway, Subscription
from portal.billing.models import StripeObject
from portal.billing.owners import is_ours
from portal.billing.subscriptions import standing_of
from portal.billing.words import moment
from portal.extensions import end_read
from portal.support.counting import GRACE, Term, counts_until
from portal.support.models import Membership
from portal.support.standing import Standing

PAGE = 100
# What began so shortly before the list was read may still be on its way to us.
FRESH = timedelta(minutes=10)
# So many of those that differ are looked at once more: the rest waits for the next proof.
LOOK_AGAIN = 200


class Shown(NamedTuple):
    """A subscription as Stripe shows it."""

    is_ours: bool
    standing: Standing
    period_end: datetime
    began_at: datetime


@dataclass(frozen=True)
class Listing:
    """All subscriptions that are not over, by reference, and since when they were read."""

    began_at: datetime
    shown: dict[str, Shown]


def read(gateway: Gateway, now: datetime) -> Listing:
    """Every subscription that is not over, ours or not. Called with no transaction open.

    Raises: Unavailable when Stripe does not answer.
    """
    shown: dict[str, Shown] = {}
    after: str | None = None
    while True:
        page = _page(gateway, after)
        shown.update((one.id, _shown(one)) for one in page)
        if len(page) < PAGE:
            return Listing(now, shown)
        after = page[-1].id


def look_again(gateway: Gateway, listing: Listing, refs: Iterable[str], now: datetime) -> Listing:
    """The same listing with these subscriptions as they are now."""
    shown = dict(listing.shown)
    for ref in list(refs)[:LOOK_AGAIN]:
        shown.pop(ref, None)
        try:
            one = _one(gateway, ref)
        except Declined:  # Stripe does not know it
            continue
        if one.status not in ("canceled", "incomplete_expired"):
            shown[ref] = _shown(one)
    end_read()
    return Listing(now, shown)


def compare(session: Session, listing: Listing, now: datetime) -> dict[str, str]:
    """What differs, in words, by the subscription's reference."""
    found: dict[str, str] = {}
    known: set[str] = set()
    synced = set(
        session.scalars(select(StripeObject.ref).where(StripeObject.synced_at >= listing.began_at))
    )
    for row in session.execute(
        select(
            Membership.id,
            Membership.account_id,
            Membership.provider_ref,
            Membership.standing,
            Membership.paid_through,
            Membership.current_period_end,
            Membership.ends_at,
            Membership.is_renewal_reversed,
        )
        .where(Membership.provider == "stripe")
        .order_by(Membership.id)
    ):
        known.add(row.provider_ref)
        if row.provider_ref in synced or not _may_count(row.standing, row.paid_through, now):
            continue
        term = Term(row.standing, row.paid_through, row.ends_at, row.is_renewal_reversed)
        until = counts_until(term)
        why = _why(
            listing.shown.get(row.provider_ref),
            row.standing,
            row.current_period_end,
            counts=until is not None and until > now,
        )
        if why:
            who = f"Membership {row.id} (account {row.account_id})"
            found[row.provider_ref] = f"{who}: {why}."
    for ref, one in listing.shown.items():
        is_known = ref in known or ref in synced or one.began_at > listing.began_at - FRESH
        if one.is_ours and not is_known and one.standing in (Standing.ACTIVE, Standing.PAST_DUE):
            found[ref] = f"Stripe has {ref} as {one.standing}; the portal does not know it."
    return found


def _may_count(standing: Standing, paid_through: datetime | None, now: datetime) -> bool:
    """False for what neither counts nor could if Stripe says otherwise."""
    is_paid = paid_through is not None and paid_through > now - GRACE
    return is_paid or standing in (Standing.ACTIVE, Standing.PAST_DUE)


def _why(
    one: Shown | None, standing: Standing, period_end: datetime | None, *, counts: bool
) -> str:
    if one is None:
        return "" if standing is Standing.ENDED else f"{standing} here, and over at Stripe"
    if not one.is_ours:
        return "it counts, but its subscription at Stripe is not ours" if counts else ""
    if one.standing is not standing:
        return f"{standing} here, and {one.standing} at Stripe"
    if standing is Standing.ACTIVE and period_end != one.period_end:
        ours = f"{period_end:%Y-%m-%d}" if period_end else "unknown"
        return f"its period ends on {one.period_end:%Y-%m-%d} at Stripe, here {ours}"
    return ""


def _page(gateway: Gateway, after: str | None) -> list[Subscription]:
    if after is None:
        return gateway.ask(lambda v1: v1.subscriptions.list({"limit": PAGE}).data)
    return gateway.ask(
        lambda v1: v1.subscriptions.list({"limit": PAGE, "starting_after": after}).data
    )


def _one(gateway: Gateway, ref: str) -> Subscription:
    return gateway.ask(lambda v1: v1.subscriptions.retrieve(ref))


def _shown(one: Subscription) -> Shown:
    return Shown(
        is_ours=is_ours(one.metadata),
        standing=standing_of(one),
        period_end=moment(one.items.data[0].current_period_end),
        began_at=moment(one.start_date),
    )
