"""The application factory: settings, extensions, desks, slots, errors, headers.

The only place that wires: what a lower desk needs from an upper one is handed down here.
"""

import importlib
import importlib.util
from functools import partial
from typing import Any

import structlog
from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import clock, config
from portal.articles import frame, seed
from portal.articles.views import latest
from portal.config import Settings
from portal.errors import Misconfigured
from portal.extensions import csrf, db, jobs, limiter, login
from portal.web import display, headers, logs, metrics, responses, slots, static_files
from portal.web.page_cache import PageCache
from portal.web.routes import cache_class_of_address, is_public_request
from portal.web.watcher import Watcher

DESKS = (
    "web", "audit", "mail", "accounts", "support", "finance", "campaign", "prompts", "billing",
    "articles", "selfservice", "staff",
)  # fmt: skip


def create_app(settings: Settings | None = None, *, serving: bool = False) -> Flask:
    """Build the portal.

    With `serving` the process answers real requests: jobs go to the queue, the watcher runs
    and public pages are cached. Without it (commands, most tests) jobs run at once.

    Raises: Misconfigured when the settings do not fit together.
    """
    settings = settings or config.load()
    app = Flask(
        "portal",
        template_folder=str(static_files.folder("templates")),
        static_folder=None,
        instance_path=str(settings.instance),
    )
    app.config.update(_flask_config(settings, serving))
    app.extensions["settings"] = settings
    settings.instance.mkdir(parents=True, exist_ok=True)
    _extensions(app, settings, serving)
    for install in (display.install, responses.install, metrics.install):
        install(app)
    if serving:
        logs.install(app)
    headers.install(app, settings)
    _templates(app, settings)
    _desks(app, settings)
    _middleware(app, settings, serving)
    return app


def _flask_config(settings: Settings, serving: bool) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": not settings.is_sqlite},
        "SESSION_COOKIE_NAME": "portal_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.base_url.startswith("https:"),
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        "RATELIMIT_SWALLOW_ERRORS": False,
        "BABEL_DEFAULT_LOCALE": "en",
        "SERVING": serving,
    }


def _extensions(app: Flask, settings: Settings, serving: bool) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(static_files.PACKAGE / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    limiter.init_app(app)
    login.init_app(app, add_context_processor=False)
    login.session_protection = "basic"
    Babel(app)
    queue = settings.instance / "jobs.sqlite3" if serving else None
    jobs.init_app(app, redis_url=settings.redis_url, path=queue)
    app.extensions["watcher"] = Watcher(settings.database_url, settings.instance)


def _templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(slot=slots.slot, settings_mode=settings.mode)

    @app.context_processor
    def common() -> dict[str, Any]:
        today = clock.now().astimezone(settings.zone).date()
        return {"is_public": is_public_request(), "today": today}


def _desks(app: Flask, settings: Settings) -> None:
    for name in DESKS:
        for part in ("models", "jobs", "views"):
            module = f"portal.{name}.{part}"
            if importlib.util.find_spec(module):
                loaded = importlib.import_module(module)
                if part == "views":
                    app.register_blueprint(loaded.blueprint)
    _wire_accounts(app, settings)
    _wire_campaign(app)
    _wire_articles(app)
    _wire_support(settings)
    _wire_billing(app, settings)
    _wire_prompts(app)


def _wire_accounts(app: Flask, settings: Settings) -> None:
    from portal.accounts import access, demo, identity, registry, throttle  # noqa: PLC0415
    from portal.mail import transport  # noqa: PLC0415

    transport.install(app, settings)
    app.extensions["mail.address_of"] = registry.recipient
    for desk in (identity, access, throttle):
        desk.install(app)
    app.extensions["demo_logins"] = demo.logins
    app.extensions.setdefault("demo_seeds", []).append(demo.seed)


def _wire_articles(app: Flask) -> None:
    frames = frame.Frames(app.extensions["watcher"])
    app.context_processor(lambda: vars(frames.of_this_request()))
    slots.fill(app, "latest", latest)
    app.extensions.setdefault("demo_seeds", []).append(seed.seed_demo)


def _wire_support(settings: Settings) -> None:
    from portal.support import letters, tariffs  # noqa: PLC0415

    if settings.currency not in tariffs.TARIFFS:
        known = ", ".join(tariffs.TARIFFS)
        raise Misconfigured(
            f"PORTAL_CURRENCY is {settings.currency!r}, for which no amounts are suggested:"
            f" set it to one of {known}, or add it to portal/support/tariffs.py."
        )
    letters.install()


def _wire_billing(app: Flask, settings: Settings) -> None:
    from portal.billing import desk, gateway  # noqa: PLC0415

    door = gateway.Gateway(settings)
    app.extensions["stripe_gateway"] = door
    app.extensions["payment_desk"] = desk.StripeDesk(door, settings)


def _wire_prompts(app: Flask) -> None:
    from portal.prompts import asking  # noqa: PLC0415

    slots.fill(app, "ask", asking.render)


def _wire_campaign(app: Flask) -> None:
    from portal.campaign import bar, demo, streams  # noqa: PLC0415

    def load(slug: str) -> streams.Message:
        with app.app_context():
            return bar.message(slug)

    slots.fill(app, "bar", bar.render)
    app.extensions["streams"] = live = streams.Streams(load)
    app.extensions["watcher"].subscribe(live.changed)
    app.extensions["watcher"].at_end(live.close)
    app.extensions.setdefault("demo_seeds", []).append(demo.seed)


def _middleware(app: Flask, settings: Settings, serving: bool) -> None:
    static_files.install(app, settings)
    if serving:
        app.extensions["page_cache"] = PageCache(
            app.wsgi_app, app.extensions["watcher"], partial(cache_class_of_address, app)
        )
        app.wsgi_app = app.extensions["page_cache"]  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops
        )
    structlog.get_logger(__name__).debug("ready", mode=settings.mode)
