"""A webhook receiver for tests: verifies every delivery with the SDK and keeps what came."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe


class Listener:
    """What arrived, in order. `answers` holds the status codes of the next answers, then 200."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.answers: list[int] = []
        self.events: list[stripe.Event] = []
        self.arrived = threading.Condition()
        self.url = ""

    def kinds(self) -> list[str]:
        """The types of all events that were accepted."""
        with self.arrived:
            return [event.type for event in self.events]

    def wait_for(self, kind: str, times: int = 1, seconds: float = 10) -> list[stripe.Event]:
        """The events of that type, as soon as there are so many.

        Raises: AssertionError after that time.
        """

        def found() -> list[stripe.Event]:
            return [event for event in self.events if event.type == kind]

        with self.arrived:
            came = self.arrived.wait_for(lambda: len(found()) >= times, seconds)
            assert came, f"{len(found())} × {kind} came, not {times}"
            return found()

    def take(self, body: bytes, header: str) -> int:
        """The status to answer a delivery with."""
        with self.arrived:
            status = self.answers.pop(0) if self.answers else 200
            if status == 200:
                self.events.append(stripe.Webhook.construct_event(body, header, self.secret))
            self.arrived.notify_all()
            return status


@contextmanager
def listening(secret: str, listener: Listener | None = None) -> Iterator[Listener]:
    """A receiver on a free port."""
    listener = listener or Listener(secret)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(listener.take(body, self.headers["Stripe-Signature"]))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}/stripe/webhook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
