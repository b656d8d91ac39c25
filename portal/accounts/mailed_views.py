"""Following a mailed link or typing its code: signing in, and proving an address.

A link's GET shows a page with a button and changes nothing, since mail scanners follow links;
its POST uses the link up.
"""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import identity, proving, sessions, throttle, tokens
from portal.accounts.blueprint import blueprint
from portal.accounts.forms import ButtonForm, CodeForm
from portal.accounts.models import Account
from portal.accounts.rules import own_path
from portal.errors import Busy
from portal.extensions import db, unit_of_work
from portal.web.routes import everyone, private

Answer = str | Response | tuple[str, int]

WRONG_CODE = (
    "This code does not fit. Look for the newest mail and type its code in this browser;"
    " after five tries, or an hour, ask for a new one."
)


@blueprint.get("/sign-in/code")
@private
@everyone
def sign_in_code() -> Answer:
    """A mail is on its way, if the address has an account; here its code can be typed in."""
    return render_template("accounts/code.html", form=CodeForm(None))


@blueprint.post("/sign-in/code")
@private
@everyone
def send_sign_in_code() -> Answer:
    """Sign in by the code, in the browser that asked for it."""
    form = CodeForm()
    if not form.validate():
        return render_template("accounts/code.html", form=form), 422
    browser = identity.this_browser_hash()
    try:
        throttle.count("code", browser)
    except Busy as busy:
        form.form_errors.append(busy.message)
        return render_template("accounts/code.html", form=form), 429
    now = clock.now()
    with unit_of_work() as unit:
        account = tokens.use_code(unit, form.code.data.replace(" ", ""), browser, now)
        if account is not None:
            is_new = proving.prove(unit, account, now, by=browser)
            signed_in = identity.sign_in(unit, account, now)
    if account is None:
        form.code.errors = [WRONG_CODE]
        return render_template("accounts/code.html", form=form), 422
    return _enter(signed_in, account, is_new=is_new)


@blueprint.get("/sign-in/link/<token>")
@private
@everyone
def sign_in_link(token: str) -> Answer:
    """A button that signs in."""
    return _button(tokens.SIGN_IN, token)


@blueprint.post("/sign-in/link/<token>")
@private
@everyone
def use_sign_in_link(token: str) -> Answer:
    """Sign in by the link, once."""
    return _follow(tokens.SIGN_IN, token)


@blueprint.get("/prove/<token>")
@private
@everyone
def prove(token: str) -> Answer:
    """A button that proves the address."""
    return _button(tokens.PROVE, token)


@blueprint.post("/prove/<token>")
@private
@everyone
def use_prove_link(token: str) -> Answer:
    """Prove the address by the link, once, and sign in."""
    return _follow(tokens.PROVE, token)


def gone() -> Answer:
    """The page of a link that does nothing any more."""
    return render_template("accounts/gone.html"), 410


def _button(purpose: str, token: str) -> Answer:
    try:
        account = tokens.account_behind(db.session(), purpose, token, clock.now())
    except tokens.Spent:
        return gone()
    return render_template(
        "accounts/link.html", form=ButtonForm(None), purpose=purpose, email=account.email
    )


def _follow(purpose: str, token: str) -> Answer:
    now = clock.now()
    try:
        with unit_of_work() as unit:
            account = tokens.use(unit, purpose, token, now)
            is_new = proving.prove(unit, account, now, by=identity.this_browser_hash())
            signed_in = identity.sign_in(unit, account, now)
    except tokens.Spent:
        return gone()
    return _enter(signed_in, account, is_new=is_new)


def _enter(signed_in: sessions.SignedIn, account: Account, *, is_new: bool) -> Answer:
    onward = own_path(session.get("next"))
    has_password = account.password_hash is not None
    identity.remember(signed_in)
    if is_new and not has_password:
        return redirect(url_for("accounts.welcome", next=onward), 303)
    return redirect(onward or url_for(identity.home(signed_in.role)), 303)
