"""The application factory: settings, extensions, desks, slots, errors, headers.

The only place that wires: what a lower desk needs from an upper one is handed down here.
"""

import importlib
import importlib.util
import re
from typing import Any

import structlog
from flask import Flask
from flask_babel import Babel, gettext
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import clock, config
from portal.config import Settings
from portal.extensions import csrf, db, jobs, limiter, login
from portal.web import display, headers, logs, metrics, responses, slots, static_files
from portal.web.page_cache import PageCache
from portal.web.routes import cache_class_of, is_public_request
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
    app.extensions["watcher"] = Watcher(settings.database_url)


def _templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=gettext, gettext=gettext, slot=slots.slot, settings_mode=settings.mode
    )

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


def _middleware(app: Flask, settings: Settings, serving: bool) -> None:
    static_files.install(app, settings)
    if serving:
        public = [r for r in app.url_map.iter_rules() if _is_public(app, r.endpoint)]
        paths = "|".join(re.sub(r"<[^>]+>", "[^/]+", re.sub(r"\.", r"\\.", r.rule)) for r in public)
        app.extensions["page_cache"] = PageCache(
            app.wsgi_app,
            app.extensions["watcher"],
            public_path=re.compile(paths or "(?!)"),
            query_keys=frozenset(
                key for r in public for key in cache_class_of(app, r.endpoint).query
            ),
        )
        app.wsgi_app = app.extensions["page_cache"]  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops
        )
    structlog.get_logger(__name__).debug("ready", mode=settings.mode)


def _is_public(app: Flask, endpoint: str) -> bool:
    return cache_class_of(app, endpoint).kind == "public"
