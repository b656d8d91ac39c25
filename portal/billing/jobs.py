"""What billing does in the jobs process: work on an event, carry out orders, sweep."""

import structlog
from flask import current_app

from portal import clock
from portal.billing import carrying, missed, purging, silence, sweep, working
from portal.billing.gateway import Declined, Gateway
from portal.billing.proof import verify
from portal.billing.reconciling import nightly
from portal.campaign.jobs import close_campaigns
from portal.config import Settings
from portal.errors import Unavailable
from portal.extensions import jobs

log = structlog.get_logger(__name__)


@jobs.task
def work_on(event_id: str) -> None:
    """Work on one event, and have the orders that it caused carried out."""
    for target in working.work_on(_gateway(), event_id, clock.now()):
        carry_out.enqueue(target)


@jobs.task
def carry_out(target_ref: str) -> None:
    """Carry out the orders of one target; what fails is found by the sweep."""
    try:
        carrying.carry_out(_gateway(), target_ref, clock.now())
    except (Unavailable, Declined) as error:
        log.info("orders_wait", reason=type(error).__name__)


@jobs.every(minutes=1)
def sweep_all() -> None:
    """Find whatever was left undone, and do it."""
    sweep.sweep(_gateway(), current_app.extensions["settings"], clock.now())


@jobs.every(minutes=10)
def listen() -> None:
    """Take in what was never delivered, and notice when Stripe has fallen silent."""
    settings: Settings = current_app.extensions["settings"]
    silence.watch(clock.now(), clock.machine_now())
    try:
        missed.take_in(_gateway(), clock.now(), work_on.enqueue, is_live=settings.is_live)
    except (Unavailable, Declined) as error:
        log.info("missed_events_wait", reason=type(error).__name__)
    else:
        close_campaigns.enqueue()  # an end may have waited for this


@jobs.every(minutes=30)
def forget_bodies() -> None:
    """Once a day: forget the bodies of old events."""
    purging.purge_when_due(clock.now())


@jobs.every(minutes=10)
def prove_the_number() -> None:
    """Compare the number with what proves it; once a day with Stripe's own list."""
    verify.prove_when_due(_gateway(), clock.now)


@jobs.every(minutes=30)
def reconcile_nightly() -> None:
    """Once a night: compare everything with Stripe, and take in what differs."""
    settings: Settings = current_app.extensions["settings"]
    try:
        if nightly.run_when_due(_gateway(), clock.now, settings.zone):
            close_campaigns.enqueue()
    except (Unavailable, Declined) as error:
        log.warning("reconcile_waits", reason=type(error).__name__)


def _gateway() -> Gateway:
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    return gateway
