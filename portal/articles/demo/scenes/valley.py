"""Scenes of the upper river: the heron, the eight, the orchard."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import Block, direction, path
from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    INK,
    OCHRE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ROSE,
    PINE,
    WHITE,
)
from portal.articles.demo.motifs import person, sky, smooth, tree, water
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
    body.shape(
        smooth(
            path("486,330 560,300 650,320 720,380 770,470 748,478 690,450 610,446 530,420 488,376")
        ),
        wobble=0,
    )
    body.shape(
        smooth(
            path(
                "492,372 470,330 486,270 468,206 426,176 424,146 452,138 486,168 "
                "506,214 518,270 524,320"
            )
        ),
        wobble=0,
    )
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
        heads.shape(
            smooth([(x - 11, y), (x, y - 44), (x + 11, y), (x + 9, y + 40), (x - 9, y + 40)]),
            wobble=0,
        )
    sheet.press(heads, BRICK, opaque=True)
    stems = sheet.block()
    for x, y in ((120, 300), (206, 352), (1010, 320), (1096, 250), (1150, 372), (60, 402)):
        stems.line([(x, y + 36), (x + 3, 800)], 5)
        stems.line([(x, y - 40), (x - 1, y - 76)], 3)
    sheet.press(stems, INK, opaque=True)


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
    deep.gouges(
        (-60, 480, 1260, 800),
        spacing=15,
        length=150,
        width=9,
        cut=False,
        tone=lambda _x, y: 0.2 + (y - 480) / 420,
    )
    sheet.press(deep, BLUE)
    hull = sheet.block()
    hull.shape(
        smooth(path("40,566 200,556 600,552 1000,554 1170,562 1010,580 600,588 180,584")), wobble=0
    )
    sheet.press(hull, OCHRE, opaque=True)
    shirts = sheet.block()
    ink = sheet.block()
    blades = sheet.block()
    for i in range(8):
        x = 220 + i * 96.0
        shirts.shape(
            smooth([(x - 10, 556), (x - 44, 486), (x - 30, 462), (x - 6, 470), (x + 22, 556)]),
            wobble=0,
        )
        ink.disc(x - 36, 438, 15, 19)
        ink.taper((x - 22, 480), (x + 18, 508), 15, 11)
        ink.taper((x + 18, 508), (x + 48, 512), 11, 8)
        ink.shape(
            [
                (x - 14, 556),
                (x + 20, 556),
                (x + 52, 522),
                (x + 74, 552),
                (x + 84, 548),
                (x + 58, 506),
                (x + 40, 508),
            ],
            wobble=0,
        )
        ink.taper((x + 46, 512), (x - 22, 654), 6, 6)
        blades.shape([(x - 16, 640), (x - 4, 646), (x - 26, 694), (x - 46, 686)], wobble=0)
        for ring in range(3):
            ink.gouge(
                (x - 76 - ring * 8, 694 + ring * 9),
                (x + 16 + ring * 8, 694 + ring * 9),
                5,
                cut=False,
            )
    shirts.shape(smooth(path("1010,556 1016,498 1040,486 1060,500 1066,556")), wobble=0)
    ink.disc(1034, 464, 15, 18)
    ink.shape(path("1018,456 1030,444 1052,450 1054,460 1012,462"), wobble=0)
    ink.shape(path("40,568 1170,563 1010,582 600,590 180,586"), wobble=0)
    sheet.press(shirts, BRICK, opaque=True)
    sheet.press(blades, WHITE, opaque=True)
    sheet.press(ink, INK, opaque=True)


def orchard(sheet: Sheet) -> None:
    """Old trees in rows on a slope, a ladder, baskets, and the river below."""
    sky(sheet, PALE_ROSE, low=420)
    far = sheet.block()
    far.shape(path("0,330 260,280 560,326 860,268 1200,316 1200,470 0,470"))
    sheet.press(far, PALE_BLUE)
    river = sheet.block()
    river.shape(path("0,420 500,402 1200,440 1200,466 500,420 0,448"))
    sheet.press(river, BLUE)
    field = sheet.block()
    field.shape(path("0,452 600,424 1200,470 1200,800 0,800"))
    field.gouges(
        (0, 440, 1200, 800),
        spacing=18,
        length=70,
        width=6,
        angle=-8,
        tone=lambda _x, y: (y - 420) / 480,
    )
    sheet.press(field, PALE_GREEN, opaque=True)
    trees = sheet.block()
    ink = sheet.block()
    fruit = sheet.block()
    for x, ground, height in (
        (120, 530, 170),
        (330, 516, 150),
        (520, 508, 140),
        (720, 512, 146),
        (900, 528, 160),
        (1090, 540, 172),
        (210, 700, 400),
        (960, 730, 440),
    ):
        tree(trees, x, ground, height, bare=False)
        ink.taper(
            (x, ground), (x + height * 0.02, ground - height * 0.42), height * 0.08, height * 0.05
        )
        for lean in (-1, 1):
            ink.taper(
                (x, ground - height * 0.38),
                (x + lean * height * 0.2, ground - height * 0.66),
                height * 0.04,
                height * 0.015,
            )
        for _ in range(int(height / 9)):
            c, s = direction(ink.rng.uniform(0, 6.28))
            reach = ink.rng.random() ** 0.5 * height * 0.28
            fruit.disc(x + c * reach, ground - height * 0.66 + s * reach, max(3.5, height * 0.024))
    sheet.press(trees, PINE)
    sheet.press(fruit, BRICK, opaque=True)
    for side in (0, 1):
        ink.line([(392 + side * 46, 764), (262 + side * 40, 398)], 8)
    for i in range(9):
        t = i / 9
        ink.line([(392 - 130 * t, 764 - 366 * t), (438 - 136 * t, 764 - 366 * t)], 6)
    person(ink, 330, 600, 240, facing=-1, stride=0.25, arms=[(1.4, -1.7), (1.2, -0.2)], hat=True)
    person(ink, 690, 744, 250, facing=1, stride=0.5, arms=[(1.2, 1.9), (1.5, 1.7)])
    for x, y in ((760, 744), (560, 720), (500, 770)):
        ink.shape([(x - 40, y - 44), (x + 40, y - 44), (x + 30, y), (x - 30, y)])
        for row in range(2):
            for i in range(5):
                ink.gouge(
                    (x - 30 + i * 14, y - 36 + row * 18), (x - 20 + i * 14, y - 26 + row * 18), 5
                )
    sheet.press(ink, INK)
    heap = sheet.block()
    for x, y in ((760, 744), (560, 720), (500, 770)):
        for i in range(7):
            heap.disc(x - 30 + i * 10, y - 48 - (i % 2) * 8, 9)
    sheet.press(heap, BRICK, opaque=True)


def _reeds(ink: Block, left: float, right: float, count: int) -> None:
    for _ in range(count):
        x = ink.rng.uniform(left, right)
        lean = ink.rng.uniform(-50, 50)
        ink.gouge((x, 820), (x + lean, 800 - ink.rng.uniform(160, 420)), 13, cut=False)
