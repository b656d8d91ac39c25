"""How errors become pages: the only module that knows which error is which HTTP answer."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, current_app, json, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException

from portal.errors import Busy, Missing, NotAllowed, PortalError, Refused, Unavailable
from portal.extensions import db

log = structlog.get_logger(__name__)

STATUS: dict[type[PortalError], int] = {
    Refused: 422,
    NotAllowed: 403,
    Missing: 404,
    Busy: 429,
    Unavailable: 503,
}
RETRY_SECONDS = "60"
PAGES = {403, 404, 422, 429, 500, 503}


def install(app: Flask) -> None:
    """Answer every error of `app` with a page of its own (or JSON where JSON was asked for)."""
    app.before_request(_refuse_nul)
    app.register_error_handler(PortalError, _expected)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(NoConnectionFree, _database_away)
    app.register_error_handler(Exception, _unexpected)


def _refuse_nul() -> None:
    """No address of ours holds a NUL, and PostgreSQL fails at one."""
    if "\0" in request.path or b"%00" in request.query_string:
        raise Missing


def error_page(status: int, message: str | None = None, *, plain: bool = False) -> Response:
    """The designed page of an error status, with `message` where the template shows one.

    `plain` takes the page that asks the database for nothing.
    """
    if request.path.endswith(".json") or request.accept_mimetypes.best == "application/json":
        response = make_response(
            json.dumps({"error": message or HTTPStatus(status).phrase}), status
        )
        response.content_type = "application/json"
        return response
    page = 500 if plain or (status >= 500 and status not in PAGES) else status
    template = f"errors/{page if page in PAGES else 404}.html"
    return make_response(render_template(template, message=message, status=status), status)


def _expected(error: PortalError) -> Response:
    db.session.rollback()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    response = error_page(status, error.message)
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _expired_form(_error: CSRFError) -> Response:
    page = render_template("errors/csrf.html", message=None, status=400)
    return make_response(page, 400)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(error.get_response())  # type: ignore[arg-type]
    if error.code in PAGES:
        return error_page(error.code)
    template = "404" if error.code in (405, 410) else "422" if error.code < 500 else "500"
    response = make_response(render_template(f"errors/{template}.html"), error.code)
    if "Allow" in (plain := error.get_response()).headers:
        response.headers["Allow"] = plain.headers["Allow"]
    return response


def _database_away(error: OperationalError | NoConnectionFree) -> Response:
    log.error("database_unavailable", exc_info=error)
    db.session.rollback()
    response = error_page(503, "The portal cannot read its database at this moment.", plain=True)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _unexpected(error: Exception) -> Response:
    if current_app.config.get("PROPAGATE_UNEXPECTED"):
        raise error
    log.error("unexpected_error", exc_info=error)
    db.session.rollback()
    return make_response(render_template("errors/500.html", message=None, status=500), 500)
