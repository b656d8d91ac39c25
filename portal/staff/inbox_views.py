"""/staff/inbox: Stripe's events, what became of each and why, and working on one again.

What an event holds is never shown: its body may name payers. Its ids suffice to find them.
"""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.audit import log, notices
from portal.billing import event_types, inbox_reading, orders_reading, pulse, replaying
from portal.billing.gateway import Gateway
from portal.billing.inbox_reading import STATES, Asked, Place
from portal.billing.replaying import Replayed
from portal.campaign import proofs
from portal.config import Settings
from portal.extensions import db, end_read
from portal.staff import places
from portal.staff.blueprint import blueprint
from portal.web.forms import PressForm
from portal.web.routes import private

DAY = timedelta(days=1)


@blueprint.get("/inbox")
@private
@requires("staff", "finance")
def inbox() -> str:
    """How billing is doing, and the events, the newest first, of a state, a type or an id."""
    session = db.session()
    asked = _asked()
    after = request.args.get("after", "")
    place = Place(*places.from_text(after)) if after else None
    found = inbox_reading.events(session, asked, is_live=_settings().is_live, after=place)
    return render_template(
        "staff/inbox.html",
        pulse=pulse.read(session, clock.machine_now()),
        in_a_day=pulse.settled_since(session, clock.now() - DAY),
        compared=notices.newest(session, "reconcile"),
        proved=proofs.read(session),
        asked=asked,
        states=STATES,
        types=_types(asked),
        found=found,
        next=places.to_text(found.next.received_at, found.next.id) if found.next else "",
        is_later_page=place is not None,
    )


@blueprint.get("/inbox/<event_id>")
@private
@requires("staff", "finance")
def event(event_id: str) -> str:
    """One event: what it is about, what became of it and why, and what else is known."""
    session = db.session()
    is_live = _settings().is_live
    found = inbox_reading.event(session, event_id, is_live=is_live)
    ref = found.object_ref
    return render_template(
        "staff/event.html",
        event=found,
        around=inbox_reading.around(session, found, is_live=is_live),
        orders=orders_reading.orders(session, target_ref=ref).orders if ref else (),
        entries=log.latest(session, subject=replaying.subject_of(event_id)),
        form=PressForm(),
    )


@blueprint.post("/inbox/<event_id>/again")
@private
@requires("staff")
def work_again(event_id: str) -> Response:
    """The event is worked on now; its page says what came of it."""
    account = current_account()
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    end_read()
    found = replaying.replay(
        gateway,
        event_id,
        clock.now(),
        is_live=_settings().is_live,
        actor_id=account.id if account else None,
    )
    is_settled = found.after.state in ("done", "ignored") and not found.failed
    flash(_words(found), "message" if is_settled else "alarm")
    return redirect(url_for("staff.event", event_id=event_id), 303)


def _words(found: Replayed) -> str:
    words: dict[str, str] = {
        "away": _("Stripe did not answer. The event stays as it was; try again in a minute."),
        "unknown": _("Stripe does not know what this event is about. It stays as it was."),
        "nothing": _("Nothing was done: this event says nothing that could move money here."),
        "was_done": _("Worked on again. It was done before, and nothing was booked twice."),
        "done": _("Worked on again: it is done now."),
        "ignored": _("Worked on again: what it is about is not of this portal."),
    }
    failed_again: str = _(
        "Worked on again, and it failed again. It is tried by itself from now on."
    )
    return words.get(_outcome(found), failed_again)


def _outcome(found: Replayed) -> str:
    if found.failed:
        return found.failed
    if not found.before.is_workable:
        return "nothing"
    is_unchanged = found.before.state == found.after.state == "done"
    return "was_done" if is_unchanged else found.after.state


def _asked() -> Asked:
    state = request.args.get("state", "")
    return Asked(
        state=state if state in STATES else "",
        type=request.args.get("type", "").strip()[:120],
        ref=request.args.get("ref", "").strip()[:255],
    )


def _types(asked: Asked) -> list[str]:
    """Those that the portal asks to be told of, and the one that is looked at."""
    return sorted({*event_types.wanted(), asked.type} - {""})


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
