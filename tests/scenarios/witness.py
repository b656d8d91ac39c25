"""Notes what passes between the SDK and Stripe itself, as the sandbox notes it, for the check."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import stripe

from portal.sandbox.recording import FOLDER


@contextmanager
def witnessed() -> Iterator[None]:
    """Every call of the SDK inside, whoever makes it, is judged when all tests have run."""
    request = stripe.RequestsClient.request

    def noted(
        self: stripe.RequestsClient,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,
    ) -> tuple[bytes, int, Any]:
        content, status, given = request(self, method, url, headers, post_data)
        parts = urlsplit(url)
        _note(
            method=method.upper(),
            path=parts.path,
            query=parts.query,
            body=post_data or "",
            type=headers.get("Content-Type", ""),
            version=headers.get("Stripe-Version", ""),
            status=status,
            answer=content.decode("utf-8", "replace"),
        )
        return content, status, given

    stripe.RequestsClient.request = noted  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        stripe.RequestsClient.request = request  # type: ignore[method-assign]


def _note(**call: str | int) -> None:
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    row = {"kind": "call", "during": os.environ.get("PYTEST_CURRENT_TEST", ""), **call}
    with (Path(folder) / f"sdk-{os.getpid()}.jsonl").open("a") as file:
        file.write(json.dumps(row) + "\n")
