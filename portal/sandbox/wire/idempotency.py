"""Idempotency keys: the first answer is kept and replayed for a day, whatever it was."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from portal.sandbox.store import Obj, Store
from portal.sandbox.wire.errors import Refusal

KEPT_SECONDS = 24 * 3600


class Keys:
    """Which keys are under way now; which were answered stands in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._under_way: set[str] = set()

    @contextmanager
    def claim(self, key: str | None) -> Iterator[None]:
        """No other request with this key runs inside the block.

        Raises: Refusal 409 when one is running already, 400 for a key that is too long.
        """
        if key is None:
            yield
            return
        if not 1 <= len(key) <= 255:
            raise Refusal(
                "Idempotency keys are 1 to 255 characters long.", kind="idempotency_error"
            )
        with self._lock:
            if key in self._under_way:
                raise _in_use(key)
            self._under_way.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.discard(key)

    def replay(self, key: str, path: str, sent: Obj) -> tuple[int, Obj, str] | None:
        """Status, body and first request of a kept answer; None when the key is new.

        Raises: Refusal when the key was first used for another path or other parameters.
        """
        self._store.run("DELETE FROM answers WHERE at < ?", (time.time() - KEPT_SECONDS,))
        found = self._store.rows(
            "SELECT status, body, request, path, fingerprint FROM answers WHERE key = ?", (key,)
        )
        if not found:
            return None
        status, body, request, first_path, fingerprint = found[0]
        if first_path != path:
            raise _other(
                "Keys for idempotent requests can only be used for the same endpoint they were "
                f"first used for ('{path}' vs '{first_path}'). Try using a key other than '{key}' "
                "if you meant to execute a different request."
            )
        if fingerprint != _fingerprint(sent):
            raise _other(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request."
            )
        return status, json.loads(body), request

    def keep(self, key: str, asked: tuple[str, Obj, str], answered: tuple[int, Obj]) -> None:
        """The answer will be replayed; `asked` is path, parameters and the request's id."""
        (path, sent, request), (status, body) = asked, answered
        self._store.run(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, request, path, _fingerprint(sent), status, json.dumps(body), time.time()),
        )


def _fingerprint(sent: Obj) -> str:
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def _other(message: str) -> Refusal:
    return Refusal(message, kind="idempotency_error")


def _in_use(key: str) -> Refusal:
    return Refusal(
        "There is currently another in-progress request using this Stripe-Idempotency key (that "
        "probably means you submitted twice, and the other request is still going through): "
        f"{key}. If you did not mean to do this, make sure to use a different idempotency key.",
        status=409,
        kind="idempotency_error",
        code="idempotency_key_in_use",
    )
