"""Finished public pages, kept as compressed bytes in front of Flask.

A WSGI layer: a hit costs a dictionary look-up, no routing, no query. Which pages may be kept,
and what makes them stale, the routes declare (`web.routes.public`).
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from portal.web.watcher import Watcher

TOPICS_HEADER = "X-Portal-Topics"
# A page shows a number; however it came to be stale, it is never older than this.
LIFE_SECONDS = 2.0
CAPACITY = 2_000

Key = tuple[str, str, bool]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """One finished answer: its bytes, its headers, and when and by what it ends."""

    headers: Headers
    not_modified_headers: Headers
    etag: str
    body: bytes
    topics: frozenset[str]
    ends_at: float


class PageCache:
    """Answers public GETs from memory; renders each key once at a time on a miss."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        watcher: Watcher,
        *,
        public_path: re.Pattern[str],
        query_keys: frozenset[str],
    ) -> None:
        self._app = app
        self._watcher = watcher
        self._public_path = public_path
        self._query_keys = query_keys
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._rendering: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()
        watcher.subscribe(self.forget)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not self._watcher.is_fresh():
            return self._app(environ, start)
        key = self._key(environ)
        page = self._pages.get(key)
        if page is not None and page.ends_at > time.monotonic():
            return _answer(page, environ, start)
        if not self._public_path.fullmatch(key[0]):
            return self._app(environ, start)
        return self._render_once(key, environ, start)

    def forget(self, changed: Mapping[str, int]) -> None:
        """Drop every page that depends on one of the changed topics."""
        with self._lock:
            for key in [k for k, p in self._pages.items() if not p.topics.isdisjoint(changed)]:
                del self._pages[key]

    def _key(self, environ: dict[str, Any]) -> Key:
        query = environ.get("QUERY_STRING", "")
        if query:
            kept = [p for p in parse_qsl(query, errors="replace") if p[0] in self._query_keys]
            query = urlencode(sorted(kept))
        accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
        return environ["PATH_INFO"], query, "gzip" in accepts

    def _render_once(
        self, key: Key, environ: dict[str, Any], start: Callable[..., Any]
    ) -> Iterable[bytes]:
        with self._lock:
            turn = self._rendering.setdefault(key, threading.Lock())
        with turn:
            page = self._pages.get(key)
            if page is not None and page.ends_at > time.monotonic():
                return _answer(page, environ, start)
            try:
                return self._render(key, environ, start)
            finally:
                with self._lock:
                    self._rendering.pop(key, None)

    def _render(
        self, key: Key, environ: dict[str, Any], start: Callable[..., Any]
    ) -> Iterable[bytes]:
        numbers = dict(self._watcher.numbers)
        answer: list[Any] = []

        def keep(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            answer[:] = [status, headers]
            return lambda _data: None

        environ = {**environ, "REQUEST_METHOD": "GET", "QUERY_STRING": key[1]}
        chunks = self._app(environ, keep)
        try:
            body = b"".join(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        status, headers = answer
        topics = next((v for k, v in headers if k == TOPICS_HEADER), None)
        headers = [h for h in headers if h[0] != TOPICS_HEADER]
        if status[:3] != "200" or topics is None:
            start(status, headers)
            return [body]
        pages = {
            packed: _finish(headers, body, frozenset(topics.split()), packed)
            for packed in (True, False)
        }
        with self._lock:
            if all(self._watcher.numbers.get(t) == numbers.get(t) for t in topics.split()):
                for packed, page in pages.items():
                    self._pages[(key[0], key[1], packed)] = page
                while len(self._pages) > CAPACITY:
                    self._pages.popitem(last=False)
        return _answer(pages[key[2]], environ, start)


def _finish(headers: Headers, body: bytes, topics: frozenset[str], packed: bool) -> Page:
    data = gzip.compress(body, compresslevel=6, mtime=0) if packed else body
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}{"-gz" if packed else ""}"'
    kept = [h for h in headers if h[0].lower() not in ("content-length", "vary", "etag")]
    kept += [("ETag", etag), ("Vary", "Accept-Encoding")]
    short = [h for h in kept if h[0].lower() != "content-type"]
    if packed:
        kept.append(("Content-Encoding", "gzip"))
    full = [*kept, ("Content-Length", str(len(data)))]
    return Page(full, short, etag, data, topics, time.monotonic() + LIFE_SECONDS)


def _answer(page: Page, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and (page.etag in asked or asked == "*"):
        start("304 Not Modified", page.not_modified_headers)
        return [b""]
    start("200 OK", page.headers)
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
