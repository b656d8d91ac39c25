"""Who may use which route: denied unless the route declares otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.identity import current_account
from portal.accounts.rules import ROLES, may_use
from portal.errors import NotAllowed
from portal.web.routes import EVERYONE

View = TypeVar("View", bound=Callable[..., Any])


def requires(*roles: str) -> Callable[[View], View]:
    """Declare that a route is for accounts of one of `roles` (and for admins).

    `requires("reader")` is for everyone who is signed in.
    Raises: ValueError for an unknown role, or none.
    """
    if not roles or set(roles) - set(ROLES):
        raise ValueError(f"name roles out of {', '.join(ROLES)}")

    def declare(view: View) -> View:
        view.access = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return declare


def when_signed_out(answer: Callable[[], Response | None]) -> Callable[[View], View]:
    """Declare what a POST gets whose sign-in has ended; None leads to the door as ever.

    For forms that may hold an hour's work.
    """

    def declare(view: View) -> View:
        view.when_signed_out = answer  # type: ignore[attr-defined]
        return view

    return declare


def install(app: Flask) -> None:
    """Check every request to `app` before its view runs."""
    app.before_request(_guard)


def _guard() -> Response | None:
    """Deny what is not declared; send who is not signed in to the door, and back afterwards."""
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    access: frozenset[str] = getattr(view, "access", frozenset())
    if access == EVERYONE:
        return None
    if not access:
        raise NotAllowed
    account = current_account()
    if account is None:
        keep = getattr(view, "when_signed_out", None) if request.method == "POST" else None
        if keep is not None and (kept := keep()) is not None:
            answer: Response = kept
            return answer
        here = request.script_root + request.full_path.rstrip("?")
        back = here if request.method in ("GET", "HEAD") else None
        return redirect(url_for("accounts.sign_in", next=back), 303)
    if not may_use(account.role, access):
        raise NotAllowed
    return None
