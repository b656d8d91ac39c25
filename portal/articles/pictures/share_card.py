"""The picture that stands for an article where it is shared: its headline, as we set headlines."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from portal.articles.pictures.lettering import Face, Unsettable

# What Facebook, LinkedIn, Telegram and X show without cutting (ogp.me; 1.91 : 1).
WIDTH, HEIGHT = 1200, 630
MARGIN = 76
PAPER, INK, QUIET = (251, 250, 247), (22, 24, 29), (86, 90, 99)
RULE, ACCENT = (217, 214, 206), (11, 92, 173)
HEADLINE_SIZES = (88, 80, 72, 64, 56, 50, 44)
LINE_HEIGHT = 1.14
HEADLINE_TOP, HEADLINE_BOTTOM = 152, 496
NAME_LINE = 522
# Changes when the drawing does, so that the addresses of all cards change with it.
EDITION = 1


@dataclass(frozen=True)
class Card:
    """All that is on it."""

    headline: str
    section: str
    newsroom: str

    @property
    def key(self) -> str:
        """Names the drawing: sixteen hexadecimal digits of what is on it."""
        said = "\0".join((str(EDITION), self.headline, self.section, self.newsroom))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def draw(card: Card, fonts: Path) -> bytes:
    """The card as PNG, 1200 × 630 pixels; slow, so call it off the event loop.

    Raises: Unsettable when the type lacks the letters of the headline; OSError without fonts.
    """
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, WIDTH, 13), fill=ACCENT)
    _line(pen, Face(fonts, "semibold", 34), 80, card.section, ACCENT)
    _headline(pen, fonts, card.headline)
    pen.line((MARGIN, NAME_LINE, WIDTH - MARGIN, NAME_LINE), fill=RULE, width=2)
    _line(pen, Face(fonts, "semibold", 38), NAME_LINE + 22, card.newsroom, QUIET)
    out = io.BytesIO()
    sheet.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _headline(pen: ImageDraw.ImageDraw, fonts: Path, headline: str) -> None:
    """As large as it fits; too long for the smallest size, it ends with an ellipsis."""
    room = HEADLINE_BOTTOM - HEADLINE_TOP
    for size in HEADLINE_SIZES:
        face = Face(fonts, "semibold", size)
        lines = face.lines(face.settable(headline), WIDTH - 2 * MARGIN)
        step = round(size * LINE_HEIGHT)
        if len(lines) * step <= room:
            break
    else:
        lines = lines[: room // step]
        lines[-1] = _ended(face, lines[-1])
    for number, line in enumerate(lines):
        face.set(pen, (MARGIN, HEADLINE_TOP + number * step), line, INK)


def _line(
    pen: ImageDraw.ImageDraw, face: Face, top: int, text: str, ink: tuple[int, int, int]
) -> None:
    """One line, or nothing where the type lacks its letters: the headline says enough."""
    try:
        words = face.settable(text)
    except Unsettable:
        return
    lines = face.lines(words, WIDTH - 2 * MARGIN)
    face.set(pen, (MARGIN, top), lines[0] if len(lines) == 1 else _ended(face, lines[0]), ink)


def _ended(face: Face, line: str) -> str:
    while line and face.length(f"{line}…") > WIDTH - 2 * MARGIN:
        line = line[:-1]
    return f"{line.rstrip(' ,.;:–-')}…"
