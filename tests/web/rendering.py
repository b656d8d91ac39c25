"""What the page cache's tests stand on: an application that counts, and a watcher told by hand."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from portal.web.page_cache import PageCache
from portal.web.routes import PRIVATE, TOPICS_HEADER, CacheClass
from portal.web.watcher import Watcher

PUBLIC = CacheClass("public", topics=("progress", "articles"), query=("before", "page"))


class ToldWatcher(Watcher):
    """A watcher that sees what it is told, at once."""

    is_up = True

    def __init__(self) -> None:
        super().__init__("sqlite:////nowhere", Path("/"))
        self.tell(progress=1, articles=1)

    def is_fresh(self, within_seconds: float = 2.0) -> bool:
        return self.is_up

    def tell(self, **numbers: int) -> None:
        self._compare({**self.numbers, **numbers})


@dataclass
class Renderer:
    """A WSGI application whose every answer says how many it has given."""

    status: str = "200 OK"
    headers: list[tuple[str, str]] = field(default_factory=list)
    topics: str | None = "progress articles"
    before_answer: Callable[[], object] = lambda: None
    seen: list[dict[str, Any]] = field(default_factory=list)
    closed: int = 0

    @property
    def count(self) -> int:
        return len(self.seen)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> "Body":
        self.seen.append(environ)
        body = f"answer {self.count} to {environ['PATH_INFO']}".encode()
        self.before_answer()
        headers = [("Content-Type", "text/plain"), ("Cache-Control", "public"), *self.headers]
        if self.topics is not None:
            headers.append((TOPICS_HEADER, self.topics))
        start(self.status, [*headers, ("Content-Length", str(len(body)))])
        return Body(self, body)


@dataclass
class Body:
    """An iterable that must be closed, as WSGI asks."""

    owner: Renderer
    data: bytes

    def __iter__(self) -> Iterator[bytes]:
        yield self.data

    def close(self) -> None:
        self.owner.closed += 1


class House:
    """A page cache in front of a renderer; `/private…` is private, all else public."""

    def __init__(self, **limits: int) -> None:
        self.renderer = Renderer()
        self.watcher = ToldWatcher()
        self.cache = PageCache(self.renderer, self.watcher, declared, **limits)
        self.client = Client(self.cache)

    def get(self, path: str = "/news", **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def at_once(self, visitors: int) -> list[str]:
        """What so many visitors get who come together."""
        together = threading.Barrier(visitors)
        got: list[str] = []

        def visit() -> None:
            together.wait()
            got.append(self.get().text)

        threads = [threading.Thread(target=visit) for _ in range(visitors)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return got


def declared(environ: dict[str, Any]) -> CacheClass:
    return PRIVATE if environ["PATH_INFO"].startswith("/private") else PUBLIC
