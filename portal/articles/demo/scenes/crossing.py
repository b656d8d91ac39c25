"""Scenes of the crossing: the ferry and the bridge."""

from __future__ import annotations

from portal.articles.demo.blocks import Block, path
from portal.articles.demo.inks import BLUE, BRICK, INK, OCHRE, PALE_BLUE, PALE_ROSE, WHITE
from portal.articles.demo.motifs import person, roofs, sky, water, windows
from portal.articles.demo.press import Sheet


def ferry(sheet: Sheet) -> None:
    """The old ferry crosses towards the viewer's right, gulls behind it."""
    sky(sheet, PALE_BLUE, low=470, clear=0.15)
    town = sheet.block()
    town.box((0, 424, 1200, 470))
    for walls in (roofs(town, 440, 0, 1200, [34, 52, 40, 66, 38, 48, 74, 42, 36, 58, 44, 50, 30]),):
        for wall in walls[::2]:
            windows(town, wall, 3, 1)
    town.box((588, 250, 622, 440))
    town.shape(path("580,252 605,180 630,252"))
    sheet.press(town, BLUE)
    water(sheet, BLUE, 466, light=0.65)
    body = sheet.block()
    body.shape(path("150,520 1010,520 1080,508 1020,640 215,640"))
    sheet.press(body, BRICK, opaque=True)
    house = sheet.block()
    house.box((270, 430, 900, 522))
    house.box((420, 346, 800, 432))
    house.shape(path("620,280 760,280 775,348 605,348"))
    sheet.press(house, WHITE, opaque=True)
    funnel = sheet.block()
    funnel.shape(path("470,250 545,250 555,348 462,348"))
    sheet.press(funnel, OCHRE, opaque=True, shift=(2, 1))
    ink = sheet.block()
    ink.shape(path("140,512 1090,500 1083,516 1012,528 150,528"))
    ink.shape(path("200,604 1032,604 1016,650 228,650"))
    for box, columns in (((285, 446, 890, 498), 14), ((432, 366, 790, 410), 9)):
        windows(ink, box, columns, 1, gap=0.3, cut=False)
    windows(ink, (628, 292, 756, 330), 4, 1, gap=0.18, cut=False)
    ink.line([(262, 430), (910, 430)], 6)
    ink.line([(412, 346), (812, 346)], 6)
    ink.line([(600, 280), (782, 280)], 6)
    ink.shape(path("468,262 547,262 549,284 466,284"))
    ink.line([(690, 280), (690, 176)], 5)
    ink.line([(660, 214), (720, 214)], 4)
    ink.line([(270, 400), (412, 400)], 3)
    for x in range(280, 412, 22):
        ink.line([(x, 400), (x, 430)], 3)
    for x in (300, 330, 362, 840, 868):
        person(ink, x, 430, 58, facing=1 if x < 500 else -1, stride=0.2)
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
    ink.shape(path("0,800 0,706 140,730 300,770 380,800"))
    for _ in range(34):
        x = ink.rng.uniform(0, 320)
        ink.gouge(
            (x, 800),
            (x + ink.rng.uniform(-20, 44), 800 - ink.rng.uniform(60, 170) * (1 - x / 480)),
            6,
            cut=False,
        )
    sheet.press(ink, INK)


def _gull(ink: Block, x: float, y: float, size: float) -> None:
    ink.gouge((x, y), (x - size, y - size * 0.45), size * 0.2, cut=False)
    ink.gouge((x, y), (x + size, y - size * 0.55), size * 0.2, cut=False)
    ink.gouge((x - size * 0.2, y - 2), (x + size * 0.35, y + size * 0.12), size * 0.24, cut=False)
