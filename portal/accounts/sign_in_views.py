"""Signing in by password, asking for a mailed link, signing out."""

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import identity, passwords, registry, sessions, throttle
from portal.accounts.asking import ask_for
from portal.accounts.blueprint import blueprint
from portal.accounts.forms import ButtonForm, LinkForm, SignInForm
from portal.accounts.models import Account
from portal.accounts.rules import own_path
from portal.errors import Busy
from portal.extensions import db, end_read, unit_of_work
from portal.web.routes import everyone, private

Answer = str | Response | tuple[str, int]

NO_FIT = (
    "This address and password do not fit together, or the address is not proved yet."
    " Try again, or have a link mailed; it works in both cases."
)


@blueprint.get("/sign-in")
@private
@everyone
def sign_in() -> Answer:
    """Both ways in, or on to where one was going if signed in already."""
    onward = own_path(request.args.get("next"))
    account = identity.current_account()
    if account is not None:
        return redirect(onward or url_for(identity.home(account.role)))
    return _doors(SignInForm(None, next=onward), LinkForm(None, next=onward))


@blueprint.post("/sign-in")
@private
@everyone
def send_sign_in() -> Answer:
    """Sign in by password. Nothing tells an unknown address from a wrong password."""
    form = SignInForm()
    if not form.validate():
        return _doors(form, _link_form(form)), 422
    try:
        throttle.count("sign-in", form.email.data)
    except Busy as busy:
        form.form_errors.append(busy.message)
        return _doors(form, _link_form(form)), 429
    account = registry.find_by_email(db.session(), form.email.data)
    is_open = account is not None and account.proved_at is not None
    kept = account.password_hash if account is not None and is_open else None
    end_read()
    if not passwords.fits(form.password.data, kept) or account is None or kept is None:
        form.form_errors.append(NO_FIT)
        return _doors(form, _link_form(form)), 422
    renewed = passwords.hashed(form.password.data) if passwords.is_outdated(kept) else kept
    with unit_of_work() as unit:
        row = unit.get_one(Account, account.id, populate_existing=True, with_for_update=True)
        if row.password_hash != kept or row.proved_at is None or row.erased_at is not None:
            signed_in = None  # changed while the password was being checked
        else:
            row.password_hash = renewed
            signed_in = identity.sign_in(unit, row, clock.now())
    if signed_in is None:
        form.form_errors.append(NO_FIT)
        return _doors(form, _link_form(form)), 422
    identity.remember(signed_in)
    return redirect(own_path(form.next.data) or url_for(identity.home(signed_in.role)), 303)


@blueprint.post("/sign-in/link")
@private
@everyone
def send_sign_in_link() -> Answer:
    """Mail a link and a code; an unknown address is told by mail that it is unknown."""
    form = LinkForm()
    if not form.validate():
        return _doors(SignInForm(None, email=form.email.data, next=form.next.data), form), 422
    try:
        throttle.count("mail", form.email.data)
    except Busy as busy:
        form.form_errors.append(busy.message)
        return _doors(SignInForm(None, email=form.email.data, next=form.next.data), form), 429
    browser = identity.this_browser_hash()
    session["next"] = own_path(form.next.data)
    ask_for("sign-in", form.email.data, {"browser": browser})
    return redirect(url_for("accounts.sign_in_code"), 303)


@blueprint.get("/sign-out")
@private
@everyone
def sign_out() -> Answer:
    """A button that signs out."""
    return render_template("accounts/sign_out.html", form=ButtonForm(None))


@blueprint.post("/sign-out")
@private
@everyone
def send_sign_out() -> Answer:
    """End this browser's sign-in for good."""
    account = identity.current_account()
    if account is not None:
        with unit_of_work() as unit:
            sessions.revoke(unit, account.id, account.sign_in_id, clock.now())
    identity.forget()
    return redirect(url_for("accounts.signed_out"), 303)


@blueprint.get("/signed-out")
@private
@everyone
def signed_out() -> Answer:
    """You are signed out."""
    return render_template("accounts/signed_out.html")


def _doors(password: SignInForm, link: LinkForm) -> str:
    return render_template("accounts/sign_in.html", form=password, link_form=link)


def _link_form(form: SignInForm) -> LinkForm:
    return LinkForm(None, email=form.email.data, next=form.next.data)
