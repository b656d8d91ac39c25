"""The silence alarm: no verified event for a day although something happened that sends one."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.audit.notices import notice
from portal.billing.marks import EVENT_VERIFIED, mark, value_of, when
from portal.extensions import unit_of_work
from portal.support.models import Attempt, Membership, Payment
from portal.support.standing import Standing

WATCH_BEGAN, SUSPECTED = "silence-watch-began", "silence-suspected"
AFTER = timedelta(hours=24)
# Stripe charges a renewal about an hour after the period's end, and then tells of it.
RENEWED_BY, EXPIRED_BY = timedelta(hours=2), timedelta(minutes=10)
# How long it must look so: after a night without the portal, Stripe needs a moment to deliver.
CONFIRMED_AFTER = timedelta(minutes=9)


def watch(now: datetime, machine_now: datetime) -> bool:
    """Whether Stripe is silent at `now`; the first time staff are told, once for each silence.

    `machine_now` is the machine's own time, which passes while the demo's jumps. A portal that
    never heard an event counts from its first watch.
    """
    with unit_of_work() as session:
        began = when(session, WATCH_BEGAN)
        if began is None:
            mark(session, WATCH_BEGAN, now)
        heard = when(session, EVENT_VERIFIED) or began or now
        is_suspect = now - heard >= AFTER and _fell_due(session, heard, now)
        is_silent = is_suspect and _is_confirmed(session, now, machine_now)
        if not is_suspect:
            mark(session, SUSPECTED, now, None)
        if is_silent:
            notice(
                session,
                "stripe-silent",
                f"No event of Stripe's has arrived since {heard:%d %B %Y %H:%M} UTC, although"
                " payments or renewals fell due. Look at the webhook endpoint in Stripe's"
                " dashboard; until then the portal asks every ten minutes by itself.",
                key=f"stripe-silent:{heard:%Y-%m-%dT%H:%M}",
            )
    return is_silent


def is_lasting(suspected: str | None, machine_now: datetime) -> bool:
    """Whether silence that was suspected from that moment of the machine on is one by now.

    `suspected` is what the mark `SUSPECTED` holds; None while nothing is suspected.
    """
    if suspected is None:
        return False
    return machine_now - datetime.fromisoformat(suspected) >= CONFIRMED_AFTER


def _is_confirmed(session: Session, now: datetime, machine_now: datetime) -> bool:
    suspected = value_of(session, SUSPECTED)
    if suspected is None:
        mark(session, SUSPECTED, now, machine_now.isoformat())
    return is_lasting(suspected, machine_now)


def _fell_due(session: Session, since: datetime, now: datetime) -> bool:
    """Whether a renewal, a payment or the end of a checkout lies between the two."""
    renewal = exists().where(
        Membership.provider == "stripe",
        Membership.standing.in_((Standing.ACTIVE, Standing.PAST_DUE)),
        Membership.current_period_end > since,
        Membership.current_period_end <= now - RENEWED_BY,
    )
    payment = exists().where(Payment.paid_at > since, Payment.paid_at <= now)
    attempt = exists().where(
        Attempt.checkout_ref.is_not(None),
        Attempt.expires_at > since,
        Attempt.expires_at <= now - EXPIRED_BY,
    )
    return any(session.scalar(select(one)) for one in (renewal, payment, attempt))
