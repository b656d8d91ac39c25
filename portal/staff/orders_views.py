"""/staff/orders: what the portal wished of Stripe, what became of it, and trying it again."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.audit import log
from portal.billing import orders_reading, replaying
from portal.billing.gateway import Gateway
from portal.billing.orders_reading import STATES
from portal.errors import Missing, Refused
from portal.extensions import db, end_read
from portal.staff.blueprint import blueprint
from portal.web.forms import PressForm
from portal.web.routes import private


@blueprint.get("/orders")
@private
@requires("staff", "finance")
def orders() -> str:
    """The orders, the newest first, of a state or for an object."""
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    ref = request.args.get("ref", "").strip()[:255]
    after = _number(request.args.get("after", ""))
    found = orders_reading.orders(db.session(), state=state, target_ref=ref, after=after)
    return render_template(
        "staff/orders.html",
        found=found,
        state=state,
        ref=ref,
        states=STATES,
        is_later_page=after is not None,
    )


@blueprint.get("/orders/<int(max=2147483647):order_id>")
@private
@requires("staff", "finance")
def order(order_id: int) -> str:
    """One order: what it wishes, what became of it and why, and who tried it again."""
    session = db.session()
    return render_template(
        "staff/order.html",
        order=orders_reading.order(session, order_id),
        entries=log.latest(session, subject=replaying.subject_of_order(order_id)),
        form=PressForm(),
    )


@blueprint.post("/orders/<int(max=2147483647):order_id>/again")
@private
@requires("staff")
def try_again(order_id: int) -> Response:
    """The order is carried out now; its page says what came of it."""
    account = current_account()
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    end_read()
    try:
        found = replaying.try_again(
            gateway, order_id, clock.now(), actor_id=account.id if account else None
        )
    except Refused as refusal:
        flash(refusal.message, "alarm")
    else:
        words: dict[str, str] = {
            "done": _("Tried again: it is done now."),
            "refused": _("Tried again: Stripe refuses it. Nothing was changed."),
        }
        waits = _("Tried again: it still waits, and is tried by itself.")
        category = "message" if found.state == "done" else "alarm"
        flash(words.get(found.state, waits), category)
    return redirect(url_for("staff.order", order_id=order_id), 303)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Missing
    return int(text)
