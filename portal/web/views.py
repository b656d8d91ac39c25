"""Operations: is the process alive, is it ready, how is it doing; the demo's style guide."""

from hmac import compare_digest
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text

from portal.config import LOOPBACK
from portal.errors import Missing, NotAllowed
from portal.extensions import db
from portal.jobs import answers
from portal.web.metrics import scrape
from portal.web.routes import everyone, private

blueprint = Blueprint("web", __name__)


@blueprint.get("/healthz")
@private
@everyone
def healthz() -> Response:
    """200 while the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@private
@everyone
def readyz() -> tuple[Response, int]:
    """200 when the database stands at the newest migration and Redis, if any, answers; else 503."""
    try:
        found = set(db.session.scalars(text("SELECT version_num FROM alembic_version")))
    except Exception:  # whatever the driver raises, the answer is the same
        db.session.rollback()
        return jsonify(status="no database, or one that was never migrated"), 503
    if found != set(migration_heads()):
        return jsonify(status="the database is not at the newest migration"), 503
    redis_url = current_app.extensions["settings"].redis_url
    if redis_url and not answers(redis_url):
        return jsonify(status="Redis does not answer"), 503
    return jsonify(status="ok"), 200


@blueprint.get("/demo/styleguide")
@private
@everyone
def styleguide() -> str:
    """Every component of the look on one page, for those who work on it; demo mode only."""
    if not current_app.extensions["settings"].is_demo:
        raise Missing
    return render_template("web/styleguide.html")


@blueprint.get("/metrics")
@private
@everyone
def metrics() -> Response:
    """Prometheus metrics, for loopback callers or those who bring the token."""
    token = current_app.extensions["settings"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        allowed = compare_digest(given.encode(), token.encode())
    else:
        allowed = request.remote_addr in LOOPBACK
    if not allowed:
        raise NotAllowed
    return Response(scrape(), content_type=CONTENT_TYPE_LATEST)


def migration_heads() -> list[str]:
    """The newest revisions that this version of the portal brings."""
    config = Config()
    folder = Path(__file__).resolve().parents[1] / "migrations"
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return list(ScriptDirectory.from_config(config).get_heads())
