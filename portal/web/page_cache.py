"""Finished public pages, kept as bytes in front of Flask.

A WSGI layer: a hit costs a dictionary look-up, no routing, no query. Which pages may be kept,
and what makes them stale, the routes declare (`web.routes.public`).

A page is dropped when one of its topics changes, and 2 seconds after its rendering began in any
case: that also covers what time alone changes, such as the start and the end of a campaign.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import structlog

from portal.web.finished_page import FinishedPage, Headers, finish
from portal.web.routes import TOPICS_HEADER, CacheClass
from portal.web.watcher import Watcher

log = structlog.get_logger(__name__)

# A page shows a number; however it came to be stale, it is never older than this.
LIFE_SECONDS = 2.0
MOST_PAGES = 2_000
MOST_BYTES = 64 * 1024 * 1024

# Scheme, host, where the portal is mounted, path, the query keys that the route declares.
Key = tuple[str, str, str, str, str]


@dataclass(slots=True)
class Turn:
    """Who renders a page now, how many want it, and the last one rendered while they waited."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0
    page: FinishedPage | None = None
    began_at: float = 0.0


class PageCache:
    """Answers public GETs from memory; renders each page once at a time on a miss.

    `declared(environ)` is the cache class of what an address leads to.
    """

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        watcher: Watcher,
        declared: Callable[[dict[str, Any]], CacheClass],
        *,
        most_pages: int = MOST_PAGES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._app = app
        self._watcher = watcher
        self._declared = declared
        self._most_pages = most_pages
        self._most_bytes = most_bytes
        # In the order of rendering, which is the order in which they end.
        self._pages: dict[Key, FinishedPage] = {}
        self._turns: dict[Key, Turn] = {}
        self._lock = threading.Lock()
        self.size_bytes = 0
        watcher.subscribe(self.forget)

    def __len__(self) -> int:
        return len(self._pages)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._app(environ, start)
        if not self._watcher.is_fresh(LIFE_SECONDS):
            return self._app(environ, _without_topics(start))
        query = environ.get("QUERY_STRING", "")
        if query:
            query = _kept_query(query, self._declared(environ).query)
        key = (
            environ["wsgi.url_scheme"],
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", ""),
            environ["PATH_INFO"],
            query,
        )
        page = self._pages.get(key)
        if page is not None and not page.is_over:
            return page.answer(environ, start)
        if self._declared(environ).kind != "public":
            return self._app(environ, start)
        asked_at = time.monotonic()
        with self._turn(key) as turn:
            page = self._pages.get(key)
            if page is not None and not page.is_over:
                return page.answer(environ, start)
            # Not kept, or over already; but begun after this visitor asked, so as new as their own.
            if turn.page is not None and turn.began_at >= asked_at:
                return turn.page.answer(environ, start)
            return self._render(turn, key, environ, start)

    def forget(self, changed: Mapping[str, int]) -> None:
        """Drop every page that depends on one of the changed topics."""
        with self._lock:
            for key in [k for k, p in self._pages.items() if not p.topics.isdisjoint(changed)]:
                self._drop(key)

    @contextmanager
    def _turn(self, key: Key) -> Iterator[Turn]:
        with self._lock:
            turn = self._turns.setdefault(key, Turn())
            turn.wanted += 1
        try:
            with turn.lock:
                yield turn
        finally:
            with self._lock:
                turn.wanted -= 1
                if not turn.wanted:
                    del self._turns[key]

    def _render(
        self, turn: Turn, key: Key, environ: dict[str, Any], start: Callable[..., Any]
    ) -> Iterable[bytes]:
        numbers = dict(self._watcher.numbers)
        began_at = time.monotonic()
        status, headers, body = _whole_answer(self._app, _neutral(environ, key[-1]))
        topics, headers = _split(headers)
        if not _may_be_kept(status, headers, topics):
            start(status, headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        page = finish(headers, body, frozenset(topics), began_at + LIFE_SECONDS)
        turn.page, turn.began_at = page, began_at
        with self._lock:
            # Rendered from what is outdated by now: shown once, to who asked before, not kept.
            if all(self._watcher.numbers.get(t) == numbers.get(t) for t in topics):
                self._keep(key, page)
        return page.answer(environ, start)

    def _keep(self, key: Key, page: FinishedPage) -> None:
        if key in self._pages:
            self._drop(key)
        self._pages[key] = page
        self.size_bytes += page.size_bytes
        while self._pages:
            oldest = next(iter(self._pages))
            is_full = len(self._pages) > self._most_pages or self.size_bytes > self._most_bytes
            if not is_full and not self._pages[oldest].is_over:
                break
            self._drop(oldest)

    def _drop(self, key: Key) -> None:
        self.size_bytes -= self._pages.pop(key).size_bytes


def _kept_query(query: str, keys: tuple[str, ...]) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    return urlencode(sorted(pair for pair in pairs if pair[0] in keys))


def _neutral(environ: dict[str, Any], query: str) -> dict[str, Any]:
    """The request of nobody in particular: a whole GET without conditions."""
    conditions = ("HTTP_IF_", "HTTP_RANGE")
    rest = {k: v for k, v in environ.items() if not k.startswith(conditions)}
    return {**rest, "REQUEST_METHOD": "GET", "QUERY_STRING": query}


def _whole_answer(
    app: Callable[..., Iterable[bytes]], environ: dict[str, Any]
) -> tuple[str, Headers, bytes]:
    answer: list[Any] = []
    written: list[bytes] = []

    def start(status: str, headers: Headers, _exc_info: Any = None) -> Callable[[bytes], object]:
        answer[:] = [status, headers]
        return written.append

    chunks = app(environ, start)
    try:
        written.extend(chunks)
    finally:
        getattr(chunks, "close", lambda: None)()
    return answer[0], answer[1], b"".join(written)


def _split(headers: Headers) -> tuple[list[str], Headers]:
    topics = [value for name, value in headers if name == TOPICS_HEADER]
    return " ".join(topics).split(), [h for h in headers if h[0] != TOPICS_HEADER]


def _may_be_kept(status: str, headers: Headers, topics: list[str]) -> bool:
    if status[:3] != "200" or not topics:
        return False
    names = {name.lower() for name, _ in headers}
    if "set-cookie" in names:
        log.error("public_page_sets_a_cookie")
        return False
    control = " ".join(value for name, value in headers if name.lower() == "cache-control")
    return "no-store" not in control and "private" not in control


def _without_topics(start: Callable[..., Any]) -> Callable[..., Any]:
    def start_without(status: str, headers: Headers, exc_info: Any = None) -> Any:
        kept = _split(headers)[1]
        return start(status, kept, exc_info) if exc_info else start(status, kept)

    return start_without
