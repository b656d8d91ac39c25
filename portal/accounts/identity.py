"""Who is asking: the signed-in account of this request, and signing a browser in and out."""

import secrets
from datetime import datetime

from flask import Flask, current_app, request, session
from flask_login import current_user, login_user, logout_user
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import sessions
from portal.accounts.models import Account
from portal.accounts.rules import browser_words
from portal.accounts.sessions import SignedIn
from portal.extensions import db, login
from portal.web.routes import is_public_request


def install(app: Flask) -> None:
    """Let `app` know who is signed in, on pages that may use a session."""
    login.user_loader(_load)
    # There is no remember-me cookie, and looking for it would touch the session on every page.
    app.after_request_funcs[None].remove(login._update_remember_cookie)
    app.config["PERMANENT_SESSION_LIFETIME"] = sessions.LASTS
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False

    @app.context_processor
    def signed_in() -> dict[str, object]:
        return {} if is_public_request() else {"current_user": current_user}


def current_account() -> SignedIn | None:
    """The signed-in account of this request, read once from its sign-in row; else None.

    Raises: RuntimeError on public pages, which are the same for everyone.
    """
    if is_public_request():
        raise RuntimeError("a public page does not know who reads it")
    return current_user if isinstance(current_user._get_current_object(), SignedIn) else None


def sign_in(unit: Session, account: Account, now: datetime) -> SignedIn:
    """Create the sign-in inside a unit of work; after it, hand the result to `remember`."""
    return sessions.begin(unit, account, browser_words(request.user_agent.string), now)


def remember(signed_in: SignedIn) -> None:
    """Put the new key into this browser's session, and nothing of the session before."""
    session.clear()
    session.permanent = True
    login_user(signed_in)


def forget() -> None:
    """Empty this browser's session."""
    logout_user()
    session.clear()


def this_browser() -> str:
    """A random mark of this browser's session, made when first asked for.

    A mailed link or code asked for here is tied to it; signing in replaces it.
    """
    mark = session.get("browser")
    if not isinstance(mark, str):
        mark = session["browser"] = secrets.token_urlsafe(16)
    return mark


def this_browser_hash() -> str:
    """What rows and mails may know of `this_browser`."""
    return sessions.hash_of(this_browser())


def home(role: str) -> str:
    """The endpoint of the page that a person of `role` works on."""
    wished = {
        "staff": ["staff.dashboard"],
        "admin": ["staff.dashboard"],
        "finance": ["finance.payments"],
        "editor": ["articles.desk"],
    }.get(role, [])
    for endpoint in [*wished, "selfservice.overview"]:
        if endpoint in current_app.view_functions:
            return endpoint
    return "accounts.own_sign_ins"


def _load(key: str) -> SignedIn | None:
    return sessions.find(db.session(), key, clock.now())
