"""The registry of mails: the desk that owns a kind says how it is composed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recipient:
    """Whom a mail goes to, as known when it is sent. `name` may be unknown."""

    address: str
    name: str | None = None
    account_id: int | None = None


@dataclass(frozen=True)
class Letter:
    """A finished mail. Subjects are neutral: that somebody supports us is nobody's business.

    `stop_url` is posted to when a mailbox's own button stops such mails (RFC 8058, one click).
    """

    subject: str
    text: str
    html: str | None = None
    stop_url: str = ""


Compose = Callable[[Mapping[str, Any], Recipient], Letter]

_composers: dict[str, Compose] = {}


def register(kind: str, compose: Compose) -> None:
    """Let mails of `kind` be composed by `compose(payload, recipient)`, at sending time.

    It is called in the jobs process with an application context and no transaction open;
    it may open a unit of work of its own to mint a token.
    """
    _composers[kind] = compose


def composer(kind: str) -> Compose:
    """How `kind` is composed. Raises: LookupError for one that nobody registered."""
    if kind not in _composers:
        raise LookupError(f"no desk registered mails of the kind {kind!r}")
    return _composers[kind]
