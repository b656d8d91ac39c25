"""The demo's time: which file the portal follows, and what happens at once when time jumps.

With Stripe itself, or in production, there is neither: time is real, and each minute is enough.
"""

import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import exists, func, select

from portal import clock
from portal.billing.jobs import listen, reconcile_nightly
from portal.billing.models import StripeEvent
from portal.campaign.jobs import close_campaigns
from portal.config import Settings
from portal.extensions import db, end_read
from portal.support.jobs import expire_members

LOOK_SECONDS = 0.1
# Time that goes on in many small steps is followed at the end of them, or after so long.
STILL_SECONDS, MOVING_SECONDS = 0.3, 2.0
# Renewals that came with the jump are booked first, or members would leave and return.
NEWS_SECONDS = 60.0
# Stripe lists events for 30 days only, which may pass between two of the ten minutes.
LISTEN_AFTER = timedelta(days=20)


def file_of(settings: Settings) -> Path | None:
    """The file in which the sandbox keeps how far its clock is ahead; None where time is real."""
    return settings.instance / "demo-clock" if settings.uses_sandbox else None


def watch(app: Flask) -> None:
    """From now on a jump of the demo's time has its effects at once, in a thread of its own."""
    threading.Thread(target=_watch, args=[app], name="demo-time", daemon=True).start()


def _watch(app: Flask) -> None:
    known = listened = clock.ahead()
    while True:
        time.sleep(LOOK_SECONDS)
        if clock.ahead() != known:
            _await_stillness()
            known = clock.ahead()
            with app.app_context():
                _await_news()
                for job in (expire_members, close_campaigns):
                    job.enqueue()
                if known - listened >= LISTEN_AFTER:
                    listen.enqueue()
                    reconcile_nightly.enqueue()  # what was listed no longer, after a long jump
                    listened = known


def _await_stillness() -> None:
    began = changed = time.monotonic()
    last = clock.ahead()
    while (now := time.monotonic()) - changed < STILL_SECONDS and now - began < MOVING_SECONDS:
        time.sleep(LOOK_SECONDS)
        if (ahead := clock.ahead()) != last:
            last, changed = ahead, time.monotonic()


def _await_news() -> None:
    """Wait while events come, or lie in the inbox and nobody has looked at them yet."""
    fresh = exists().where(StripeEvent.state == "waiting", StripeEvent.attempts == 0)
    ends = time.monotonic() + NEWS_SECONDS
    before: tuple[Any, ...] = ()
    while time.monotonic() < ends:
        seen = db.session.execute(select(fresh, func.count()).select_from(StripeEvent)).one()
        end_read()
        if not seen[0] and tuple(seen) == before:
            return
        before = tuple(seen)
        time.sleep(2 * LOOK_SECONDS)
