"""Where the share picture of a page is, and keeping what was drawn while there is room.

The address holds a hash of all that is drawn, so it stands for the same picture for good, and a
changed headline has a new one. Nothing is drawn before somebody asks.
"""

import threading
from pathlib import Path

import structlog
from flask import current_app, url_for

from portal.articles import frame
from portal.articles.pictures import store
from portal.articles.pictures.share_card import Card, draw
from portal.articles.pieces import Piece, Section
from portal.errors import Missing
from portal.extensions import off_loop
from portal.web.static_files import folder

log = structlog.get_logger(__name__)

# About 20 kB each; the oldest go first, and are drawn again if somebody asks.
MOST_KEPT = 2_000
GOES_AT_ONCE = 200

_one_at_a_time = threading.Lock()


def card_of(piece: Piece) -> Card:
    """What is drawn for the piece."""
    return Card(piece.headline, piece.section.name, _frame().newsroom.name)


def card_named(name: str) -> Card:
    """What is drawn for a page of that name."""
    return Card(name, "", _frame().newsroom.name)


def card_of_newsroom() -> Card:
    """What is drawn for the newsroom itself."""
    return card_named(_frame().newsroom.tagline)


def address(piece: Piece) -> str:
    """Where its share picture is, from the portal's root."""
    return url_for("articles.share_picture", slug=piece.slug, key=card_of(piece).key)


def newsroom_address() -> str:
    """Where the newsroom's share picture is, from the portal's root."""
    return url_for("articles.share_picture_of_newsroom", key=card_of_newsroom().key)


def section(slug: str) -> Section:
    """The section of that address. Raises: Missing."""
    for found in _frame().sections:
        if found.slug == slug:
            return found
    raise Missing


def section_address(of: Section) -> str:
    """Where a section's share picture is, from the portal's root."""
    key = card_named(of.name).key
    return url_for("articles.share_picture_of_section", slug=of.slug, key=key)


def drawn(card: Card, media: Path) -> bytes:
    """The picture, PNG, kept below `media/share`; drawn when it is not there yet.

    Called with no transaction open. Raises: Unsettable; OSError when the fonts cannot be read.
    """
    path = media / "share" / f"{card.key}.png"
    if path.is_file():
        return path.read_bytes()
    with _one_at_a_time:
        if path.is_file():  # drawn while this one waited
            return path.read_bytes()
        data = off_loop(lambda: draw(card, folder("static") / "fonts"))
        _keep(path, data)
    return data


def _frame() -> frame.Frame:
    frames: frame.Frames = current_app.extensions["frames"]
    return frames.of_this_request()


def _keep(path: Path, data: bytes) -> None:
    """A full disk costs the next reader a drawing, and nobody an answer."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_room(path.parent)
        store.put(path, data)
    except OSError as error:
        log.warning("share_picture_not_kept", kind=type(error).__name__)


def _make_room(kept_in: Path) -> None:
    kept = list(kept_in.glob("*.png"))
    if len(kept) < MOST_KEPT:
        return
    kept.sort(key=lambda path: path.stat().st_mtime)
    for path in kept[:GOES_AT_ONCE]:
        path.unlink(missing_ok=True)
