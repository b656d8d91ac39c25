"""/staff: the dashboard."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.audit import log, notices
from portal.campaign import proofs
from portal.extensions import db, unit_of_work
from portal.staff import chart, overview
from portal.web import display
from portal.web.forms import PressForm
from portal.web.routes import private

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

DAYS_SHOWN = 30


@blueprint.get("/")
@private
@requires("staff")
def dashboard() -> str:
    """Where the campaign stands: the number, its proof, the pace, day by day."""
    now = clock.now()
    found = overview.read(db.session(), now)
    names = (
        _("Members %(count)s", count=display.number(found.days[-1].members if found.days else 0)),
        _("Needed"),
    )
    return render_template(
        "staff/dashboard.html",
        found=found,
        chart=chart.draw(found.days, found.first, found.last, found.progress.goal, names),
        days=list(reversed(found.days))[:DAYS_SHOWN],
        proved=proofs.read(db.session()),
        notices=notices.unseen(db.session()),
        form=PressForm(),
    )


@blueprint.post("/notices/<int:notice_id>/seen")
@private
@requires("staff")
def put_aside(notice_id: int) -> Response:
    """A notice somebody saw is no longer shown."""
    account = current_account()
    with unit_of_work() as unit:
        notices.put_aside(unit, notice_id, clock.now())
        log.record(
            unit,
            account.id if account else None,
            action="notice.seen",
            subject=f"notice:{notice_id}",
        )
    return redirect(url_for("staff.dashboard"), 303)
