"""Things that many pictures show: sky, water, people, windows, trees; each drawn one way only."""

from __future__ import annotations

import math
from collections.abc import Sequence

from portal.articles.demo.blocks import Block, Box, Point
from portal.articles.demo.press import Sheet


def sky(sheet: Sheet, colour: str, *, low: float = 800, clear: float = 0.0) -> None:
    """Print a worked sky down to `low`; it lightens towards the horizon, more with `clear`."""
    block = sheet.block()
    block.box((0, 0, 1200, low), wobble=0)
    block.gouges(
        (-40, 20, 1240, low),
        spacing=15,
        length=150,
        width=6,
        tone=lambda _x, y: clear + (0.75 - clear) * max(0.0, y / low) ** 2,
    )
    sheet.press(block, colour)


def water(
    sheet: Sheet, colour: str, top: float, *, bottom: float = 800, light: float = 0.55
) -> None:
    """Print water from `top` down: thin close strokes far away, long wide ones near."""
    block = sheet.block()
    block.box((0, top, 1200, bottom), wobble=0)
    depth = bottom - top
    y = top + 5
    while y < bottom:
        near = (y - top) / depth
        block.gouges(
            (-60, y - 1, 1260, y + 1),
            spacing=3,
            length=50 + 120 * near,
            width=3 + 7 * near,
            tone=lambda _x, _y, near=near: light * (1 - 0.55 * near),  # type: ignore[misc]
        )
        y += 8 + 12 * near
    sheet.press(block, colour)


def person(
    block: Block,
    x: float,
    ground: float,
    height: float,
    *,
    facing: int = 1,
    stride: float = 0.5,
    hat: bool = False,
    coat: float = 1.0,
    bag: bool = False,
    arms: Sequence[Point] = (),
) -> None:
    """Stand a clothed figure on `ground`; `facing` 1 looks right, `arms` are hand positions.

    Hands are given in heads from the shoulder line's middle: (2, -1) is out to the front and up.
    """
    head = height / 6.9
    top = ground - height
    shoulder, hip, hem = top + head * 1.35, top + head * 3.7, top + head * (3.6 + 1.2 * coat)
    swing = head * stride * facing
    for side in (-1, 1):
        knee = (x + side * swing * 0.55, ground - head * 1.75)
        foot = (x + side * swing * 1.0, ground - head * 0.2)
        block.taper((x + side * head * 0.28, hip), knee, head * 0.85, head * 0.6)
        block.taper(knee, foot, head * 0.62, head * 0.42)
        block.shape(
            [
                (foot[0] - head * 0.25 * facing, ground),
                (foot[0] - head * 0.22 * facing, ground - head * 0.35),
                (foot[0] + head * 0.2 * facing, ground - head * 0.3),
                (foot[0] + head * 0.62 * facing, ground),
            ],
            wobble=0,
        )
    width = head * 0.95
    block.shape(
        [
            (x - width * 0.35, shoulder - head * 0.12),
            (x + width * 0.35, shoulder - head * 0.12),
            (x + width, shoulder + head * 0.3),
            (x + width * 0.92, hip),
            (x + width * 1.05, hem),
            (x - width * 1.05, hem),
            (x - width * 0.92, hip),
            (x - width, shoulder + head * 0.3),
        ],
        wobble=0,
    )
    for side in () if len(arms) > 1 else (-1,) if arms else (-1, 1):
        elbow = (x + side * width * 1.12, shoulder + head * 1.5)
        block.taper(
            (x + side * width * 0.8, shoulder + head * 0.25), elbow, head * 0.5, head * 0.42
        )
        block.taper(elbow, (x + side * width * 1.1, hip + head * 0.35), head * 0.42, head * 0.3)
    for dx, dy in arms:
        hand = (x + dx * head * facing, shoulder + dy * head)
        joint = (x + dx * head * 0.45 * facing, shoulder + head * 0.6 + dy * head * 0.55)
        block.taper((x, shoulder + head * 0.35), joint, head * 0.7, head * 0.55)
        block.taper(joint, hand, head * 0.55, head * 0.36)
    block.taper((x, shoulder + head * 0.1), (x, top + head * 0.7), head * 0.5, head * 0.4)
    block.disc(x + head * 0.06 * facing, top + head * 0.5, head * 0.4, head * 0.5)
    if hat:
        block.shape(
            [
                (x - head * 0.45, top + head * 0.35),
                (x - head * 0.4, top - head * 0.05),
                (x + head * 0.3, top - head * 0.1),
                (x + head * 0.45, top + head * 0.3),
                (x + head * (0.45 + 0.3 * facing), top + head * 0.38),
            ],
            wobble=0,
        )
    if bag:
        bx, by = x - facing * width * 1.1, hip + head * 0.2
        block.box((bx - head * 0.5, by, bx + head * 0.5, by + head * 1.0), wobble=0)


def bust(block: Block, x: float, base: float, r: float) -> None:
    """Stand a head and shoulders, seen from the front or behind."""
    block.shape(
        smooth(
            [
                (x - r * 1.5, base),
                (x - r * 1.35, base - r * 1.1),
                (x - r * 0.6, base - r * 1.7),
                (x + r * 0.6, base - r * 1.7),
                (x + r * 1.35, base - r * 1.1),
                (x + r * 1.5, base),
            ]
        ),
        wobble=0,
    )
    block.disc(x, base - r * 2.5, r * 0.62, r * 0.8)
    block.taper((x, base - r * 1.5), (x, base - r * 2.2), r * 0.6, r * 0.5)


def windows(
    block: Block, box: Box, columns: int, rows: int, *, gap: float = 0.45, cut: bool = True
) -> None:
    """Cut (or stand) an even grid of windows into a wall."""
    x0, y0, x1, y1 = box
    step_x, step_y = (x1 - x0) / columns, (y1 - y0) / rows
    for row in range(rows):
        for column in range(columns):
            left = x0 + (column + gap / 2) * step_x
            top = y0 + (row + gap / 2) * step_y
            block.box(
                (left, top, left + step_x * (1 - gap), top + step_y * (1 - gap)),
                cut=cut,
                wobble=0.4,
            )


def tree(block: Block, x: float, ground: float, height: float, *, bare: bool = True) -> None:
    """Stand a tree: bare branches that fork, or a crown of short leaves."""
    block.taper((x, ground), (x, ground - height * 0.45), height * 0.07, height * 0.04)
    if bare:
        _fork(
            block,
            (x, ground - height * 0.4),
            -math.pi / 2,
            length=height * 0.26,
            width=height * 0.035,
            depth=5,
        )
        return
    for _ in range(int(height * 0.9)):
        angle = block.rng.uniform(0, math.tau)
        reach = math.sqrt(block.rng.random()) * height * 0.33
        cx = x + math.cos(angle) * reach * 0.9
        cy = ground - height * 0.68 + math.sin(angle) * reach
        size = height * 0.07
        tilt = block.rng.uniform(-0.6, 0.6)
        block.gouge(
            (cx - size * math.cos(tilt), cy - size * math.sin(tilt)),
            (cx + size * math.cos(tilt), cy + size * math.sin(tilt)),
            size * 0.9,
            cut=False,
        )


def roofs(block: Block, base: float, left: float, right: float, tall: Sequence[float]) -> list[Box]:
    """Stand a row of gabled houses between two edges; gives back their walls for windows."""
    walls: list[Box] = []
    width = (right - left) / len(tall)
    for index, height in enumerate(tall):
        x0, x1 = left + index * width, left + (index + 1) * width
        eaves = base - height
        ridge = eaves - width * (0.32 + 0.16 * (index % 3))
        block.shape(
            [(x0, base), (x0, eaves), ((x0 + x1) / 2, ridge), (x1, eaves), (x1, base)], wobble=1
        )
        if index % 2:
            block.box((x1 - width * 0.32, ridge, x1 - width * 0.18, eaves), wobble=0.5)
        walls.append((x0 + width * 0.1, eaves + 4, x1 - width * 0.1, base - 8))
    return walls


def _fork(
    block: Block, at: Point, angle: float, *, length: float, width: float, depth: int
) -> None:
    end = (at[0] + math.cos(angle) * length, at[1] + math.sin(angle) * length)
    block.taper(at, end, width, width * 0.6)
    if depth == 0:
        return
    for lean in (-1, 1):
        turn = lean * block.rng.uniform(0.25, 0.62)
        _fork(
            block,
            end,
            angle + turn,
            length=length * block.rng.uniform(0.62, 0.85),
            width=width * 0.62,
            depth=depth - 1,
        )


def smooth(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A closed curve through the points (Catmull-Rom)."""
    ring: list[Point] = []
    count = len(points)
    for i in range(count):
        p0, p1, p2, p3 = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            ring.append(
                (_curve(p0[0], p1[0], p2[0], p3[0], t), _curve(p0[1], p1[1], p2[1], p3[1], t))
            )
    return ring


def _curve(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3
    )
