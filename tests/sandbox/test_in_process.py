"""The sandbox without a server or threads, for runs by the thousand in one process."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import stripe
from werkzeug.test import Client

from portal.sandbox import acts
from portal.sandbox.app import create_sandbox, world_of
from portal.sandbox.settings import SandboxSettings
from tests.sandbox.fixtures import KEY
from tests.sandbox.shop import session_params

URL = "http://localhost"


class InProcess(stripe.HTTPClient):
    """The SDK's own HTTP-client interface, calling the sandbox's application."""

    name = "in-process"

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """One call."""
        answer = self._client.open(url, method=method, headers=dict(headers or {}), data=post_data)
        return answer.data, answer.status_code, dict(answer.headers)


def test_a_year_passes_in_one_process(tmp_path: Path) -> None:
    settings = SandboxSettings(
        path=tmp_path / "sandbox.sqlite3", api_key=KEY, public_url=URL, deliver=False
    )
    app = create_sandbox(settings)
    browser = Client(app)
    client = stripe.StripeClient(
        KEY,
        base_addresses={"api": URL, "files": URL, "connect": URL},
        http_client=InProcess(browser),
    )
    session = client.v1.checkout.sessions.create(session_params())
    form = {
        "email": "alisa@example.org",
        "number": "4242424242424242",
        "expiry": "12/40",
        "cvc": "123",
        "name": "Alisa",
    }
    assert session.url
    assert browser.post(session.url, data=form).status_code == 303
    acts.advance(world_of(app), {"years": 1})
    acts.advance(world_of(app), {"days": 1})
    assert len(client.v1.charges.list({"limit": 100}).data) == 13
    world_of(app).close()


def test_a_foreign_name_is_refused(tmp_path: Path) -> None:
    app = create_sandbox(SandboxSettings(path=tmp_path / "s", public_url=URL, deliver=False))
    browser = Client(app)
    for host, status in (("localhost", 200), ("127.0.0.1", 200), ("rebound.example.org", 421)):
        assert browser.get("/", base_url=f"http://{host}:4242/").status_code == status
    world_of(app).close()


def test_an_unknown_page_still_says_what_it_is(tmp_path: Path) -> None:
    app = create_sandbox(SandboxSettings(path=tmp_path / "s", public_url=URL, deliver=False))
    answer = Client(app).get(f"{URL}/checkout")
    assert answer.status_code == 404
    assert "Test sandbox, not Stripe." in answer.text
    world_of(app).close()
