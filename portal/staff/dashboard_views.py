"""/staff: the dashboard."""

from flask import render_template
from flask_babel import gettext as _

from portal import clock
from portal.accounts.access import requires
from portal.audit import notices
from portal.campaign import proofs
from portal.extensions import db
from portal.staff import chart, overview
from portal.staff.blueprint import blueprint
from portal.web import display
from portal.web.forms import PressForm
from portal.web.routes import private

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
        _(
            "Needed by then %(count)s",
            count=display.number(
                chart.needed(found.first, found.last, found.progress.goal, found.days)
            ),
        ),
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
