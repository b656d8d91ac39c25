"""What /metrics says of billing, read from the database when it is asked for.

Not kept in the process: a jobs process that has died would leave its last figures standing, and
those are what must not be believed then.
"""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from portal import clock
from portal.billing import pulse
from portal.billing.pulse import Pulse
from portal.campaign import proofs
from portal.campaign.proofs import Proved
from portal.extensions import db

Family = GaugeMetricFamily


class Figures(Collector):
    """Billing's gauges as of the moment they are collected, in an application context."""

    def collect(self) -> Iterator[Family]:
        """All of them; those of what never happened are left out."""
        session = db.session()
        now = clock.now()
        found, proved = pulse.read(session, clock.machine_now()), proofs.read(session)
        session.rollback()
        yield from _of_pulse(found, now)
        yield from _of_proof(proved, now)


def _of_pulse(found: Pulse, now: datetime) -> Iterator[Family]:
    yield _by_state(
        "portal_stripe_events_unsettled",
        "Events that wait, and events that failed too often and are parked",
        {"waiting": found.waiting, "parked": found.parked},
    )
    yield _by_state(
        "portal_stripe_orders_unsettled",
        "Orders that wait; of them those that keep failing and are tried daily",
        {"waiting": found.waiting_orders, "failing": found.failing_orders},
    )
    yield Family(
        "portal_stripe_silent",
        "1 while no event was verified for a day although some were due",
        int(found.is_silent),
    )
    ages = {
        "portal_stripe_event_waiting_seconds": (
            "The longest wait of an event",
            found.waiting_since,
        ),
        "portal_stripe_order_waiting_seconds": (
            "The longest wait of an order",
            found.ordered_since,
        ),
    }
    for name, (words, since) in ages.items():
        yield Family(name, words, _seconds(since, now) if since else 0)
    yield from _since(
        "portal_stripe_event_verified", "the last verified event", found.verified_at, now
    )
    yield from _since("portal_sweep", "the last sweep", found.swept_at, now)
    if found.reconciled is not None:
        at = found.reconciled.at
        yield from _since("portal_reconcile", "the last whole comparison with Stripe", at, now)
        yield _by_state(
            "portal_reconcile_differences",
            "Differences that the last comparison found",
            {"mended": found.reconciled.mended, "left": found.reconciled.left},
        )


def _of_proof(proved: Proved | None, now: datetime) -> Iterator[Family]:
    if proved is None:
        return
    newest = proved.newest
    yield Family(
        "portal_proof_agrees", "1 when the last proof of the number agreed", int(newest.is_right)
    )
    yield Family(
        "portal_proof_differences", "How many differ in the last proof", newest.difference_count
    )
    yield from _since("portal_proof", "the last proof of the number", newest.proved_at, now)


def _since(name: str, words: str, at: datetime | None, now: datetime) -> Iterator[Family]:
    if at is not None:
        yield Family(f"{name}_age_seconds", f"Seconds since {words}", _seconds(at, now))


def _seconds(since: datetime, now: datetime) -> float:
    return max((now - since).total_seconds(), 0)


def _by_state(name: str, words: str, values: dict[str, int]) -> Family:
    family = Family(name, words, labels=["state"])
    for state, value in values.items():
        family.add_metric([state], value)
    return family
