"""/staff/notices: all that staff were told, and putting aside what somebody saw."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.audit import log, notices
from portal.audit.notices import Place
from portal.errors import Missing
from portal.extensions import db, unit_of_work
from portal.staff import places
from portal.staff.blueprint import blueprint
from portal.web.forms import PressForm
from portal.web.routes import private


@blueprint.get("/notices")
@private
@requires("staff", "finance")
def notices_page() -> str:
    """Every notice, the newest first, seen or not."""
    found = notices.page(db.session(), after=_place(request.args.get("after", "")))
    return render_template(
        "staff/notices.html",
        found=found,
        next=places.to_text(found.next.raised_at, found.next.id) if found.next else "",
        form=PressForm(),
    )


@blueprint.post("/notices/<int(max=2147483647):notice_id>/seen")
@private
@requires("staff")
def put_aside(notice_id: int) -> Response:
    """A notice somebody saw is no longer shown on the dashboard."""
    account = current_account()
    with unit_of_work() as unit:
        notices.put_aside(unit, notice_id, clock.now())
        log.record(
            unit,
            account.id if account else None,
            action="notice.seen",
            subject=f"notice:{notice_id}",
        )
    is_list = request.args.get("list") == "all"
    return redirect(url_for("staff.notices_page" if is_list else "staff.dashboard"), 303)


def _place(text: str) -> Place | None:
    if not text:
        return None
    at, name = places.from_text(text)
    if not (name.isascii() and name.isdigit() and len(name) < 10):
        raise Missing
    return Place(at, int(name))
