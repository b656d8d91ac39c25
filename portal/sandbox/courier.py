"""Sends deliveries: signs them as Stripe does, tries again with back-off, survives a restart."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from urllib.parse import urlsplit

from portal.sandbox import recording
from portal.sandbox.endpoints import Endpoint, endpoints
from portal.sandbox.settings import API_VERSION
from portal.sandbox.store import Obj
from portal.sandbox.world import World

IDLE_SECONDS = 1.0


def signature(payload: bytes, secrets: tuple[str, ...], at: int) -> str:
    """The `Stripe-Signature` header: https://docs.stripe.com/webhooks#verify-manually."""
    text = f"{at}.".encode() + payload
    signed = [hmac.new(secret.encode(), text, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join((f"t={at}", *(f"v1={one}" for one in signed)))


class Courier:
    """One thread that carries what is due to where it belongs, in order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-courier", daemon=True)

    def start(self) -> None:
        """Deliveries start, also those of an earlier life."""
        self._thread.start()

    def stop(self) -> None:
        """The thread has ended; what was under way stays pending."""
        self._stopping.set()
        self._world.happened.set()
        self._thread.join(self._world.settings.delivery_timeout_seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._world.happened.clear()
            wait = self.send_due()
            self._world.happened.wait(wait)

    def send_due(self) -> float:
        """All deliveries that are due were tried; says how long until the next is."""
        while not self._stopping.is_set():
            found = self._world.store.rows(
                "SELECT seq, event, endpoint, attempts, drop_first, due FROM deliveries "
                "WHERE state = 'pending' ORDER BY due, seq LIMIT 1"
            )
            if not found:
                return IDLE_SECONDS
            seq, event, endpoint, attempts, drop_first, due = found[0]
            ahead: float = due - time.time()
            if ahead > 0:
                return min(ahead, IDLE_SECONDS)
            with self._world.carrying:
                answer = self._try(event, endpoint, bool(drop_first) and attempts == 0)
                self._note(seq, attempts + 1, answer)
        return IDLE_SECONDS

    def _try(self, event: str, endpoint: str, is_spoiled: bool) -> str:
        """What the endpoint answered; it begins with 2 when the delivery arrived."""
        known = endpoints(self._world.store, self._world.settings)
        body = self._world.store.find(event)
        if endpoint not in known or body is None:
            return "gone"
        if is_spoiled:
            return "failed on purpose"
        try:
            return self._post(known[endpoint], body)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            return f"{type(problem).__name__}: {problem}"[:200]

    def _post(self, to: Endpoint, event: Obj) -> str:
        parts = urlsplit(to.url)
        shown = {**event, "api_version": to.version or event["api_version"]}
        payload = json.dumps(shown, indent=2).encode()
        plain = http.client.HTTPConnection
        connect = http.client.HTTPSConnection if parts.scheme == "https" else plain
        timeout = self._world.settings.delivery_timeout_seconds
        connection = connect(parts.hostname or "", parts.port, timeout=timeout)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Stripe/1.0 (sandbox, not Stripe)",
                "Stripe-Signature": signature(payload, to.secrets, int(time.time())),
            }
            if shown["api_version"] == API_VERSION:  # another label promises another shape
                recording.note_delivery(payload)
            connection.request("POST", path, payload, headers)
            response = connection.getresponse()
            response.read()
            return f"{response.status} {response.reason}"
        finally:
            connection.close()

    def _note(self, seq: int, attempts: int, answer: str) -> None:
        backoff = self._world.settings.delivery_retry_seconds
        state, wait = "pending", 0.0
        if answer.startswith("2"):
            state = "delivered"
        elif answer == "gone" or attempts > len(backoff):
            state = "failed"
        else:
            wait = backoff[attempts - 1]
        self._world.store.run(
            "UPDATE deliveries SET state = ?, attempts = ?, answer = ?, due = ? WHERE seq = ?",
            (state, attempts, answer, time.time() + wait, seq),
        )
