"""What the setup says when it cannot go on: to the person who can mend it, and with what to do."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from portal.billing.commands import billing
from portal.config import Settings
from tests import databases
from tests.billing.story import Story
from tests.billing.test_setup import run
from tests.sandbox.fixtures import Running
from tests.settings import make_settings

# https://docs.stripe.com/keys/restricted-api-keys: what a key without a permission is answered.
NOT_PERMITTED = {
    "error": {
        "message": "The provided key 'rk_test_*****' does not have the required permissions for"
        " this endpoint on account 'acct_1'. Having the 'rak_webhook_read' permission would allow"
        " this request to continue.",
        "type": "invalid_request_error",
    }
}


# What an account with too many endpoints is answered.
TOO_MANY = {
    "error": {
        "message": "You have reached the maximum of 16 test webhook endpoints.",
        "type": "invalid_request_error",
    }
}


@contextmanager
def answering(status: int, body: object) -> Iterator[str]:
    """The address of a server that answers everything so."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def run_with(folder: Path, *options: str, **environ: str) -> str:
    """What the command says, having failed."""
    settings: Settings = make_settings(
        folder, DATABASE_URL=databases.fresh_sqlite(folder), **environ
    )
    with databases.running(settings):
        done = run(*options)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    return done.output


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"PORTAL_BASE_URL": "http://localhost:8000"},
        {
            "PORTAL_MODE": "production",
            "PORTAL_BASE_URL": "http://127.0.0.1:8000",
            "SMTP_URL": "smtp://mail.example.org:587",
        },
    ],
)
def test_an_address_that_stripe_cannot_reach_is_refused_before_any_call(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    said = run_with(tmp_path, "--yes", STRIPE_API_BASE="", **environ)
    assert "it needs a public https address" in said
    assert "stripe listen --forward-to http://" in said
    assert "/stripe/webhook" in said
    assert "--no-webhook" in said and "tunnel" in said


def test_a_wrong_key_is_said(tmp_path: Path, sandbox_server: Running) -> None:
    url = sandbox_server.url
    said = run_with(tmp_path, STRIPE_API_BASE=url, STRIPE_SECRET_KEY="sk_test_of_somebody_else")
    assert "Stripe does not know this STRIPE_SECRET_KEY" in said
    assert "somebody_else" not in said


def test_a_missing_permission_is_named_with_all_that_are_needed(tmp_path: Path) -> None:
    with answering(403, NOT_PERMITTED) as url:
        said = run_with(tmp_path, STRIPE_API_BASE=url, STRIPE_SECRET_KEY="rk_test_too_narrow")
    assert "It lacks rak_webhook_read." in said
    assert "Webhook Endpoints" in said and "Balance" in said


def test_a_database_without_tables_is_said(tmp_path: Path, sandbox_server: Running) -> None:
    settings = make_settings(tmp_path, STRIPE_API_BASE=sandbox_server.url)
    with databases.running(settings):
        done = run("--yes")
    assert done.exit_code == 1
    assert "run portal db upgrade first" in done.output


def test_without_a_webhook_the_rest_is_made(story: Story, sandbox_server: Running) -> None:
    done = run("--yes", "--no-webhook")
    assert (done.exit_code, "webhook endpoint" in done.output) == (0, False)
    v1 = sandbox_server.client.v1
    assert v1.webhook_endpoints.list().data == []
    assert len(v1.products.list().data) == 2


def test_the_built_in_sandbox_needs_no_endpoint(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from tests.sandbox.fixtures import running

    with running(tmp_path / "sandbox.sqlite3") as sandbox:
        port = int(sandbox.url.rsplit(":", 1)[1]) - 1
        folder = tmp_path_factory.mktemp("portal")
        settings = make_settings(
            folder,
            DATABASE_URL=databases.fresh_sqlite(folder),
            STRIPE_API_BASE=sandbox.url,
            PORT=str(port),
        )
        with databases.running(settings):
            done = run("--yes")
        assert done.exit_code == 0, done.output
        assert "The built-in sandbox delivers by itself" in done.output
        assert sandbox.client.v1.webhook_endpoints.list().data == []


def test_what_stripe_refuses_is_repeated_in_its_words(tmp_path: Path) -> None:
    with answering(400, TOO_MANY) as url:
        said = run_with(tmp_path, "--yes", STRIPE_API_BASE=url)
    assert "Stripe refused: You have reached the maximum of 16 test webhook endpoints." in said


def test_the_help_names_every_command() -> None:
    from click.testing import CliRunner

    said = CliRunner().invoke(billing, ["--help"]).output
    for name in billing.commands:
        assert name in said
        own = CliRunner().invoke(billing, [name, "--help"])
        assert own.exit_code == 0
        assert len(own.output.splitlines()) > 4
