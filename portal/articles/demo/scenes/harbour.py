"""Scenes by the water: the cranes, the ferry, the flood wall and the bridge."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import Block
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
    hull.shape([(640, 560), (1200, 520), (1200, 668), (700, 668), (662, 640)])
    hull.gouges((660, 640, 1200, 660), spacing=9, length=90, width=4)
    sheet.press(hull, BRICK, shift=(2, 1))
    ink = sheet.block()
    ink.shape([(640, 566), (648, 540), (1200, 494), (1200, 522)])
    ink.box((930, 400, 1060, 512))
    ink.box((965, 340, 1010, 400))
    windows(ink, (936, 412, 1054, 446), 6, 1)
    _portal_crane(ink, 250, 652, 1.0)
    _portal_crane(ink, 740, 652, 0.84)
    ink.shape([(0, 652), (1200, 646), (1200, 690), (0, 694)])
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


def ferry(sheet: Sheet) -> None:
    """The old ferry crosses towards the viewer's right, gulls behind it."""
    sky(sheet, PALE_BLUE, low=470, clear=0.15)
    town = sheet.block()
    town.box((0, 424, 1200, 470))
    for walls in (roofs(town, 440, 0, 1200, [34, 52, 40, 66, 38, 48, 74, 42, 36, 58, 44, 50, 30]),):
        for wall in walls[::2]:
            windows(town, wall, 3, 1)
    town.box((588, 250, 622, 440))
    town.shape([(580, 252), (605, 180), (630, 252)])
    sheet.press(town, BLUE)
    water(sheet, BLUE, 466, light=0.65)
    body = sheet.block()
    body.shape([(150, 520), (1010, 520), (1080, 508), (1020, 640), (215, 640)])
    sheet.press(body, BRICK, opaque=True)
    house = sheet.block()
    house.box((270, 430, 900, 522))
    house.box((420, 346, 800, 432))
    house.shape([(620, 280), (760, 280), (775, 348), (605, 348)])
    sheet.press(house, WHITE, opaque=True)
    funnel = sheet.block()
    funnel.shape([(470, 250), (545, 250), (555, 348), (462, 348)])
    sheet.press(funnel, OCHRE, opaque=True, shift=(2, 1))
    ink = sheet.block()
    ink.shape([(140, 512), (1090, 500), (1083, 516), (1012, 528), (150, 528)])
    ink.shape([(200, 604), (1032, 604), (1016, 650), (228, 650)])
    for box, columns in (((285, 446, 890, 498), 14), ((432, 366, 790, 410), 9)):
        windows(ink, box, columns, 1, gap=0.3, cut=False)
    windows(ink, (628, 292, 756, 330), 4, 1, gap=0.18, cut=False)
    ink.line([(262, 430), (910, 430)], 6)
    ink.line([(412, 346), (812, 346)], 6)
    ink.line([(600, 280), (782, 280)], 6)
    ink.shape([(468, 262), (547, 262), (549, 284), (466, 284)])
    ink.line([(690, 280), (690, 176)], 5)
    ink.line([(660, 214), (720, 214)], 4)
    ink.line([(270, 400), (412, 400)], 3)
    for x in range(280, 412, 22):
        ink.line([(x, 400), (x, 430)], 3)
    for x in (300, 330, 362, 840, 868):
        person(ink, x, 430 if x < 420 else 430, 58, facing=1 if x < 500 else -1, stride=0.2)
    for x in range(190, 1010, 92):
        ink.disc(x, 566, 11)
    for i in range(9):
        x, y = 500 - i * 44, 226 - i * 10 - (i % 3) * 5
        ink.disc(x, y, 17 + i * 2.6, 11 + i * 1.2)
    ink.gouges(
        (60, 90, 520, 250),
        spacing=9,
        length=70,
        width=5,
        angle=6,
        tone=lambda x, _y: (560 - x) / 520,
    )
    for x, y, s in ((180, 250, 34), (250, 330, 24), (90, 352, 22), (960, 190, 30), (1050, 270, 20)):
        _gull(ink, x, y, s)
    for i in range(6):
        ink.gouge((100 - i * 6, 660 + i * 22), (620 + i * 90, 662 + i * 24), 11 - i, cut=False)
        ink.gouge((700, 658 + i * 24), (1080 - i * 40, 656 + i * 25), 9 - i, cut=False)
    sheet.press(ink, INK)


def flood_wall(sheet: Sheet) -> None:
    """A long concrete wall with a steel gate; high water on one side, two people on the other."""
    sky(sheet, PALE_BLUE, low=420, clear=0.1)
    far = sheet.block()
    walls = roofs(far, 374, -20, 1220, [70, 112, 84, 140, 66, 96, 128, 78, 150, 92, 70, 118])
    for wall in walls:
        windows(far, wall, 3, 2, gap=0.55)
    far.box((262, 110, 300, 300))
    far.shape([(254, 112), (281, 30), (308, 112)])
    sheet.press(far, BLUE)
    river = sheet.block()
    river.shape([(0, 372), (1200, 352), (1200, 470), (0, 560)])
    river.gouges((0, 350, 1200, 420), spacing=8, length=120, width=4, angle=-2)
    sheet.press(river, BLUE)
    under = sheet.block()
    under.shape([(0, 420), (1200, 380), (1200, 600), (0, 690)])
    sheet.press(under, WHITE, opaque=True)
    face = sheet.block()
    face.shape([(0, 420), (1200, 380), (1200, 600), (0, 690)])
    for x in (150, 330, 500, 920, 1060, 1180):
        face.line([(x, 400), (x, 700)], 4, cut=True)
    face.gouges(
        (0, 400, 1200, 690), spacing=17, length=44, width=4, angle=84, tone=lambda _x, _y: 0.4
    )
    sheet.press(face, PALE_SAND, opaque=True)
    ground = sheet.block()
    ground.shape([(0, 690), (1200, 600), (1200, 800), (0, 800)])
    ground.gouges((0, 620, 1200, 800), spacing=20, length=190, width=6, angle=-4)
    sheet.press(ground, PALE_ROSE)
    gate = sheet.block()
    gate.shape([(560, 376), (850, 364), (850, 632), (560, 654)])
    for x in range(600, 850, 48):
        gate.line([(x, 380), (x, 650)], 5, cut=True)
    sheet.press(gate, BRICK, opaque=True, shift=(1, 1))
    ink = sheet.block()
    ink.shape([(0, 406), (1200, 366), (1200, 384), (0, 428)])
    ink.shape([(540, 350), (562, 349), (562, 664), (540, 666)])
    ink.shape([(850, 338), (872, 337), (872, 634), (850, 636)])
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
    ink.shape([(340, 716), (520, 742), (580, 740), (400, 712)])
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


def bridge(sheet: Sheet) -> None:
    """A cantilever bridge seen along the bank, with a train of lights on its deck."""
    sky(sheet, PALE_ROSE, low=560)
    hills = sheet.block()
    hills.shape(
        [
            (0, 520),
            (180, 470),
            (420, 500),
            (640, 462),
            (900, 498),
            (1200, 452),
            (1200, 566),
            (0, 566),
        ]
    )
    sheet.press(hills, PALE_BLUE)
    water(sheet, BLUE, 556, light=0.6)
    ink = sheet.block()
    deck = 430.0
    ink.shape([(0, deck), (1200, deck - 40), (1200, deck - 22), (0, deck + 22)])
    for tower, tall in ((330, 300), (930, 250)):
        y = deck - tower * 40 / 1200
        ink.taper((tower, y + 200), (tower, y - tall), 44, 22)
        reach = 300 if tower < 500 else 262
        for side in (-1, 1):
            for i in range(1, 8):
                x = tower + side * reach * i / 7
                at = deck - x * 40 / 1200
                ink.line([(tower, y - tall + i * 4), (x, at)], 3.5)
        ink.shape([(tower - 60, 640), (tower - 48, 590), (tower + 48, 590), (tower + 60, 640)])
    for x in range(30, 1200, 60):
        y = deck - x * 40 / 1200
        ink.line([(x, y), (x, y - 24)], 3)
        ink.disc(x, y - 27, 4)
    for y in range(650, 800, 13):
        for tower in (330, 930):
            spread = 26 + (y - 640) * 0.4
            ink.gouge((tower - spread, y), (tower + spread, y + 1), 7, cut=False)
    ink.shape([(0, 800), (0, 706), (140, 730), (300, 770), (380, 800)])
    for _ in range(34):
        x = ink.rng.uniform(0, 320)
        ink.gouge(
            (x, 800),
            (x + ink.rng.uniform(-20, 44), 800 - ink.rng.uniform(60, 170) * (1 - x / 480)),
            6,
            cut=False,
        )
    sheet.press(ink, INK)


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


def _gull(ink: Block, x: float, y: float, size: float) -> None:
    ink.gouge((x, y), (x - size, y - size * 0.45), size * 0.2, cut=False)
    ink.gouge((x, y), (x + size, y - size * 0.55), size * 0.2, cut=False)
    ink.gouge((x - size * 0.2, y - 2), (x + size * 0.35, y + size * 0.12), size * 0.24, cut=False)
