"""The blocks that pictures are cut from: points, knives and gouges, but no ink and no paper."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Tone = Callable[[float, float], float]

OVERSAMPLING = 2


def path(text: str) -> list[Point]:
    """Points written as "x,y x,y …", in units of the sheet."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def direction(angle: float) -> Point:
    """One unit of way at an angle in radians."""
    return math.cos(angle), math.sin(angle)


class Block:
    """One block: what is left standing (255) takes ink, what is cut (0) does not."""

    def __init__(self, width: int, height: int, rng: random.Random) -> None:
        self.width = width
        self.height = height
        self.rng = rng
        size = (width * OVERSAMPLING, height * OVERSAMPLING)
        self.mask = Image.new("L", size, 0)
        self._knife = ImageDraw.Draw(self.mask)

    def all(self) -> None:
        """Leave the whole block standing."""
        self.mask.paste(255, (0, 0, *self.mask.size))

    def shape(self, points: Sequence[Point], *, cut: bool = False, wobble: float = 1.0) -> None:
        """Stand (or cut) a polygon whose edges wander by up to `wobble` units, as a knife does."""
        self._polygon(_by_hand(points, wobble, self.rng), cut)

    def box(self, box: Box, *, cut: bool = False, wobble: float = 1.0) -> None:
        """Stand or cut a rectangle (left, top, right, bottom)."""
        x0, y0, x1, y1 = box
        self.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], cut=cut, wobble=wobble)

    def disc(
        self, x: float, y: float, r: float, ry: float | None = None, *, cut: bool = False
    ) -> None:
        """Stand or cut an ellipse about (x, y)."""
        down = r if ry is None else ry
        steps = 48 if r < 60 else 96
        ring = [
            (x + r * math.cos(a), y + down * math.sin(a))
            for a in (i * math.tau / steps for i in range(steps))
        ]
        self._polygon(ring, cut)

    def line(self, points: Sequence[Point], width: float, *, cut: bool = False) -> None:
        """Stand or cut an even line through the points, with round joints."""
        for start, end in pairwise(points):
            self._polygon(_band(start, end, width, width), cut)
        for x, y in points[1:-1]:
            self.disc(x, y, width / 2, cut=cut)

    def taper(
        self, start: Point, end: Point, width: float, end_width: float, *, cut: bool = False
    ) -> None:
        """Stand or cut a limb that is `width` wide at its start and `end_width` at its end."""
        self._polygon(_band(start, end, width, end_width), cut)

    def gouge(self, start: Point, end: Point, width: float, *, cut: bool = True) -> None:
        """One stroke of the gouge: pointed at both ends, widest in the middle."""
        (x0, y0), (x1, y1) = start, end
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
        ring: list[Point] = [start]
        for t, share in ((0.2, 0.75), (0.5, 1.0), (0.8, 0.7)):
            ring.append((x0 + (x1 - x0) * t + nx * share, y0 + (y1 - y0) * t + ny * share))
        ring.append(end)
        for t, share in ((0.8, 0.7), (0.5, 1.0), (0.2, 0.75)):
            ring.append((x0 + (x1 - x0) * t - nx * share, y0 + (y1 - y0) * t - ny * share))
        self._polygon(ring, cut)

    def gouges(
        self,
        box: Box,
        *,
        spacing: float,
        length: float,
        width: float,
        angle: float = 0.0,
        tone: Tone | None = None,
        cut: bool = True,
    ) -> None:
        """Work a field with strokes at `angle` degrees; `tone` (0 to 1) says how dense."""
        x0, y0, x1, y1 = box
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        reach = math.hypot(x1 - x0, y1 - y0) / 2
        mid_x, mid_y = (x0 + x1) / 2, (y0 + y1) / 2
        v = -reach
        while v < reach:
            u = -reach - self.rng.uniform(0, length)
            while u < reach:
                run = length * self.rng.uniform(0.55, 1.25)
                at_u, at_v = u + run / 2, v + self.rng.uniform(-0.25, 0.25) * spacing
                x, y = mid_x + at_u * cos - at_v * sin, mid_y + at_u * sin + at_v * cos
                strength = 1.0 if tone is None else tone(x, y)
                if x0 <= x <= x1 and y0 <= y <= y1 and self.rng.random() < strength:
                    half = run / 2
                    self.gouge(
                        (x - half * cos, y - half * sin),
                        (x + half * cos, y + half * sin),
                        width * (0.5 + 0.5 * strength) * self.rng.uniform(0.75, 1.15),
                        cut=cut,
                    )
                u += run * self.rng.uniform(1.02, 1.35)
            v += spacing

    def halftone(self, box: Box, *, pitch: float, tone: Tone, cut: bool = False) -> None:
        """Fill a field with dots on a slanted screen; `tone` (0 to 1) is the share covered."""
        x0, y0, x1, y1 = box
        step = pitch / math.sqrt(2)
        row, y = 0, y0
        while y <= y1:
            x = x0 + (step if row % 2 else 0)
            while x <= x1:
                share = max(0.0, min(1.0, tone(x, y)))
                if share > 0.02:
                    self.disc(x, y, pitch * 0.68 * math.sqrt(share), cut=cut)
                x += 2 * step
            y += step
            row += 1

    def cut_by(self, other: Block) -> None:
        """Cut away what stands on the other block, so that the two inks do not overlap."""
        self.mask = ImageChops.subtract(self.mask, other.mask)
        self._knife = ImageDraw.Draw(self.mask)

    def keep_within(self, other: Block) -> None:
        """Cut away everything that does not stand on the other block."""
        self.mask = ImageChops.darker(self.mask, other.mask)
        self._knife = ImageDraw.Draw(self.mask)

    def grown(self, by: int) -> Block:
        """The same shapes, `by` units larger all round."""
        larger = Block(self.width, self.height, self.rng)
        reach = 2 * by * OVERSAMPLING + 1
        larger.mask.paste(self.mask.filter(ImageFilter.MaxFilter(reach)))
        return larger

    def _polygon(self, points: Iterable[Point], cut: bool) -> None:
        scaled = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]
        self._knife.polygon(scaled, fill=0 if cut else 255)


def _band(start: Point, end: Point, width: float, end_width: float) -> list[Point]:
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    nx, ny = -(y1 - y0) / length / 2, (x1 - x0) / length / 2
    return [
        (x0 + nx * width, y0 + ny * width),
        (x1 + nx * end_width, y1 + ny * end_width),
        (x1 - nx * end_width, y1 - ny * end_width),
        (x0 - nx * width, y0 - ny * width),
    ]


def _by_hand(points: Sequence[Point], wobble: float, rng: random.Random) -> list[Point]:
    if wobble <= 0:
        return list(points)
    ring: list[Point] = []
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        length = math.hypot(x1 - x0, y1 - y0)
        steps = max(1, int(length // 36))
        ring.append((x0, y0))
        for i in range(1, steps):
            t = i / steps
            ring.append(
                (
                    x0 + (x1 - x0) * t + rng.uniform(-wobble, wobble),
                    y0 + (y1 - y0) * t + rng.uniform(-wobble, wobble),
                )
            )
    return ring
