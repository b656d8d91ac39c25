"""The application factory: settings, extensions, desks, slots, errors, headers.

The only place that wires: what a lower desk needs from an upper one is handed down here.
"""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask
from flask_babel import Babel
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import portal.accounts.commands
import portal.accounts.demo
import portal.accounts.jobs
import portal.accounts.views
import portal.articles.commands
import portal.articles.editing.jobs
import portal.articles.pages.seed
import portal.articles.searching.jobs
import portal.articles.seed
import portal.articles.views
import portal.billing.commands
import portal.billing.jobs
import portal.billing.views
import portal.campaign.commands
import portal.campaign.demo
import portal.campaign.jobs
import portal.campaign.views
import portal.finance.views
import portal.mail.jobs
import portal.mail.views
import portal.prompts.demo
import portal.prompts.jobs
import portal.prompts.views
import portal.selfservice.views
import portal.staff.views
import portal.support.jobs
import portal.support.views
import portal.web.commands
import portal.web.views
from portal import clock, config, demo_time
from portal.accounts import access, identity, registry, throttle
from portal.articles import frame
from portal.billing import caught_up
from portal.billing.desk import StripeDesk
from portal.billing.gateway import Gateway
from portal.billing.gauges import Figures
from portal.campaign import bar, streams
from portal.config import Settings
from portal.errors import Misconfigured
from portal.extensions import csrf, db, jobs, limiter, login
from portal.mail import transport
from portal.prompts import asking, desk, tallies, turnstile
from portal.prompts import letters as prompt_letters
from portal.support import letters, tariffs
from portal.web import display, headers, logs, metrics, responses, slots, static_files
from portal.web.page_cache import PageCache
from portal.web.routes import cache_class_of_address, is_public_request
from portal.web.watcher import Watcher

BLUEPRINTS: tuple[Blueprint, ...] = (
    portal.web.views.blueprint,
    portal.mail.views.blueprint,
    portal.accounts.views.blueprint,
    portal.support.views.blueprint,
    portal.finance.views.blueprint,
    portal.campaign.views.blueprint,
    portal.billing.views.blueprint,
    portal.prompts.views.blueprint,
    portal.articles.views.blueprint,
    portal.selfservice.views.blueprint,
    portal.staff.views.blueprint,
)
COMMANDS = (
    *portal.web.commands.commands,
    *portal.accounts.commands.commands,
    *portal.campaign.commands.commands,
    *portal.articles.commands.commands,
    *portal.billing.commands.commands,
)
OWN_NAMES = ("127.0.0.1", "localhost")
DEMO_SEEDS = (
    portal.accounts.demo.seed,
    portal.campaign.demo.seed,
    portal.articles.seed.seed_demo,
    portal.articles.pages.seed.seed_demo,
    portal.prompts.demo.seed,
)


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
    clock.follow(demo_time.file_of(settings))
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
        # The demo's passwords are known: a page elsewhere must not reach it under its own name.
        "TRUSTED_HOSTS": list(OWN_NAMES) if settings.is_demo and settings.bind != "::1" else None,
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
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.extensions["demo_seeds"] = DEMO_SEEDS
    app.extensions["demo_logins"] = portal.accounts.demo.logins
    _accounts_and_mail(app, settings)
    _support_and_billing(app, settings)
    _campaign_and_articles(app)
    _wire_prompts(app)


def _accounts_and_mail(app: Flask, settings: Settings) -> None:
    transport.install(app, settings)
    app.extensions["mail.address_of"] = registry.recipient
    for part in (identity, access, throttle):
        part.install(app)


def _support_and_billing(app: Flask, settings: Settings) -> None:
    if settings.currency not in tariffs.TARIFFS:
        known = ", ".join(tariffs.TARIFFS)
        raise Misconfigured(
            f"PORTAL_CURRENCY is {settings.currency!r}, for which no amounts are suggested:"
            f" set it to one of {known}, or add it to portal/support/tariffs.py."
        )
    letters.install()
    gateway = Gateway(settings)
    app.extensions["stripe_gateway"] = gateway
    app.extensions["payment_desk"] = StripeDesk(gateway, settings)
    app.extensions["news_is_in"] = caught_up.is_caught_up
    metrics.at_scrape(app, Figures())


def _campaign_and_articles(app: Flask) -> None:
    def load(slug: str) -> streams.Message:
        with app.app_context():
            return bar.message(slug)

    watcher = app.extensions["watcher"]
    app.extensions["streams"] = live = streams.Streams(load)
    watcher.subscribe(live.changed)
    watcher.at_end(live.close)
    app.extensions["frames"] = frames = frame.Frames(watcher)
    app.context_processor(lambda: vars(frames.of_this_request()))
    slots.fill(app, "bar", bar.render)
    slots.fill(app, "latest", portal.articles.views.latest)


def _wire_prompts(app: Flask) -> None:
    watcher = app.extensions["watcher"]
    app.extensions["prompts"] = desk.Desk(watcher)
    app.extensions["prompt_turnstile"] = turnstile.Turnstile()
    app.extensions["prompt_tallies"] = counts = tallies.Tallies(app)
    watcher.subscribe(counts.forget_told)
    watcher.at_end(counts.close)
    prompt_letters.install()
    slots.fill(app, "ask", asking.render)
    slots.fill(app, "below_masthead", asking.line)


def _middleware(app: Flask, settings: Settings, serving: bool) -> None:
    static_files.install(app, settings)
    if serving:
        app.extensions["page_cache"] = PageCache(
            app.wsgi_app, app.extensions["watcher"], partial(cache_class_of_address, app)
        )
        app.wsgi_app = app.extensions["page_cache"]  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        # A proxy that serves no sub-path passes a reader's own X-Forwarded-Prefix on.
        prefixes = hops if urlsplit(settings.base_url).path else 0
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=prefixes
        )
