"""Settings: defaults of the demo, and every unsafe combination refused with what to do."""

import stat
from pathlib import Path

import pytest

from portal import config, services
from portal.errors import Misconfigured

PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_BASE_URL": "https://members.example.org",
    "PORTAL_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "PORTAL_TRUSTED_PROXIES": "1",
    "SMTP_URL": "smtp://localhost:25",
    "STRIPE_SECRET_KEY": "sk_live_0123456789",
    "STRIPE_WEBHOOK_SECRETS": "whsec_0123456789abcdef",
}


def load(folder: Path, **environ: str) -> config.Settings:
    return config.load({"PORTAL_INSTANCE": str(folder), **environ})


def test_without_any_setting_the_demo_runs_against_its_sandbox(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.is_demo
    assert settings.uses_sandbox
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.stripe_api_base == "http://127.0.0.1:8001"
    assert settings.database_url == f"sqlite:///{tmp_path / 'portal.sqlite3'}"


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert first.stripe_webhook_secrets == second.stripe_webhook_secrets
    for name in ("secret_key", "sandbox_webhook_secret"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_with_a_test_key_the_demo_talks_to_the_real_test_mode(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        STRIPE_SECRET_KEY="sk_test_0123456789",
        STRIPE_WEBHOOK_SECRETS="whsec_0123456789abcdef,whsec_fedcba9876543210",
    )
    assert not settings.uses_sandbox
    assert settings.stripe_api_base == ""
    assert len(settings.stripe_webhook_secrets) == 2


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_the_word_setup_stands_for_no_secret_at_all(tmp_path: Path, mode: str) -> None:
    environ = PRODUCTION if mode == "production" else {"STRIPE_SECRET_KEY": "sk_test_0123456789"}
    settings = load(tmp_path, **{**environ, "STRIPE_WEBHOOK_SECRETS": "setup"})
    assert settings.stripe_webhook_secrets == ()


def test_production_takes_a_complete_environment(tmp_path: Path) -> None:
    settings = load(tmp_path, **PRODUCTION)
    assert settings.is_live
    assert not settings.is_demo
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PORTAL_MODE": "prod"}, "set it to demo or production"),
        ({"STRIPE_SECRET_KEY": "sk_live_0123456789"}, "demo mode takes test keys only"),
        ({"STRIPE_SECRET_KEY": "rk_live_0123456789"}, "demo mode takes test keys only"),
        ({"STRIPE_SECRET_KEY": "nonsense"}, "does not look like a Stripe secret key"),
        ({"STRIPE_SECRET_KEY": "sk_test_0123456789"}, "STRIPE_WEBHOOK_SECRETS is empty"),
        (
            {"STRIPE_SECRET_KEY": "sk_test_0123456789", "STRIPE_WEBHOOK_SECRETS": "setup,whsec_1"},
            "malformed",
        ),
        (
            {"STRIPE_SECRET_KEY": "sk_test_0123456789", "STRIPE_WEBHOOK_SECRETS": "whsec_short"},
            "malformed",
        ),
        (
            {"STRIPE_SECRET_KEY": "sk_test_0123456789", "STRIPE_WEBHOOK_SECRETS": " , "},
            "STRIPE_WEBHOOK_SECRETS is empty",
        ),
        (
            {"STRIPE_API_BASE": "http://127.0.0.1:4242"},
            "STRIPE_API_BASE is set without STRIPE_SECRET_KEY",
        ),
        ({"PORTAL_SECRET_KEY": "short"}, "shorter than 32 characters"),
        ({"WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY is above 1 without REDIS_URL"),
        ({"WEB_CONCURRENCY": "many"}, "whole number from 1 to 64"),
        ({"PORT": "0"}, "whole number from 1"),
        ({"PORTAL_TIMEZONE": "Mars/Olympus"}, "unknown: use a name like Europe/Kyiv"),
        ({"PORTAL_CURRENCY": "dollar"}, "three-letter currency code"),
        ({"PORTAL_BASE_URL": "https://members.example.org"}, "demo mode listens on loopback"),
        ({"PORTAL_BIND": "0.0.0.0"}, "demo mode has known passwords"),
        ({"DATABASE_URL": "mysql://u:geheim@db.example.org/p"}, "neither PostgreSQL nor SQLite"),
        ({"REDIS_URL": "db.example.org"}, "REDIS_URL is malformed"),
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL is malformed"),
        ({"SMTP_URL": "smtp://"}, "SMTP_URL is malformed"),
        ({"SMTP_URL": "smtp://u:p@ss@mail.example.org"}, "SMTP_URL is malformed"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(
    tmp_path: Path, environ: dict[str, str], words: str
) -> None:
    with pytest.raises(Misconfigured, match=words):
        load(tmp_path, **environ)


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"PORTAL_MODE"}))
def test_production_names_each_thing_it_lacks(tmp_path: Path, missing: str) -> None:
    with pytest.raises(Misconfigured, match=missing):
        load(tmp_path, **{k: v for k, v in PRODUCTION.items() if k != missing})


def test_a_live_key_never_goes_to_another_address(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="Unset STRIPE_API_BASE"):
        load(tmp_path, **PRODUCTION, STRIPE_API_BASE="http://127.0.0.1:4242")


def test_several_problems_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        load(tmp_path, PORTAL_MODE="production")
    assert len(caught.value.message.splitlines()) == 5


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://"])
def test_a_postgresql_address_uses_psycopg_three(tmp_path: Path, prefix: str) -> None:
    settings = load(tmp_path, DATABASE_URL=f"{prefix}db.example.org/portal")
    assert settings.database_url == "postgresql+psycopg://db.example.org/portal"
    assert not settings.is_sqlite


@pytest.mark.parametrize(
    ("driver", "name", "url"),
    [
        ("psycopg", "DATABASE_URL", "postgresql://u:geheim@db.example.org/p"),
        ("redis", "REDIS_URL", "redis://u:geheim@db.example.org/0"),
    ],
)
def test_a_driver_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: str, name: str, url: str
) -> None:
    monkeypatch.setattr(services, "find_spec", lambda wanted: None if wanted == driver else True)
    with pytest.raises(Misconfigured, match=r"install -e '\.\[") as caught:
        load(tmp_path, **{name: url})
    assert name in caught.value.message
    assert "geheim" not in caught.value.message


@pytest.mark.parametrize(
    "url",
    [
        "smtp://localhost:25",
        "smtps://u%40example.org:p%2Fw@mail.example.org:465",
        "smtp://mail.example.org?from=news@example.org",
    ],
)
def test_mail_servers_are_written_like_this(tmp_path: Path, url: str) -> None:
    assert load(tmp_path, SMTP_URL=url).smtp_url == url
