"""Settings: read once from the environment, checked together, then never changed."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from portal import services
from portal.errors import Misconfigured

PROJECT = Path(__file__).resolve().parents[1]
# Where `.env` and `instance/` lie: the checkout, or where an installed portal is started.
HOME = PROJECT if (PROJECT / "pyproject.toml").exists() else Path.cwd()
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Stripe's endpoint secrets: a prefix and at least sixteen characters.
WEBHOOK_SECRET = re.compile(r"whsec_[\x21-\x7e]{16,}")
NONE_YET = "setup"  # instead of a secret: `portal billing setup` has yet to make an endpoint
STRIPE_KEY = re.compile(r"(sk|rk)_(test|live)_[A-Za-z0-9_]{8,}")


@dataclass(frozen=True)
class Settings:
    """What the environment said, typed. `load()` is the way to get one that is consistent."""

    mode: str
    base_url: str
    secret_key: str
    timezone: str
    currency: str
    database_url: str
    redis_url: str
    stripe_secret_key: str
    stripe_webhook_secrets: tuple[str, ...]
    stripe_api_base: str
    smtp_url: str
    metrics_token: str
    bind: str
    port: int
    web_concurrency: int
    trusted_proxies: int
    instance: Path
    demo_members: int
    checkout_min_seconds: int

    @property
    def is_demo(self) -> bool:
        """True in demo mode: loopback only, test keys only, demo logins and mail page."""
        return self.mode == "demo"

    @property
    def is_live(self) -> bool:
        """True when the Stripe key moves real money."""
        return "_live_" in self.stripe_secret_key[:8]

    @property
    def uses_sandbox(self) -> bool:
        """True when Stripe is played by the portal's own sandbox, started beside it."""
        return self.is_demo and self.stripe_api_base == f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def sandbox_port(self) -> int:
        """The sandbox listens one port above the portal."""
        return self.port + 1

    @property
    def is_sqlite(self) -> bool:
        """True when the database is a SQLite file."""
        return self.database_url.startswith("sqlite")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The newsroom's timezone: months, days and deadlines are meant in it."""
        return ZoneInfo(self.timezone)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (default: the process's, over `.env` in the project).

    What is not set gets a default in demo mode; secrets are kept in `instance/` (mode 0600).

    Raises: Misconfigured, with one sentence a line that says what is wrong and what to do.
    """
    if environ is None:
        file = {k: v for k, v in dotenv_values(HOME / ".env").items() if v is not None}
        environ = {**file, **os.environ}
    env = {key: value.strip() for key, value in environ.items()}
    mode = env.get("PORTAL_MODE") or "demo"
    if mode not in ("demo", "production"):
        raise Misconfigured(f"PORTAL_MODE is {mode!r}; set it to demo or production.")
    port = _number(env, "PORT", 8000, 1, 65_534)
    instance = Path(env.get("PORTAL_INSTANCE") or HOME / "instance").resolve()
    demo = mode == "demo"
    local = f"http://127.0.0.1:{port}" if demo else ""
    stripe_key = env.get("STRIPE_SECRET_KEY", "")
    api_base = env.get("STRIPE_API_BASE", "").rstrip("/")
    given = env.get("STRIPE_WEBHOOK_SECRETS")
    hooks = tuple(s.strip() for s in (given or "").split(",") if s.strip() not in ("", NONE_YET))
    if demo and not stripe_key and not api_base:
        stripe_key = "sk_test_sandbox_portal"
        api_base = f"http://127.0.0.1:{port + 1}"
        hooks = hooks or (f"whsec_{_kept_secret(instance, 'sandbox_webhook_secret')}",)
    settings = Settings(
        mode=mode,
        base_url=(env.get("PORTAL_BASE_URL") or local).rstrip("/"),
        secret_key=env.get("PORTAL_SECRET_KEY")
        or (_kept_secret(instance, "secret_key") if demo else ""),
        timezone=env.get("PORTAL_TIMEZONE") or "Europe/Kyiv",
        currency=(env.get("PORTAL_CURRENCY") or "usd").lower(),
        database_url=services.database(env.get("DATABASE_URL", ""), instance),
        redis_url=env.get("REDIS_URL", ""),
        stripe_secret_key=stripe_key,
        stripe_webhook_secrets=hooks,
        stripe_api_base=api_base,
        smtp_url=env.get("SMTP_URL", ""),
        metrics_token=env.get("PORTAL_METRICS_TOKEN", ""),
        bind=env.get("PORTAL_BIND") or "127.0.0.1",
        port=port,
        web_concurrency=_number(env, "WEB_CONCURRENCY", 1, 1, 64),
        trusted_proxies=_number(env, "PORTAL_TRUSTED_PROXIES", 0, 0, 5),
        instance=instance,
        demo_members=_number(env, "PORTAL_DEMO_MEMBERS", 240, 0, 25_000),
        checkout_min_seconds=_number(env, "PORTAL_CHECKOUT_MIN_SECONDS", 1, 0, 60),
    )
    problems = [*_problems(settings, given)]
    if problems:
        raise Misconfigured("\n".join(problems))
    return settings


def _problems(s: Settings, hooks: str | None) -> list[str]:
    found = []
    if s.is_live and s.is_demo:
        found.append(
            "STRIPE_SECRET_KEY is a live key, and demo mode takes test keys only: use the test"
            " key (sk_test_…), or set PORTAL_MODE=production."
        )
    if s.is_live and s.stripe_api_base:
        found.append(
            "STRIPE_API_BASE is set together with a live key: a live key is only ever sent to"
            " Stripe itself. Unset STRIPE_API_BASE."
        )
    if s.stripe_api_base and not s.stripe_secret_key:
        found.append(
            "STRIPE_API_BASE is set without STRIPE_SECRET_KEY: set the test key that the server"
            " there takes, or unset STRIPE_API_BASE to use the built-in sandbox."
        )
    if s.stripe_secret_key and not STRIPE_KEY.fullmatch(s.stripe_secret_key):
        found.append(
            "STRIPE_SECRET_KEY does not look like a Stripe secret key: copy the one that begins"
            " with sk_test_ (or sk_live_ in production) from Stripe's dashboard."
        )
    has_to = hooks != NONE_YET and (s.stripe_secret_key or hooks is not None)
    if not s.stripe_webhook_secrets and has_to:
        found.append(
            "STRIPE_WEBHOOK_SECRETS is empty: set it to the signing secret of your webhook"
            " endpoint (whsec_…), or to the word setup until portal billing setup has made one."
        )
    if not all(WEBHOOK_SECRET.fullmatch(secret) for secret in s.stripe_webhook_secrets):
        found.append(
            "STRIPE_WEBHOOK_SECRETS holds a malformed secret: each begins with whsec_ and has at"
            " least 16 more characters; separate several with commas."
        )
    if s.web_concurrency > 1 and not s.redis_url:
        found.append(
            "WEB_CONCURRENCY is above 1 without REDIS_URL: rate limits kept in memory would be"
            " multiplied by the number of processes. Set REDIS_URL, or WEB_CONCURRENCY=1."
        )
    if len(s.secret_key) < 32:
        found.append(
            "PORTAL_SECRET_KEY is missing or shorter than 32 characters: make one with"
            " python3 -c 'import secrets; print(secrets.token_urlsafe(48))'."
        )
    try:
        ZoneInfo(s.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        found.append(f"PORTAL_TIMEZONE {s.timezone!r} is unknown: use a name like Europe/Kyiv.")
    if not re.fullmatch(r"[a-z]{3}", s.currency):
        found.append(f"PORTAL_CURRENCY {s.currency!r} is not a three-letter currency code.")
    found += services.problems(s.database_url, s.redis_url, s.smtp_url)
    found += _demo_problems(s) if s.is_demo else _production_problems(s)
    return found


def _demo_problems(s: Settings) -> list[str]:
    found = []
    if urlsplit(s.base_url).hostname not in LOOPBACK:
        found.append(
            "PORTAL_BASE_URL is not on this machine, and demo mode listens on loopback only: use"
            " http://127.0.0.1, or set PORTAL_MODE=production."
        )
    if s.bind not in LOOPBACK:
        found.append(
            "PORTAL_BIND is not a loopback address, and demo mode has known passwords: use"
            " 127.0.0.1, or set PORTAL_MODE=production."
        )
    return found


def _production_problems(s: Settings) -> list[str]:
    found = []
    base = urlsplit(s.base_url)
    if base.scheme != "https" and base.hostname not in LOOPBACK:
        found.append("PORTAL_BASE_URL must be the public https:// address of the portal.")
    if base.scheme == "https" and not s.trusted_proxies:
        found.append(
            "PORTAL_TRUSTED_PROXIES is 0, yet an https address means that a proxy stands in front:"
            " set it to how many do (usually 1), or all readers would share one rate limit."
        )
    if not s.smtp_url:
        found.append("SMTP_URL is missing: set it to smtp://user:password@host:587, for instance.")
    if not s.stripe_secret_key:
        found.append("STRIPE_SECRET_KEY is missing: production needs a key of your Stripe account.")
        if not s.stripe_webhook_secrets:
            found.append("STRIPE_WEBHOOK_SECRETS is missing: set your endpoint's whsec_… secret.")
    return found


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise Misconfigured(f"{name} is {text!r}; set it to a whole number from {low} to {high}.")
    return int(text)


def _kept_secret(instance: Path, name: str) -> str:
    """The secret in `instance/name`, made on first use, readable by its owner only."""
    path = instance / name
    instance.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
