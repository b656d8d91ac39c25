"""A new password by a mailed link. Asking answers the same for known and unknown addresses."""

import secrets

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import identity, proving, sessions, throttle, tokens
from portal.accounts.asking import ask_for
from portal.accounts.blueprint import blueprint
from portal.accounts.forms import NewPasswordForm, ResetForm
from portal.accounts.mailed_views import gone
from portal.accounts.passwords import hashed
from portal.errors import Busy
from portal.extensions import db, end_read, unit_of_work
from portal.mail import outbox
from portal.web.routes import everyone, private

Answer = str | Response | tuple[str, int]


@blueprint.get("/reset")
@private
@everyone
def reset() -> Answer:
    """Ask for a link."""
    return render_template("accounts/reset.html", form=ResetForm(None))


@blueprint.post("/reset")
@private
@everyone
def send_reset() -> Answer:
    """Mail the link; an unknown address is told by mail that it is unknown."""
    form = ResetForm()
    if not form.validate():
        return render_template("accounts/reset.html", form=form), 422
    try:
        throttle.count("mail", form.email.data)
    except Busy as busy:
        form.form_errors.append(busy.message)
        return render_template("accounts/reset.html", form=form), 429
    ask_for("reset-password", form.email.data, {})
    return redirect(url_for("accounts.reset_sent"), 303)


@blueprint.get("/reset/sent")
@private
@everyone
def reset_sent() -> Answer:
    """What happens next; the same for everyone."""
    return render_template("accounts/reset_sent.html")


@blueprint.get("/reset/<token>")
@private
@everyone
def new_password(token: str) -> Answer:
    """The form for the new password; showing it uses nothing up."""
    try:
        account = tokens.account_behind(db.session(), tokens.RESET, token, clock.now())
    except tokens.Spent:
        return gone()
    form = NewPasswordForm(None)
    return render_template("accounts/new_password.html", form=form, email=account.email)


@blueprint.post("/reset/<token>")
@private
@everyone
def send_new_password(token: str) -> Answer:
    """Set it, sign out everywhere, sign in here. A refused password leaves the link unused."""
    form = NewPasswordForm()
    now = clock.now()
    try:
        email = tokens.account_behind(db.session(), tokens.RESET, token, now).email
        end_read()
        if not form.validate():
            page = render_template("accounts/new_password.html", form=form, email=email)
            return page, 422
        password_hash = hashed(form.password.data)
        with unit_of_work() as unit:
            account = tokens.use(unit, tokens.RESET, token, now)
            proving.prove(unit, account, now, by=identity.this_browser_hash())
            account.password_hash = password_hash
            sessions.revoke_all(unit, account.id, now)
            tokens.use_up_all(unit, account.id, now)
            outbox.queue(
                unit,
                kind="password-changed",
                key=f"password-changed:{secrets.token_urlsafe(12)}",
                to_account_id=account.id,
            )
            signed_in = identity.sign_in(unit, account, now)
    except tokens.Spent:
        return gone()
    identity.remember(signed_in)
    return redirect(url_for(identity.home(signed_in.role)), 303)
