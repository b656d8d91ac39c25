"""The demo's door: which logins there are. Not there in production, nor from another machine."""

from flask import current_app, render_template, request

from portal.accounts.blueprint import blueprint
from portal.accounts.demo import DEMO_LOGINS
from portal.config import LOOPBACK, Settings
from portal.errors import Missing
from portal.web.routes import everyone, private


@blueprint.get("/demo")
@private
@everyone
def demo() -> str:
    """The logins of each role, where mail appears, and which card pays."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_demo or request.remote_addr not in LOOPBACK:
        raise Missing
    return render_template(
        "demo/logins.html",
        logins=DEMO_LOGINS,
        sandbox=f"http://127.0.0.1:{settings.sandbox_port}/" if settings.uses_sandbox else None,
    )
