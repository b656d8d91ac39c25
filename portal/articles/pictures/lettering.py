"""Setting lines in the newsroom's own type, from the same font files that pages use.

Each file holds one script, so a line is set in runs: every letter from the first file that has it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

CUTS = ("latin", "latin-ext", "cyrillic")
# No font holds this; what it looks like is what a font shows for every letter that it lacks.
NOWHERE = "\uffff"
Ink = tuple[int, int, int]


class Unsettable(Exception):
    """The fonts lack so many letters of a text that what is left would not say it."""


@dataclass(frozen=True)
class Face:
    """One weight of the type at one size in pixels."""

    folder: Path
    weight: str  # regular or semibold
    size: int
    _fonts: list[ImageFont.FreeTypeFont] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_fonts", list(_opened(self.folder, self.weight, self.size)))

    @property
    def ascent(self) -> int:
        """Pixels from the top of a line to its baseline."""
        return int(self._fonts[0].getmetrics()[0])

    def length(self, text: str) -> float:
        """How wide the line is, in pixels."""
        return sum(self._fonts[number].getlength(run) for number, run in self._runs(text))

    def set(
        self, pen: ImageDraw.ImageDraw, place: tuple[float, float], text: str, ink: Ink
    ) -> None:
        """The line stands on the sheet, its top left at `place`."""
        x, y = place
        for number, run in self._runs(text):
            font = self._fonts[number]
            pen.text((x, y + self.ascent), run, font=font, fill=ink, anchor="ls")
            x += font.getlength(run)

    def settable(self, text: str) -> str:
        """The text without what the fonts lack: small signs go unnoticed, letters do not.

        Raises: Unsettable when more than one letter in ten is lacking.
        """
        plain = " ".join(unicodedata.normalize("NFC", text).split())
        kept = "".join(sign for sign in plain if sign == " " or self._number_of(sign) is not None)
        letters, left = (sum(map(str.isalnum, words)) for words in (plain, kept))
        if not left or letters - left > letters / 10:
            raise Unsettable
        return " ".join(kept.split())

    def lines(self, text: str, width: float) -> list[str]:
        """The text in lines of at most `width` pixels; a word that is longer is broken."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".lstrip()
            if self.length(longer) <= width:
                lines[-1] = longer
                continue
            *whole, rest = self._broken(word, width)
            lines += [*whole, rest]
        return [line for line in lines if line]

    def _broken(self, word: str, width: float) -> list[str]:
        parts = [""]
        for sign in word:
            if self.length(parts[-1] + sign) > width:
                parts.append("")
            parts[-1] += sign
        return parts

    def _runs(self, text: str) -> Iterator[tuple[int, str]]:
        for number, signs in groupby(text, key=lambda sign: self._number_of(sign) or 0):
            yield number, "".join(signs)

    def _number_of(self, sign: str) -> int | None:
        return _holder(self.folder, self.weight, sign)


@lru_cache(maxsize=32)
def _opened(folder: Path, weight: str, size: int) -> tuple[ImageFont.FreeTypeFont, ...]:
    return tuple(
        ImageFont.truetype(
            folder / f"portal-serif-{weight}-{cut}.woff2", size,
            layout_engine=ImageFont.Layout.BASIC,
        )
        for cut in CUTS
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _holder(folder: Path, weight: str, sign: str) -> int | None:
    """The number of the file that holds the sign, none if no file does."""
    if unicodedata.combining(sign):
        return None  # would stand beside its letter, not above it
    for number, font in enumerate(_opened(folder, weight, 40)):
        shape, lacking = font.getmask(sign), font.getmask(NOWHERE)
        if (shape.size, bytes(shape)) != (lacking.size, bytes(lacking)):
            return number
    return None
