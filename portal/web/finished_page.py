"""A finished answer: its bytes as they go over the wire, plain and compressed, with their ETags."""

import gzip
import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Headers = list[tuple[str, str]]

# What the finished page decides itself.
OWN_HEADERS = frozenset(("content-length", "content-encoding", "etag", "vary"))
# What a page weighs beside its bytes, roughly.
OVERHEAD_BYTES = 2_048


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a page."""

    body: bytes
    etag: str
    headers: Headers
    not_modified_headers: Headers


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """Both encodings, what makes the page stale, and until when it may be shown (monotonic)."""

    plain: Variant
    packed: Variant
    topics: frozenset[str]
    ends_at: float

    @property
    def size_bytes(self) -> int:
        """What keeping it costs."""
        return len(self.plain.body) + len(self.packed.body) + OVERHEAD_BYTES

    @property
    def is_over(self) -> bool:
        """True when it may not be shown any more."""
        return time.monotonic() >= self.ends_at

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a GET or HEAD; 304 when the browser has these very bytes."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        variant = self.packed if accepted and takes_gzip(accepted) else self.plain
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and (variant.etag in asked or asked.strip() == "*"):
            start("304 Not Modified", list(variant.not_modified_headers))
            return []
        start("200 OK", list(variant.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]


def finish(headers: Headers, body: bytes, topics: frozenset[str], ends_at: float) -> FinishedPage:
    """Compress once, and name both encodings by the hash of the content."""
    digest = hashlib.sha256(body).hexdigest()[:24]
    kept = [(name, value) for name, value in headers if name.lower() not in OWN_HEADERS]
    kept.append(("Vary", "Accept-Encoding"))
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    return FinishedPage(
        plain=_variant(kept, body, f'"{digest}"', []),
        packed=_variant(kept, packed, f'"{digest}-gz"', [("Content-Encoding", "gzip")]),
        topics=topics,
        ends_at=ends_at,
    )


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    """True when the header allows gzip (RFC 9110, 12.5.3): by name or by `*`, and not with q=0."""
    allowed: dict[str, bool] = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((p[2:].strip() for p in parameters if p.startswith("q=")), "1")
        allowed[name] = quality.strip("0.") != ""
    return allowed.get("gzip", allowed.get("*", False))


def _variant(kept: Headers, body: bytes, etag: str, encoding: Headers) -> Variant:
    named = [*kept, ("ETag", etag)]
    return Variant(
        body=body,
        etag=etag,
        headers=[*named, *encoding, ("Content-Length", str(len(body)))],
        not_modified_headers=[h for h in named if h[0].lower() != "content-type"],
    )
