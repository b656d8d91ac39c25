"""Which time the portal lives in: the machine's, or in the demo the sandbox's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stripe
import time_machine

from portal import clock, demo_time
from portal.app import create_app
from tests import databases
from tests.settings import WEBHOOK_SECRET, make_settings

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
DAY = 86400


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The machine's time stands still at noon; nothing is followed before and after."""
    clock.follow(None)
    with time_machine.travel(NOON, tick=False):
        yield
    clock.follow(None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is followed and does not exist yet."""
    path = tmp_path / "demo-clock"
    clock.follow(path)
    return path


def say(path: Path, text: str) -> None:
    fresh = path.with_name("fresh")
    fresh.write_text(text)
    fresh.replace(path)


def test_it_is_the_machines_time_unless_a_file_is_followed(tmp_path: Path) -> None:
    assert clock.now() == clock.machine_now() == NOON
    assert clock.ahead() == timedelta(0)
    clock.follow(tmp_path / "never-written")
    assert clock.now() == NOON


def test_a_jump_is_felt_by_the_very_next_question(file: Path) -> None:
    for days in (1, 2, 366):
        say(file, f"{days * DAY}\n")
        assert clock.now() == NOON + timedelta(days=days)
        assert clock.machine_now() == NOON


def test_time_never_runs_back(file: Path) -> None:
    say(file, f"{30 * DAY}")
    assert clock.ahead() == timedelta(days=30)
    say(file, f"{DAY}")
    assert clock.ahead() == timedelta(days=30)
    file.unlink()
    assert clock.ahead() == timedelta(days=30)


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "-86400", "1e400"])
def test_what_is_no_number_of_seconds_changes_nothing(file: Path, text: str) -> None:
    say(file, f"{DAY}")
    assert clock.ahead() == timedelta(days=1)
    say(file, text)
    assert clock.ahead() == timedelta(days=1)


@pytest.mark.parametrize(
    ("environ", "ahead"),
    [
        ({"STRIPE_SECRET_KEY": "", "STRIPE_API_BASE": "", "STRIPE_WEBHOOK_SECRETS": ""}, 1),
        ({"STRIPE_SECRET_KEY": "sk_test_0123456789ab", "STRIPE_API_BASE": ""}, 0),
        ({"STRIPE_API_BASE": "http://127.0.0.1:9"}, 0),
        (
            {
                "PORTAL_MODE": "production",
                "PORTAL_BASE_URL": "http://127.0.0.1:8000",
                "STRIPE_API_BASE": "http://127.0.0.1:8001",
                "SMTP_URL": "smtp://127.0.0.1:25",
            },
            0,
        ),
    ],
)
def test_only_a_demo_with_its_own_sandbox_follows(
    tmp_path: Path, environ: dict[str, str], ahead: int
) -> None:
    settings = make_settings(tmp_path, DATABASE_URL=databases.fresh_sqlite(tmp_path), **environ)
    say(tmp_path / "demo-clock", f"{DAY}")
    assert (demo_time.file_of(settings) is not None) == bool(ahead)
    create_app(settings)
    assert clock.ahead() == timedelta(days=ahead)


def test_a_signature_is_judged_by_the_machines_time(tmp_path: Path) -> None:
    """The sandbox signs in real time however far ahead the demo lives."""
    url = databases.fresh_sqlite(tmp_path)
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)) as app:
        file = tmp_path / "demo-clock"
        clock.follow(file)
        say(file, f"{366 * DAY}")
        body = (
            '{"object": "event", "id": "evt_1", "type": "product.created", "livemode": false,'
            ' "created": 1, "api_version": null, "data": {"object": {"object": "product"}}}'
        )
        for at, status in ((clock.now(), 400), (clock.machine_now(), 200)):
            header = stripe.WebhookSignature.generate_signature_header(
                body, WEBHOOK_SECRET, int(at.timestamp())
            )
            answer = app.test_client().post(
                "/stripe/webhook", data=body, headers={"Stripe-Signature": header}
            )
            assert answer.status_code == status
