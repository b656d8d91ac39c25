"""Settings for tests: a demo portal in a directory of its own."""

from pathlib import Path

from portal import config
from portal.config import Settings

WEBHOOK_SECRET = "whsec_test_0123456789abcdef"
SECRET_KEY = "a-secret-for-tests-0123456789-abcdefgh"


def make_settings(instance: Path, **environ: str) -> Settings:
    """Demo settings in `instance`, changed by environment names: `PORTAL_MODE="production"`."""
    return config.load(
        {
            "PORTAL_INSTANCE": str(instance),
            "PORTAL_SECRET_KEY": SECRET_KEY,
            "STRIPE_SECRET_KEY": "sk_test_sandbox_tests",
            "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
            "STRIPE_API_BASE": "http://127.0.0.1:9",
            "PORTAL_CHECKOUT_MIN_SECONDS": "0",
            **environ,
        }
    )
