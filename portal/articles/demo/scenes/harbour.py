"""Scenes at the quay: the cranes, the flood wall, the gauge."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import Block, path
from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    INK,
    OCHRE,
    PALE_BLUE,
    PALE_ROSE,
    PALE_SAND,
    WHITE,
)
from portal.articles.demo.motifs import person, roofs, sky, water, windows
from portal.articles.demo.press import Sheet


def cranes(sheet: Sheet) -> None:
    """Two portal cranes and a coaster's stern before a low sun."""
    sky(sheet, PALE_SAND, low=620)
    sun = sheet.block()
    sun.disc(420, 430, 175)
    for i in range(9):
        y = 440 + i * 19
        sun.gouge((210, y), (640, y + 3), 2 + i * 1.5)
    sheet.press(sun, OCHRE)
    water(sheet, BLUE, 612, light=0.6)
    hull = sheet.block()
    hull.shape(path("640,560 1200,520 1200,668 700,668 662,640"))
    hull.gouges((660, 640, 1200, 660), spacing=9, length=90, width=4)
    sheet.press(hull, BRICK, shift=(2, 1))
    ink = sheet.block()
    ink.shape(path("640,566 648,540 1200,494 1200,522"))
    ink.box((930, 400, 1060, 512))
    ink.box((965, 340, 1010, 400))
    windows(ink, (936, 412, 1054, 446), 6, 1)
    _portal_crane(ink, 250, 652, 1.0)
    _portal_crane(ink, 740, 652, 0.84)
    ink.shape(path("0,652 1200,646 1200,690 0,694"))
    ink.gouges((0, 662, 1200, 684), spacing=9, length=90, width=4, tone=lambda _x, _y: 0.6)
    person(ink, 480, 650, 56, facing=-1)
    person(ink, 520, 650, 52)
    for x in (380, 600, 900, 1080):
        ink.shape([(x, 650), (x + 4, 632), (x + 22, 632), (x + 26, 650)])
    for y in range(706, 796, 13):
        reach = 40 + (y - 680) * 0.5
        for x in (180, 310, 680, 800):
            ink.gouge((x - reach, y), (x + reach * 0.8, y + 2), 5, cut=False)
    sheet.press(ink, INK)


def flood_wall(sheet: Sheet) -> None:
    """A long concrete wall with a steel gate; high water on one side, two people on the other."""
    sky(sheet, PALE_BLUE, low=420, clear=0.1)
    far = sheet.block()
    walls = roofs(far, 374, -20, 1220, [70, 112, 84, 140, 66, 96, 128, 78, 150, 92, 70, 118])
    for wall in walls:
        windows(far, wall, 3, 2, gap=0.55)
    far.box((262, 110, 300, 300))
    far.shape(path("254,112 281,30 308,112"))
    sheet.press(far, BLUE)
    river = sheet.block()
    river.shape(path("0,372 1200,352 1200,470 0,560"))
    river.gouges((0, 350, 1200, 420), spacing=8, length=120, width=4, angle=-2)
    sheet.press(river, BLUE)
    under = sheet.block()
    under.shape(path("0,420 1200,380 1200,600 0,690"))
    sheet.press(under, WHITE, opaque=True)
    face = sheet.block()
    face.shape(path("0,420 1200,380 1200,600 0,690"))
    for x in (150, 330, 500, 920, 1060, 1180):
        face.line([(x, 400), (x, 700)], 4, cut=True)
    face.gouges(
        (0, 400, 1200, 690), spacing=17, length=44, width=4, angle=84, tone=lambda _x, _y: 0.4
    )
    sheet.press(face, PALE_SAND, opaque=True)
    ground = sheet.block()
    ground.shape(path("0,690 1200,600 1200,800 0,800"))
    ground.gouges((0, 620, 1200, 800), spacing=20, length=190, width=6, angle=-4)
    sheet.press(ground, PALE_ROSE)
    gate = sheet.block()
    gate.shape(path("560,376 850,364 850,632 560,654"))
    for x in range(600, 850, 48):
        gate.line([(x, 380), (x, 650)], 5, cut=True)
    sheet.press(gate, BRICK, opaque=True, shift=(1, 1))
    ink = sheet.block()
    ink.shape(path("0,406 1200,366 1200,384 0,428"))
    ink.shape(path("540,350 562,349 562,664 540,666"))
    ink.shape(path("850,338 872,337 872,634 850,636"))
    for y in (430, 510, 590):
        ink.shape([(560, y), (850, y - 14), (850, y + 2), (560, y + 16)])
    ink.disc(705, 516, 46)
    ink.disc(705, 516, 34, cut=True)
    for i in range(4):
        a = i * math.pi / 4
        ink.line(
            [
                (705 - 40 * math.cos(a), 516 - 40 * math.sin(a)),
                (705 + 40 * math.cos(a), 516 + 40 * math.sin(a)),
            ],
            6,
        )
    for x, y, h in ((960, 634, 10), (1000, 632, 26), (40, 690, 16), (300, 668, 12)):
        ink.gouge((x, y), (x + 14, y - h * 4), 5, cut=False)
    person(ink, 330, 716, 190, facing=1, stride=0.35, arms=[(1.5, -0.4), (0.5, 2.0)])
    person(ink, 420, 712, 176, facing=-1, stride=0.25, hat=True, arms=[(0.9, 1.3)])
    ink.gouge((560, 660), (700, 700), 22, cut=False)
    ink.gouge((580, 664), (880, 690), 14, cut=False)
    ink.shape(path("340,716 520,742 580,740 400,712"))
    ink.gouges(
        (0, 728, 1200, 800),
        spacing=20,
        length=160,
        width=10,
        angle=-4,
        tone=lambda _x, y: (y - 700) / 110,
        cut=False,
    )
    sheet.press(ink, INK)


def gauge(sheet: Sheet) -> None:
    """The banded river gauge under its lamp, at night, with the water near its middle."""
    wall = sheet.block()
    wall.all()
    for row in range(9):
        y = row * 74.0
        wall.line([(0, y), (1200, y)], 5, cut=True)
        for column in range(-1, 8):
            x = column * 190 + (95 if row % 2 else 0)
            wall.line([(x, y), (x, y + 74)], 5, cut=True)
    wall.gouges(
        (0, 0, 1200, 620),
        spacing=24,
        length=40,
        width=5,
        angle=70,
        tone=lambda x, y: 0.5 * max(0.0, 1 - math.hypot(x - 600, y - 200) / 520),
    )
    sheet.press(wall, BLUE)
    glow = sheet.block()
    glow.shape(path("560,96 640,96 860,620 340,620"))
    glow.gouges(
        (340, 96, 860, 620), spacing=17, length=90, width=8, angle=90, tone=lambda _x, y: y / 760
    )
    sheet.press(glow, PALE_SAND, opaque=True)
    board = sheet.block()
    board.box((526, 150, 674, 800), wobble=0.5)
    sheet.press(board, WHITE, opaque=True)
    bands = sheet.block()
    ink = sheet.block()
    for i in range(9):
        y = 166 + i * 66
        target = bands if i < 3 else ink
        target.box((526, y, 600, y + 33), wobble=0.5)
        target.box((600, y + 33, 674, y + 66), wobble=0.5)
        for tick in range(1, 4):
            ink.box((674 - 22, y + tick * 8.2 - 1.5, 674, y + tick * 8.2 + 1.5), wobble=0)
    sheet.press(bands, BRICK, opaque=True)
    ink.line([(600, 0), (600, 50)], 8)
    ink.shape(path("552,100 570,54 630,54 648,100"))
    ink.line([(520, 144), (520, 800)], 9)
    ink.line([(680, 144), (680, 800)], 9)
    ink.line([(512, 146), (688, 146)], 9)
    for y in (240, 400, 560):
        for x in (500, 700):
            ink.disc(x, y, 10)
        ink.line([(500, y), (524, y)], 6)
        ink.line([(676, y), (700, y)], 6)
    sheet.press(ink, INK, opaque=True)
    river = sheet.block()
    river.shape(
        [
            (0, 562),
            *[(x * 40.0, 560 + 6 * math.sin(x * 1.3)) for x in range(31)],
            (1200, 800),
            (0, 800),
        ]
    )
    river.gouges(
        (-40, 570, 1240, 800),
        spacing=19,
        length=130,
        width=7,
        tone=lambda _x, y: 0.75 - (y - 560) / 420,
    )
    sheet.press(river, INK, opaque=True)
    mirror = sheet.block()
    for i in range(13):
        y = 574 + i * 18
        mirror.gouge((470 - i * 7, y), (730 + i * 7, y + 3), 13, cut=False)
    sheet.press(mirror, INK, opaque=True)
    shine = sheet.block()
    for i in range(11):
        y = 584 + i * 20
        shine.gouge((548 - i * 12, y), (650 + i * 12, y + 2), 7, cut=False)
    sheet.press(shine, OCHRE, opaque=True)


def _portal_crane(ink: Block, x: float, ground: float, size: float) -> None:
    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * size, ground - dy * size

    for side in (-1, 1):
        ink.line([at(70 * side, 0), at(44 * side, 190)], 15 * size)
        ink.line([at(70 * side, 0), at(0, 96), at(44 * side, 190)], 6 * size)
        ink.shape([at(86 * side, -2), at(86 * side, 16), at(52 * side, 16), at(52 * side, -2)])
    ink.line([at(-60, 190), at(60, 190)], 18 * size)
    ink.shape([at(-56, 200), at(54, 200), at(62, 268), at(20, 300), at(-56, 292)])
    ink.shape([at(20, 222), at(48, 222), at(52, 258), at(20, 276)], cut=True)
    ink.line([at(-36, 290), at(-70, 410)], 10 * size)
    ink.line([at(10, 292), at(-70, 410)], 7 * size)
    jib = [(at(30, 270), at(395, 548)), (at(20, 300), at(395, 562))]
    for start, end in jib:
        ink.line([start, end], 6 * size)
    for i in range(15):
        t0, t1 = i / 15, (i + 1) / 15
        low, high = jib[0], jib[1]
        a = (low[0][0] + (low[1][0] - low[0][0]) * t0, low[0][1] + (low[1][1] - low[0][1]) * t0)
        b = (
            high[0][0] + (high[1][0] - high[0][0]) * t1,
            high[0][1] + (high[1][1] - high[0][1]) * t1,
        )
        ink.line([a, b], 3.5 * size)
    ink.line([at(-70, 410), at(395, 556)], 3.5 * size)
    ink.line([at(-70, 410), at(-110, 250)], 4 * size)
    ink.shape([at(-140, 190), at(-84, 190), at(-84, 262), at(-140, 262)])
    ink.line([at(395, 552), at(395, 150)], 3 * size)
    ink.shape([at(382, 150), at(408, 150), at(412, 122), at(378, 122)])
