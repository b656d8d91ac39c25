"""/account: one's membership and payments; cancelling, keeping, another card."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.accounts.sessions import SignedIn
from portal.audit import log
from portal.errors import Missing, NotAllowed, Refused, Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.selfservice import summary
from portal.support import reading
from portal.support.payment_desk import payment_desk
from portal.support.reading import HeldMembership
from portal.web.forms import PressForm
from portal.web.routes import private

blueprint = Blueprint("selfservice", __name__)


@blueprint.get("/account")
@private
@requires("reader")
def overview() -> str:
    """One's membership and payments; before the address is proved, only how to prove it."""
    me = _me()
    if not me.is_proved:
        return render_template("selfservice/unproved.html", form=PressForm())
    return render_template(
        "selfservice/overview.html",
        me=me,
        summary=summary.of(db.session(), me.id, clock.now()),
        form=PressForm(),
    )


@blueprint.get("/account/membership/cancel")
@private
@requires("reader")
def leave() -> str | Response:
    """What cancelling means, and the button that does it."""
    held = _my_membership()
    if held.ends_at is not None:
        return redirect(url_for("selfservice.overview"), 303)
    return render_template("selfservice/leave.html", membership=held, form=PressForm())


@blueprint.post("/account/membership/cancel")
@private
@requires("reader")
def cancel() -> Response:
    """The membership ends with its paid period and is not charged again."""
    held = _my_membership()
    if held.ends_at is None and _did(lambda: payment_desk().cancel(held.id)):
        _record("membership.cancelled", held)
        flash(_("Your membership is cancelled. You will not be charged again."))
    return redirect(url_for("selfservice.overview"), 303)


@blueprint.post("/account/membership/keep")
@private
@requires("reader")
def keep() -> Response:
    """A scheduled end is taken back."""
    held = _my_membership()
    if held.ends_at is not None and _did(lambda: payment_desk().undo_cancel(held.id)):
        _record("membership.kept", held)
        flash(_("Your membership goes on. Thank you."))
    return redirect(url_for("selfservice.overview"), 303)


@blueprint.post("/account/card")
@private
@requires("reader")
def card() -> Response:
    """Lead to the provider's page where the card is changed."""
    _my_membership()
    here = url_for("selfservice.overview").removeprefix(request.script_root)
    back = current_app.extensions["settings"].base_url + here
    account_id = _me().id
    end_read()
    return redirect(payment_desk().card_link(account_id, back), 303)


def _me() -> SignedIn:
    account = current_account()
    if account is None:
        raise NotAllowed
    return account


def _my_membership() -> HeldMembership:
    me = _me()
    if not me.is_proved:
        raise NotAllowed(_("Prove your address first, by the link in the mail we sent you."))
    held = reading.running_membership(db.session(), me.id)
    if held is None:
        raise Missing(_("There is no running membership on your account."))
    return held


def _did(ask: Callable[[], None]) -> bool:
    end_read()
    try:
        ask()
    except Unavailable:
        flash(_("We passed this on and are checking the answer. Look again in a minute."), "alarm")
        return False
    except Refused as error:
        flash(error.message, "alarm")
        return False
    return True


def _record(action: str, held: HeldMembership) -> None:
    with unit_of_work() as unit:
        log.record(
            unit,
            _me().id,
            action=action,
            subject=f"membership:{held.id}",
            before={"ends_at": held.ends_at.isoformat() if held.ends_at else None},
        )
