"""The press: a sheet of paper on which inked blocks are printed one after another.

Every picture is a few flat inks on warm paper, like a linocut. What a picture shows is cut in
`scenes/`. The same name gives the same pixels on every run.
"""

from __future__ import annotations

import random

from PIL import Image, ImageChops

from portal.articles.demo.blocks import OVERSAMPLING, Block, Point
from portal.articles.demo.inks import PAPER


class Sheet:
    """The paper: blocks are inked and pressed on it one after another."""

    def __init__(self, name: str, width: int = 1200, height: int = 800, paper: str = PAPER) -> None:
        self.width = width
        self.height = height
        self.rng = random.Random(f"linocut {name}")
        self._size = (width * OVERSAMPLING, height * OVERSAMPLING)
        self._image = Image.new("RGB", self._size, paper)
        self._holes, self._wear = _speckle(self._size, self.rng)

    def block(self) -> Block:
        """A fresh block of the sheet's size, all cut away."""
        return Block(self.width, self.height, self.rng)

    def press(
        self,
        block: Block,
        colour: str,
        *,
        shift: Point = (0.0, 0.0),
        opaque: bool = False,
        worn: bool = True,
    ) -> None:
        """Print a block: inks mix with what lies beneath, unless `opaque`."""
        mask = block.mask
        if shift != (0.0, 0.0):
            moved = Image.new("L", self._size, 0)
            moved.paste(mask, (round(shift[0] * OVERSAMPLING), round(shift[1] * OVERSAMPLING)))
            mask = moved
        if worn:
            mask = ImageChops.multiply(mask, self._holes if opaque else self._wear)
        layer = Image.new("RGB", self._size, colour)
        if not opaque:
            layer = ImageChops.multiply(self._image, layer)
        self._image.paste(layer, (0, 0), mask)

    def picture(self, width: int, height: int) -> Image.Image:
        """The finished print at a size in pixels."""
        return self._image.resize((width, height), Image.Resampling.LANCZOS)


def _speckle(size: tuple[int, int], rng: random.Random) -> tuple[Image.Image, Image.Image]:
    small = (size[0] // 4, size[1] // 4)
    fine = Image.frombytes("L", small, rng.randbytes(small[0] * small[1]))
    holes = fine.resize(size, Image.Resampling.BICUBIC).point(
        [130 if value < 11 else 255 for value in range(256)]
    )
    coarse = (max(2, size[0] // 120), max(2, size[1] // 120))
    cloud = Image.frombytes("L", coarse, rng.randbytes(coarse[0] * coarse[1]))
    density = cloud.resize(size, Image.Resampling.BICUBIC).point(
        [236 + value * 19 // 255 for value in range(256)]
    )
    return holes, ImageChops.multiply(holes, density)
