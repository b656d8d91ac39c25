"""Live streams: one publisher per process gives every open connection the newest progress.

No connection holds a session, a transaction or a query of its own. A slow reader gets the
newest message only: what it missed in between is skipped, never queued.
"""

import random
import resource
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import structlog
from prometheus_client import Gauge

from portal.errors import Unavailable
from portal.web.metrics import REGISTRY

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b": still here\n\n"
# Each stream is an open file; what is left over serves pages.
MOST_STREAMS = 8_000
FILES_FOR_PAGES = 500
# Browsers that lost their stream together must not come back together.
RETRY_MILLISECONDS = (2_000, 6_000)

OPEN = Gauge(
    "portal_live_streams", "Open live streams", registry=REGISTRY, multiprocess_mode="livesum"
)


@dataclass(frozen=True, slots=True)
class Message:
    """Progress as an event; `data` is one line of JSON."""

    version: int
    data: str

    def encode(self) -> bytes:
        """The event as server-sent events put it (HTML Standard, 9.2)."""
        return f"event: progress\nid: {self.version}\ndata: {self.data}\n\n".encode()

    def follows(self, sent: "Message") -> bool:
        """True when a connection that has been sent `sent` should get this one."""
        return self.version >= sent.version and self != sent


class Streams:
    """All open streams of this process. `load(slug)` reads a message; it is called here only.

    `changed` is for the watcher, `close` for the end of the process: it ends every stream.
    """

    def __init__(self, load: Callable[[str], Message]) -> None:
        self._load = load
        self._open: Counter[str] = Counter()
        self._newest: dict[str, Message] = {}
        self._news = threading.Condition()
        self._due = threading.Event()
        self._publisher: threading.Thread | None = None
        self.is_closed = False
        self.most = most_streams()

    def open(self, slug: str, first: Message) -> "Stream":
        """A new stream that begins with `first`.

        Raises: Unavailable when this process holds as many as it can.
        """
        with self._news:
            if self.is_closed or self._open.total() >= self.most:
                raise Unavailable("Too many live connections. The number is in progress.json, too.")
            self._open[slug] += 1
            newest = self._newest.get(slug)
            if self._publisher is None:
                self._publisher = threading.Thread(target=self._publish, name="live", daemon=True)
                self._publisher.start()
        OPEN.inc()
        if newest is None or first.follows(newest):
            self._due.set()
        return Stream(self, slug, first)

    def changed(self, topics: Mapping[str, int]) -> None:
        """Publish soon, if progress is among the changed topics."""
        if not topics.keys().isdisjoint(("progress", "campaign")):
            self._due.set()

    def close(self) -> None:
        """End every stream; open no more."""
        with self._news:
            self.is_closed = True
            self._news.notify_all()
        self._due.set()

    def count(self) -> int:
        """How many streams are open."""
        return self._open.total()

    def wait(self, slug: str, sent: Message, seconds: float) -> Message | None:
        """The newest message once it differs from `sent`; None after `seconds` or at the end."""
        with self._news:
            self._news.wait_for(lambda: self.is_closed or self._follows(slug, sent), seconds)
            return self._newest[slug] if self._follows(slug, sent) else None

    def leave(self, slug: str) -> None:
        """Count one stream less."""
        with self._news:
            self._open -= Counter((slug,))
            if not self._open[slug]:
                self._newest.pop(slug, None)
        OPEN.dec()

    def _follows(self, slug: str, sent: Message) -> bool:
        return slug in self._newest and self._newest[slug].follows(sent)

    def _publish(self) -> None:
        while not self.is_closed:
            # Time alone changes states, too: look again at every heartbeat.
            self._due.wait(HEARTBEAT_SECONDS if self._open else None)
            self._due.clear()
            for slug in list(self._open):
                self._read(slug)

    def _read(self, slug: str) -> None:
        try:
            message = self._load(slug)
        except Exception:
            # The number on the page stays what it was; the next round tries again.
            log.warning("live_progress_unreadable", exc_info=True)
            return
        with self._news:
            if slug in self._open and message != self._newest.get(slug):
                self._newest[slug] = message
                self._news.notify_all()


class Stream:
    """What one connection is sent, until it or the process ends."""

    def __init__(self, streams: Streams, slug: str, first: Message) -> None:
        self._streams = streams
        self._slug = slug
        self._sent = first
        self._is_left = False
        self._parts = self._send()

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        """Leave; the server calls it however the connection ended, also before it began."""
        if not self._is_left:
            self._is_left = True
            self._streams.leave(self._slug)

    def _send(self) -> Iterator[bytes]:
        yield f"retry: {random.randint(*RETRY_MILLISECONDS)}\n\n".encode() + self._sent.encode()
        while not self._streams.is_closed:
            message = self._streams.wait(self._slug, self._sent, HEARTBEAT_SECONDS)
            if message is not None:
                self._sent = message
                yield message.encode()
            elif not self._streams.is_closed:
                yield HEARTBEAT


def most_streams() -> int:
    """How many streams this process may hold, after raising its limit of open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_STREAMS + FILES_FOR_PAGES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(1, allowed - FILES_FOR_PAGES)
