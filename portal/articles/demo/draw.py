"""Draws every picture of the demo newsroom: `python -m portal.articles.demo.draw [stem ...]`.

Scenes come in four widths (3:2), portraits in one square, as WebP under fixed limits of size.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from portal.articles.demo.gallery import PORTRAITS, SCENES
from portal.articles.demo.press import Sheet

PICTURES = Path(__file__).parent / "pictures"
SCENE_SIZES = {320: (213, 12_000), 480: (320, 25_000), 800: (533, 38_000), 1200: (800, 90_000)}
"""Width in pixels: height in pixels, most bytes."""
PORTRAIT_PIXELS = 240
PORTRAIT_BYTES = 15_000


def render_scene(stem: str) -> Sheet:
    """The printed sheet of a scene, not yet scaled to a size."""
    sheet = Sheet(stem)
    SCENES[stem](sheet)
    return sheet


def render_portrait(stem: str) -> Sheet:
    """The printed sheet of a portrait."""
    sheet = Sheet(stem, 600, 600)
    PORTRAITS[stem](sheet)
    return sheet


def encode(picture: Image.Image, most_bytes: int) -> bytes:
    """The picture as WebP, at the best quality that stays within `most_bytes`."""
    for quality in range(84, 20, -4):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= most_bytes:
            return out.getvalue()
    raise ValueError(f"A picture of {picture.size} does not fit into {most_bytes} bytes.")


def draw(stems: Iterable[str], folder: Path = PICTURES) -> Iterable[Path]:
    """Write the named scenes and portraits into the folder; gives each file as it is written."""
    for stem in stems:
        if stem in SCENES:
            sheet = render_scene(stem)
            for width, (height, most_bytes) in SCENE_SIZES.items():
                path = folder / f"{stem}-{width}.webp"
                path.write_bytes(encode(sheet.picture(width, height), most_bytes))
                yield path
        else:
            sheet = render_portrait(stem)
            path = folder / f"{stem}-{PORTRAIT_PIXELS}.webp"
            square = sheet.picture(PORTRAIT_PIXELS, PORTRAIT_PIXELS)
            path.write_bytes(encode(square, PORTRAIT_BYTES))
            yield path


def main() -> None:
    """Draw what is named, or everything."""
    for path in draw(sys.argv[1:] or [*SCENES, *PORTRAITS]):
        sys.stdout.write(f"{path.name} {path.stat().st_size:,}\n")


if __name__ == "__main__":
    main()
