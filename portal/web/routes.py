"""What every route declares about itself: its cache class and who may use it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

View = TypeVar("View", bound=Callable[..., Any])

EVERYONE = frozenset({"everyone"})
# How an answer tells the page cache what it depends on; never leaves the house.
TOPICS_HEADER = "X-Portal-Topics"


@dataclass(frozen=True)
class CacheClass:
    """How a route's answers may be kept.

    public: one page for everyone, no session, no cookie; kept by the page cache until one of
    `topics` changes, keyed by path and the allow-listed `query` keys, for at most 2 seconds,
    and by shared caches for `shared_seconds`.
    private: no-store; may use the session. live: an event stream. immutable: for a year.
    """

    kind: str
    topics: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    shared_seconds: int = 10

    @property
    def cache_control(self) -> str:
        """The Cache-Control header of an answer of this class."""
        if self.kind == "public":
            return f"public, max-age=0, s-maxage={self.shared_seconds}"
        if self.kind == "immutable":
            return "public, max-age=31536000, immutable"
        return "no-store"


PRIVATE = CacheClass("private")


def public(
    *, topics: tuple[str, ...], query: tuple[str, ...] = (), shared_seconds: int = 10
) -> Callable[[View], View]:
    """Declare a page that is the same for everyone and open to everyone."""
    cache = CacheClass("public", topics, query, shared_seconds)

    def declare(view: View) -> View:
        return _mark(view, cache, EVERYONE)

    return declare


def private(view: View) -> View:
    """Declare a no-store page; combine with `everyone` or `accounts.access.requires`."""
    return _mark(view, PRIVATE, None)


def live(view: View) -> View:
    """Declare an event stream, open to everyone, touching no session."""
    return _mark(view, CacheClass("live"), EVERYONE)


def immutable(view: View) -> View:
    """Declare files whose address changes with their content, open to everyone."""
    return _mark(view, CacheClass("immutable"), EVERYONE)


def everyone(view: View) -> View:
    """Declare that no sign-in is needed."""
    return _mark(view, None, EVERYONE)


def _mark(view: View, cache: CacheClass | None, access: frozenset[str] | None) -> View:
    if cache is not None:
        view.cache_class = cache  # type: ignore[attr-defined]
    if access is not None:
        view.access = access  # type: ignore[attr-defined]
    return view


def cache_class_of(app: Flask, endpoint: str | None) -> CacheClass:
    """The declared class of an endpoint; private where nothing is declared or matched."""
    view = app.view_functions.get(endpoint or "")
    found = getattr(view, "cache_class", PRIVATE)
    return found if isinstance(found, CacheClass) else PRIVATE


def cache_class_of_address(app: Flask, environ: dict[str, Any]) -> CacheClass:
    """The declared class of what a GET of that address answers; private if nothing does."""
    try:
        endpoint, _ = app.url_map.bind_to_environ(environ).match(method="GET")
    except HTTPException:
        return PRIVATE
    return cache_class_of(app, endpoint)


def is_public_request() -> bool:
    """True while answering a route that touches no session."""
    return cache_class_of(current_app, request.endpoint).kind != "private"
