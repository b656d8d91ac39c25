"""One's own sign-in: the first welcome, the password, the browsers one is signed in on."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import identity, passwords, sessions, throttle, tokens
from portal.accounts.access import requires
from portal.accounts.blueprint import blueprint
from portal.accounts.forms import ButtonForm, ChangePasswordForm, WelcomeForm
from portal.accounts.models import Account
from portal.accounts.rules import own_path
from portal.accounts.sessions import SignedIn
from portal.errors import Busy, NotAllowed
from portal.extensions import db, end_read, unit_of_work
from portal.mail import outbox
from portal.web.routes import private

Answer = str | Response | tuple[str, int]


@blueprint.route("/account/welcome", methods=["GET", "POST"])
@private
@requires("reader")
def welcome() -> Answer:
    """After the proof: choose a name and a password, or neither."""
    me = _me()
    onward = own_path(request.args.get("next")) or url_for(identity.home(me.role))
    if _kept_hash(me) is not None:
        return redirect(onward)
    form = WelcomeForm(None, name=me.name) if request.method == "GET" else WelcomeForm()
    if request.method == "GET" or not form.validate():
        page = render_template("accounts/welcome.html", form=form, onward=onward)
        return page, 200 if request.method == "GET" else 422
    password_hash = passwords.hashed(form.password.data) if form.password.data else None
    with unit_of_work() as unit:
        account = unit.get_one(Account, me.id, populate_existing=True, with_for_update=True)
        account.name = form.name.data or account.name
        if account.password_hash is None:
            account.password_hash = password_hash
    return redirect(onward, 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@private
@requires("reader")
def password() -> Answer:
    """Change the password; every other browser is signed out, and a mail says so."""
    me = _me()
    kept = _kept_hash(me)
    form = ChangePasswordForm(None) if request.method == "GET" else ChangePasswordForm()
    if kept is None:
        del form.current
    status = 200 if request.method == "GET" else _refuse(form, me, kept)
    if request.method == "GET" or status:
        return render_template("accounts/password.html", form=form, has_password=kept), status
    password_hash = passwords.hashed(form.password.data)
    now = clock.now()
    with unit_of_work() as unit:
        account = unit.get_one(Account, me.id, populate_existing=True, with_for_update=True)
        account.password_hash = password_hash
        sessions.revoke_all(unit, me.id, now, but=me.sign_in_id)
        tokens.use_up_all(unit, me.id, now)
        _tell_of_new_password(unit, me.id)
    flash("Your password is changed. Every other browser is signed out.")
    return redirect(url_for("accounts.own_sign_ins"), 303)


@blueprint.get("/account/sessions")
@private
@requires("reader")
def own_sign_ins() -> Answer:
    """Where one is signed in."""
    me = _me()
    found = sessions.browsers(db.session(), me.id, clock.now())
    return render_template(
        "accounts/sessions.html", form=ButtonForm(None), browsers=found, here=me.sign_in_id
    )


@blueprint.post("/account/sessions/<int:sign_in_id>/end")
@private
@requires("reader")
def end_sign_in(sign_in_id: int) -> Answer:
    """Sign one's own other browser out."""
    me = _me()
    with unit_of_work() as unit:
        sessions.revoke(unit, me.id, sign_in_id, clock.now())
    if sign_in_id == me.sign_in_id:
        identity.forget()
        return redirect(url_for("accounts.signed_out"), 303)
    flash("That browser is signed out.")
    return redirect(url_for("accounts.own_sign_ins"), 303)


@blueprint.post("/account/sessions/end")
@private
@requires("reader")
def end_other_sign_ins() -> Answer:
    """Sign every other browser out."""
    me = _me()
    with unit_of_work() as unit:
        sessions.revoke_all(unit, me.id, clock.now(), but=me.sign_in_id)
    flash("Every other browser is signed out.")
    return redirect(url_for("accounts.own_sign_ins"), 303)


def _me() -> SignedIn:
    account = identity.current_account()
    if account is None:  # the guard let nobody else in
        raise NotAllowed
    return account


def _kept_hash(me: SignedIn) -> str | None:
    kept = db.session.get_one(Account, me.id).password_hash
    end_read()
    return kept


def _refuse(form: ChangePasswordForm, me: SignedIn, kept: str | None) -> int:
    """The status to refuse a posted form with, reasons put beside the fields; 0 if fine."""
    if not form.validate():
        return 422
    if kept is None:
        return 0
    try:
        throttle.count("sign-in", me.email)
    except Busy as busy:
        form.form_errors.append(busy.message)
        return 429
    if not passwords.fits(form.current.data or "", kept):
        form.current.errors = ["This is not the password in use now. Nothing was changed."]
        return 422
    return 0


def _tell_of_new_password(unit: Session, account_id: int) -> None:
    key = f"password-changed:{secrets.token_urlsafe(12)}"
    outbox.queue(unit, kind="password-changed", key=key, to_account_id=account_id)
