"""Scenes among papers: the archive, the library at night."""

from __future__ import annotations

import math
from itertools import pairwise

from portal.articles.demo.blocks import Block, direction, path
from portal.articles.demo.inks import BLUE, BRICK, INK, OCHRE, PALE_BLUE, PALE_SAND, PINE, WHITE
from portal.articles.demo.motifs import person, sky
from portal.articles.demo.press import Sheet


def archive(sheet: Sheet) -> None:
    """Shelves run to a vanishing point; a film reel unrolls in the light of one lamp."""
    back = sheet.block()
    back.all()
    sheet.press(back, PINE)
    floor = sheet.block()
    floor.shape(path("0,800 520,480 680,480 1200,800"))
    sheet.press(floor, PALE_SAND, opaque=True)
    boxes = sheet.block()
    lids = sheet.block()
    ink = sheet.block()
    for side in (-1, 1):
        for shelf in range(5):
            for i in range(9):
                near, far = 1 - 0.78**i, 1 - 0.78 ** (i + 0.86)
                low, high = (
                    shelf / 5 + 0.02,
                    shelf / 5 + 0.2 * (0.62 + 0.3 * ((i * 5 + shelf * 3) % 3) / 2),
                )
                quad = [
                    _shelf(side, near, low),
                    _shelf(side, near, high),
                    _shelf(side, far, high),
                    _shelf(side, far, low),
                ]
                target = lids if (i * 3 + shelf * 2 + (side > 0)) % 4 == 0 else boxes
                target.shape(quad, wobble=0.5)
                if i < 6:
                    mid = (near + far) / 2
                    h = (low * 2 + high) / 3
                    span = (far - near) * 0.22
                    ink.shape(
                        [
                            _shelf(side, mid - span, h),
                            _shelf(side, mid - span, h + 0.045),
                            _shelf(side, mid + span, h + 0.045),
                            _shelf(side, mid + span, h),
                        ],
                        wobble=0,
                    )
        for shelf in range(6):
            h = shelf / 5
            ink.shape(
                [
                    _shelf(side, 0, h - 0.008),
                    _shelf(side, 0, h + 0.018),
                    _shelf(side, 0.95, h + 0.018),
                    _shelf(side, 0.95, h - 0.008),
                ],
                wobble=0,
            )
        for i in range(0, 10, 3):
            depth = 1 - 0.78**i
            ink.line([_shelf(side, depth, 0), _shelf(side, depth, 1)], 12 * (1 - depth) + 2)
    sheet.press(boxes, PALE_BLUE, opaque=True)
    sheet.press(lids, BRICK, opaque=True)
    light = sheet.block()
    light.shape(path("560,90 640,90 800,560 400,560"))
    light.gouges(
        (400, 90, 800, 560), spacing=16, length=90, width=7, angle=90, tone=lambda _x, y: y / 700
    )
    sheet.press(light, OCHRE, opaque=True)
    ink.line([(600, 0), (600, 66)], 4)
    ink.shape(path("560,92 578,62 622,62 640,92"))
    ink.shape(path("360,640 860,640 890,676 330,676"))
    for x in (384.0, 836.0):
        ink.line([(x, 676), (x, 800)], 16)
    sheet.press(ink, INK)
    reel = sheet.block()
    reel.disc(540, 532, 106)
    for i in range(5):
        c, s = direction(i * 1.2566 + 0.4)
        reel.disc(540 + 62 * c, 532 + 62 * s, 25, cut=True)
    reel.disc(540, 532, 11, cut=True)
    film = [
        (560 + i * 10, 600 - 30 * math.sin(i / 6.2) * (1 - i / 50) + (i / 20) ** 3 * 14)
        for i in range(42)
    ]
    reel.line(film, 26)
    for (x0, y0), (x1, y1) in pairwise(film):
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        reel.disc(x, y - 9, 3, cut=True)
        reel.disc(x, y + 9, 3, cut=True)
    sheet.press(reel, INK, opaque=True)


def library(sheet: Sheet) -> None:
    """The library at night: tall lit windows, readers inside, a bicycle at the rail."""
    sky(sheet, BLUE, low=800)
    stars = sheet.block()
    for _ in range(40):
        stars.disc(
            stars.rng.uniform(0, 1200), stars.rng.uniform(0, 200), stars.rng.uniform(1.5, 3.5)
        )
    sheet.press(stars, WHITE, opaque=True)
    house = sheet.block()
    house.box((100, 190, 1100, 660))
    house.shape(path("80,192 1120,192 1060,150 140,150"))
    house.box((0, 650, 1200, 800))
    sheet.press(house, INK, opaque=True)
    glass = sheet.block()
    for i in range(5):
        x = 232 + i * 184
        glass.box((x - 66, 290, x + 66, 600), wobble=0.5)
        glass.disc(x, 292, 66)
    sheet.press(glass, OCHRE, opaque=True)
    warm = sheet.block()
    for i in range(5):
        x = 232 + i * 184
        for row in range(3):
            y = 330 + row * 62
            if (i + row) % 3 == 0 and row == 2:
                continue
            at = x - 60.0
            while at < x + 52:
                wide = warm.rng.uniform(6, 13)
                tall = warm.rng.uniform(30, 50)
                warm.box((at, y + 52 - tall, at + wide, y + 52), wobble=0)
                at += wide + 2
    sheet.press(warm, BRICK, opaque=True)
    _readers_and_street(sheet)


def _readers_and_street(sheet: Sheet) -> None:
    ink = sheet.block()
    for i in range(5):
        x = 232 + i * 184
        for row in range(3):
            ink.box((x - 66, 382 + row * 62, x + 66, 388 + row * 62), wobble=0.3)
        ink.line([(x, 226), (x, 330)], 5)
        ink.line([(x - 66, 296), (x + 66, 296)], 5)
    for i, lean in ((0, 1), (1, -1), (3, 1), (4, -1)):
        x = 232 + i * 184
        ink.shape([(x - 60, 548), (x + 60, 548), (x + 60, 560), (x - 60, 560)])
        _reader(ink, x - 14 * lean, 556, lean)
    person(ink, 600, 612, 176, facing=1, stride=0.3, arms=[(0.9, -1.4)], coat=1.1)
    sheet.press(ink, INK, opaque=True)
    ground = sheet.block()
    for i in range(5):
        x = 232 + i * 184
        for k in range(7):
            y = 676 + k * 17
            ground.gouge((x - 70 - k * 6, y), (x + 70 + k * 6, y + 2), 9, cut=False)
    sheet.press(ground, OCHRE, opaque=True)
    bike = sheet.block()
    for x in (880, 1004):
        bike.disc(x, 700, 50)
        bike.disc(x, 700, 43, cut=True)
    for points in (
        path("880,700 922,626 984,626 1004,700"),
        path("922,626 946,700 984,626"),
        [(880, 700), (946, 700)],
        path("984,626 976,600 1004,592"),
        path("922,626 914,604 900,604 932,604"),
    ):
        bike.line(points, 7)
    sheet.press(bike, WHITE, opaque=True)


def _shelf(side: int, depth: float, height: float) -> tuple[float, float]:
    x = 600 + side * (600 - 520 * depth)
    floor, top = 800 - 320 * depth, -120 + 420 * depth
    return x, floor + (top - floor) * height


def _reader(ink: Block, x: float, table: float, facing: int) -> None:
    ink.shape(
        [
            (x - 30, table),
            (x - 24, table - 44),
            (x - 8, table - 58),
            (x + 12, table - 56),
            (x + 26, table - 40),
            (x + 30, table),
        ]
    )
    ink.disc(x + 8 * facing, table - 74, 15, 19)
    ink.shape(
        [
            (x + 26 * facing, table - 26),
            (x + 58 * facing, table - 34),
            (x + 60 * facing, table - 8),
            (x + 28 * facing, table - 2),
        ]
    )
