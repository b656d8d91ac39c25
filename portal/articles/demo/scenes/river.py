"""Scenes of the river: the heron, the gauge, the rowing eight."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import Block, path
from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    INK,
    OCHRE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ROSE,
    PALE_SAND,
    PINE,
    WHITE,
)
from portal.articles.demo.motifs import sky, smooth, water
from portal.articles.demo.press import Sheet


def heron(sheet: Sheet) -> None:
    """A heron stands on one leg among reeds; its reflection breaks in the rings."""
    sky(sheet, PALE_GREEN, low=560, clear=0.1)
    sun = sheet.block()
    sun.disc(860, 230, 120)
    sheet.press(sun, OCHRE, opaque=True)
    far = sheet.block()
    for i in range(260):
        x = i * 4.8 - 20 + far.rng.uniform(-6, 6)
        tall = 70 + 50 * math.sin(x / 130) + far.rng.uniform(0, 60)
        far.gouge((x, 590), (x + far.rng.uniform(-14, 22), 560 - tall), 11, cut=False)
    sheet.press(far, PINE)
    water(sheet, BLUE, 566, light=0.5)
    body = sheet.block()
    body.shape(smooth(path("486,330 560,300 650,320 720,380 770,470 748,478 690,450 610,446 530,420 488,376")), wobble=0)
    body.shape(smooth(path("492,372 470,330 486,270 468,206 426,176 424,146 452,138 486,168 506,214 518,270 524,320")), wobble=0)
    sheet.press(body, WHITE, opaque=True)
    wing = sheet.block()
    wing.shape(smooth(path("540,318 630,318 710,376 776,476 700,452 610,428 548,380")), wobble=0)
    for i in range(7):
        wing.gouge((570 + i * 12, 336 + i * 6), (664 + i * 14, 420 + i * 8), 6)
    sheet.press(wing, BLUE, opaque=True)
    beak = sheet.block()
    beak.shape(path("430,142 300,176 430,168"), wobble=0)
    sheet.press(beak, OCHRE, opaque=True)
    ink = sheet.block()
    ink.gouge((420, 150), (552, 112), 13, cut=False)
    ink.gouge((446, 140), (566, 146), 8, cut=False)
    ink.disc(444, 154, 5)
    for i in range(6):
        ink.gouge((478 + i * 4, 210 + i * 27), (488 + i * 4, 230 + i * 27), 6, cut=False)
    ink.line(path("596,440 600,520 588,526 592,676"), 9)
    ink.line(path("640,446 652,510 606,540"), 8)
    for i in range(4):
        ink.gouge((700 + i * 12, 440 + i * 10), (790 + i * 6, 500 + i * 8), 12, cut=False)
    for i in range(9):
        y = 690 + i * 13
        ink.gouge((592 - 30 - i * 13, y), (592 + 30 + i * 12, y + 1), 8 - i * 0.5, cut=False)
    _reeds(ink, 0, 260, 40)
    _reeds(ink, 900, 1200, 46)
    sheet.press(ink, INK, opaque=True)
    heads = sheet.block()
    for x, y in ((120, 300), (206, 352), (1010, 320), (1096, 250), (1150, 372), (60, 402)):
        heads.shape(smooth([(x - 11, y), (x, y - 44), (x + 11, y), (x + 9, y + 40), (x - 9, y + 40)]), wobble=0)
    sheet.press(heads, BRICK, opaque=True)
    stems = sheet.block()
    for x, y in ((120, 300), (206, 352), (1010, 320), (1096, 250), (1150, 372), (60, 402)):
        stems.line([(x, y + 36), (x + 3, 800)], 5)
        stems.line([(x, y - 40), (x - 1, y - 76)], 3)
    sheet.press(stems, INK, opaque=True)


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
    wall.gouges((0, 0, 1200, 620), spacing=24, length=40, width=5, angle=70, tone=lambda x, y: 0.5 * max(0.0, 1 - math.hypot(x - 600, y - 200) / 520))
    sheet.press(wall, BLUE)
    glow = sheet.block()
    glow.shape(path("560,96 640,96 860,620 340,620"))
    glow.gouges((340, 96, 860, 620), spacing=17, length=90, width=8, angle=90, tone=lambda _x, y: y / 760)
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
    river.shape([(0, 562), *[(x * 40.0, 560 + 6 * math.sin(x * 1.3)) for x in range(31)], (1200, 800), (0, 800)])
    river.gouges((-40, 570, 1240, 800), spacing=19, length=130, width=7, tone=lambda _x, y: 0.75 - (y - 560) / 420)
    river.shape(path("526,572 674,572 666,800 534,800"), cut=True)
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


def rowing(sheet: Sheet) -> None:
    """An eight seen from the bank, all blades in at once, on a morning with mist."""
    sky(sheet, PALE_ROSE, low=420, clear=0.1)
    hills = sheet.block()
    hills.shape(path("0,360 220,300 460,350 760,286 1000,336 1200,300 1200,440 0,440"))
    sheet.press(hills, PINE)
    mist = sheet.block()
    mist.gouges((-60, 396, 1260, 450), spacing=9, length=260, width=9, cut=False)
    sheet.press(mist, WHITE, opaque=True)
    water(sheet, PALE_BLUE, 430, light=0.5)
    deep = sheet.block()
    deep.gouges((-60, 480, 1260, 800), spacing=15, length=150, width=9, cut=False, tone=lambda _x, y: 0.2 + (y - 480) / 420)
    sheet.press(deep, BLUE)
    hull = sheet.block()
    hull.shape(smooth(path("40,566 200,556 600,552 1000,554 1170,562 1010,580 600,588 180,584")), wobble=0)
    sheet.press(hull, OCHRE, opaque=True)
    shirts = sheet.block()
    ink = sheet.block()
    blades = sheet.block()
    for i in range(8):
        x = 220 + i * 96.0
        shirts.shape(smooth([(x - 10, 556), (x - 44, 486), (x - 30, 462), (x - 6, 470), (x + 22, 556)]), wobble=0)
        ink.disc(x - 36, 438, 15, 19)
        ink.taper((x - 22, 480), (x + 18, 508), 15, 11)
        ink.taper((x + 18, 508), (x + 48, 512), 11, 8)
        ink.shape([(x - 14, 556), (x + 20, 556), (x + 52, 522), (x + 74, 552), (x + 84, 548), (x + 58, 506), (x + 40, 508)], wobble=0)
        ink.taper((x + 46, 512), (x - 22, 654), 6, 6)
        blades.shape([(x - 16, 640), (x - 4, 646), (x - 26, 694), (x - 46, 686)], wobble=0)
        for ring in range(3):
            ink.gouge((x - 76 - ring * 8, 694 + ring * 9), (x + 16 + ring * 8, 694 + ring * 9), 5, cut=False)
    shirts.shape(smooth(path("1010,556 1016,498 1040,486 1060,500 1066,556")), wobble=0)
    ink.disc(1034, 464, 15, 18)
    ink.shape(path("1018,456 1030,444 1052,450 1054,460 1012,462"), wobble=0)
    ink.shape(path("40,568 1170,563 1010,582 600,590 180,586"), wobble=0)
    sheet.press(shirts, BRICK, opaque=True)
    sheet.press(blades, WHITE, opaque=True)
    sheet.press(ink, INK, opaque=True)


def _reeds(ink: Block, left: float, right: float, count: int) -> None:
    for _ in range(count):
        x = ink.rng.uniform(left, right)
        lean = ink.rng.uniform(-50, 50)
        ink.gouge((x, 820), (x + lean, 800 - ink.rng.uniform(160, 420)), 13, cut=False)
