"""Makes rows as a recording holds them: of calls through the unmodified SDK, and of answers."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from tests.contract import traffic
from tests.contract.traffic import Row

BASE = "http://localhost"
GONE = {"id": "cus_1", "object": "customer", "deleted": True}
Thing = dict[str, Any]
Things = dict[str, tuple[str, str, Thing]]
"""True answers by name: the path, the query, and the body."""


class Capturing(stripe.HTTPClient):
    """The SDK's own HTTP-client interface; keeps what would have gone over the wire."""

    name = "capturing"

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Nothing is sent; the answer is an object without fields."""
        parts, sent = urlsplit(url), headers or {}
        row = call_row(method.upper(), parts.path, query=parts.query, body=post_data or "")
        row["version"] = sent.get("Stripe-Version", "")
        row["type"] = sent.get("Content-Type", "")
        self.rows.append(row)
        return b"{}", 200, {}


def call_row(method: str, path: str, **more: Any) -> Row:
    """The row of one call, by default one whose connection was dropped."""
    return {
        "kind": "call", "during": "a planted mistake", "method": method, "path": path,
        "query": "", "body": "", "type": traffic.FORM, "version": stripe.api_version,
        "status": 0, "answer": "", **more,
    }  # fmt: skip


def violations_of_call(
    call: Callable[[Any], object], *, version: str | None = None
) -> dict[str, str]:
    """What the check says of a call: `lambda v1: v1.customers.create({…})`."""
    stripe.enable_telemetry = False
    capturing = Capturing()
    bases: Any = dict.fromkeys(("api", "files", "connect"), BASE)
    client = stripe.StripeClient(
        "sk_test_planted", base_addresses=bases, http_client=capturing, stripe_version=version
    )
    call(client.v1)
    return traffic.judge(capturing.rows).violations


def violations_of_answer(
    path: str, answer: Any, *, query: str = "", status: int = 200
) -> dict[str, str]:
    """What the check says of the answer to a GET."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    row = call_row("GET", path, query=query, status=status, answer=text)
    return traffic.judge([row]).violations


def violations_of_delivery(event: Any) -> dict[str, str]:
    """What the check says of an event that was delivered."""
    row = {"kind": "delivery", "during": "a planted mistake", "event": json.dumps(event)}
    return traffic.judge([row]).violations
