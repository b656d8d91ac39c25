"""Joining: the answer is the same for known and unknown addresses; the mail says which it was."""

import secrets

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import proving, registry, throttle
from portal.accounts.blueprint import blueprint
from portal.accounts.forms import JoinForm
from portal.accounts.identity import current_account, home, this_browser_hash
from portal.accounts.passwords import hashed
from portal.accounts.rules import own_path
from portal.errors import Busy
from portal.extensions import unit_of_work
from portal.mail import outbox
from portal.web.routes import everyone, private

Answer = str | Response | tuple[str, int]


@blueprint.get("/join")
@private
@everyone
def join() -> Answer:
    """The form to join, or one's own page if signed in already."""
    account = current_account()
    if account is not None:
        return redirect(url_for(home(account.role)))
    return render_template("accounts/join.html", form=JoinForm(None, next=request.args.get("next")))


@blueprint.post("/join")
@private
@everyone
def send_join() -> Answer:
    """Register the address if it is new, and write to it either way."""
    form = JoinForm()
    if not form.validate():
        return render_template("accounts/join.html", form=form), 422
    try:
        throttle.count("mail", form.email.data)
    except Busy as busy:
        form.form_errors.append(busy.message)
        return render_template("accounts/join.html", form=form), 429
    password_hash = hashed(form.password.data) if form.password.data else None
    by = this_browser_hash()
    session["next"] = own_path(form.next.data)
    key = secrets.token_urlsafe(12)
    with unit_of_work() as unit:
        account = registry.find_or_create_unproved(unit, form.email.data, clock.now())
        is_open = proving.choose(
            unit, account, name=form.name.data or None, password_hash=password_hash, by=by
        )
        kind = "prove-address" if is_open else "already-joined"
        outbox.queue(unit, kind=kind, key=f"{kind}:{key}", to_account_id=account.id)
    return redirect(url_for("accounts.join_sent"), 303)


@blueprint.get("/join/sent")
@private
@everyone
def join_sent() -> Answer:
    """What happens next; the same for everyone."""
    return render_template("accounts/join_sent.html")
