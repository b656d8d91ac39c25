"""Scenes of the open land: the turbines and the greenhouse."""

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
    PALE_SAND,
    PINE,
    WHITE,
)
from portal.articles.demo.motifs import person, sky, smooth, water
from portal.articles.demo.press import Sheet


def turbines(sheet: Sheet) -> None:
    """Turbines on a headland, the sea beyond, two walkers and a dog on the path."""
    sky(sheet, PALE_BLUE, low=520, clear=0.1)
    clouds = sheet.block()
    for x, y, r in (
        (220, 170, 60),
        (300, 150, 74),
        (390, 176, 56),
        (860, 110, 50),
        (930, 96, 66),
        (1010, 118, 46),
    ):
        clouds.disc(x, y, r, r * 0.6)
    clouds.gouges(
        (120, 60, 1100, 240), spacing=14, length=80, width=6, tone=lambda _x, y: (y - 80) / 190
    )
    sheet.press(clouds, WHITE, opaque=True)
    water(sheet, BLUE, 470, bottom=620, light=0.6)
    head = sheet.block()
    head.shape(
        smooth(path("-80,560 160,506 420,520 700,486 980,540 1280,470 1300,860 -100,860")), wobble=0
    )
    head.gouges(
        (0, 500, 1200, 800),
        spacing=17,
        length=64,
        width=6,
        angle=-12,
        tone=lambda _x, y: (y - 470) / 520,
    )
    sheet.press(head, PINE, opaque=True)
    near = sheet.block()
    near.shape(smooth(path("-80,720 240,640 560,680 900,620 1280,690 1300,860 -100,860")), wobble=0)
    near.gouges(
        (0, 630, 1200, 800),
        spacing=20,
        length=80,
        width=7,
        angle=-10,
        tone=lambda _x, y: (y - 560) / 420,
    )
    sheet.press(near, PALE_GREEN, opaque=True)
    way = sheet.block()
    way.shape(
        smooth(path("300,830 470,730 520,672 500,646 530,648 560,676 540,736 470,830")), wobble=0
    )
    sheet.press(way, PALE_SAND, opaque=True)
    masts = sheet.block()
    shade = sheet.block()
    for x, base, tall, turn in (
        (160, 520, 210, 0.3),
        (390, 520, 180, 1.0),
        (570, 640, 400, 0.15),
        (1052, 656, 470, 0.72),
        (830, 510, 200, 0.5),
    ):
        _turbine(masts, shade, x, base, tall=tall, turn=turn)
    sheet.press(masts, WHITE, opaque=True)
    sheet.press(shade, INK, opaque=True)
    ink = sheet.block()
    person(ink, 500, 756, 104, facing=1, stride=0.8, coat=1.1)
    person(ink, 548, 752, 96, facing=1, stride=0.7, hat=True)
    ink.shape(
        smooth(path("596,728 604,720 640,722 652,710 664,716 656,730 648,738 604,738")), wobble=0
    )
    for x in (606, 614, 640, 647):
        ink.line([(x, 734), (x + 4, 754)], 4)
    ink.line(path("598,724 584,712"), 4)
    for x in range(20, 1190, 62):
        dune = 690 - 34 * math.sin(x / 210)
        ink.gouge((x, dune + 60), (x + 14, dune + 26), 5, cut=False)
        ink.gouge((x + 8, dune + 60), (x + 28, dune + 34), 5, cut=False)
    sheet.press(ink, INK)


def greenhouse(sheet: Sheet) -> None:
    """A glasshouse at dusk, rows of tomatoes, steam at the ridge, a grower at work."""
    sky(sheet, BLUE, low=800)
    glow = sheet.block()
    glow.shape(path("120,330 600,130 1080,330 1080,700 120,700"))
    sheet.press(glow, PALE_SAND, opaque=True)
    warm = sheet.block()
    warm.halftone(
        (130, 150, 1070, 420),
        pitch=17,
        tone=lambda x, y: max(0.0, 0.75 - abs(x - 600) / 900 - (y - 140) / 420),
    )
    roof = sheet.block()
    roof.shape(path("124,334 600,136 1076,334 1076,420 124,420"), wobble=0)
    warm.keep_within(roof)
    sheet.press(warm, OCHRE)
    earth = sheet.block()
    earth.box((0, 690, 1200, 800), wobble=0)
    earth.gouges((0, 690, 1200, 800), spacing=18, length=120, width=7, tone=lambda _x, _y: 0.5)
    sheet.press(earth, INK, opaque=True)
    leaves = sheet.block()
    fruit = sheet.block()
    for row, x in enumerate((190, 290, 390, 490, 720, 820, 920, 1010)):
        for i in range(11):
            y = 668 - i * 28
            for side in (-1, 1):
                reach = 30 + 12 * math.sin(i * 1.7 + row)
                leaves.gouge((x, y), (x + side * reach, y - 16 + (i % 3) * 9), 19, cut=False)
        leaves.line([(x, 690), (x, 350)], 5)
        for i in range(6):
            c = 1 if (i + row) % 2 else -1
            fruit.disc(x + c * 15, 640 - i * 48, 11)
            fruit.disc(x + c * 27, 652 - i * 48, 9)
    sheet.press(leaves, PINE, opaque=True)
    sheet.press(fruit, BRICK, opaque=True)
    ink = sheet.block()
    ink.line(path("120,330 600,130 1080,330"), 11)
    for i in range(13):
        x = 120 + i * 80
        top = 330 - (200 * (1 - abs(x - 600) / 480))
        ink.line([(x, top), (x, 700)], 8 if i in (0, 12) else 4)
    ink.line(path("120,332 1080,332"), 6)
    ink.line(path("110,700 1090,700"), 12)
    ink.line(path("180,346 1020,346"), 3)
    person(
        ink, 606, 694, 262, facing=1, stride=0.2, hat=True, coat=0.8, arms=[(1.7, -0.3), (1.5, 1.2)]
    )
    ink.shape(path("640,640 700,640 692,694 648,694"))
    ink.shape(path("20,690 20,560 96,560 96,690"))
    ink.line(path("96,630 130,630"), 16)
    ink.line(path("40,560 40,500"), 12)
    sheet.press(ink, INK, opaque=True)
    steam = sheet.block()
    for i in range(5):
        steam.disc(600 + i * 26 + (i % 2) * 12, 104 - i * 18, 20 + i * 5, 13 + i * 2)
        steam.disc(40 + i * 9, 484 - i * 26, 10 + i * 4, 9 + i * 2)
    steam.gouges(
        (0, 0, 800, 500), spacing=10, length=40, width=4, angle=-16, tone=lambda _x, _y: 0.4
    )
    sheet.press(steam, PALE_BLUE, opaque=True)


def _turbine(
    masts: Block, shade: Block, x: float, base: float, *, tall: float, turn: float
) -> None:
    hub = (x, base - tall)
    masts.taper((x, base), hub, tall * 0.06, tall * 0.026)
    shade.taper(
        (x + tall * 0.021, base), (x + tall * 0.01, base - tall * 0.97), tall * 0.016, tall * 0.006
    )
    for i in range(3):
        angle = turn + i * math.tau / 3
        c, s = math.cos(angle), math.sin(angle)
        reach = tall * 0.52
        wide = tall * 0.03
        masts.shape(
            [
                (x - s * wide * 0.5, hub[1] + c * wide * 0.5),
                (x + c * reach * 0.25 - s * wide, hub[1] + s * reach * 0.25 + c * wide),
                (x + c * reach, hub[1] + s * reach),
                (x + s * wide * 0.5, hub[1] - c * wide * 0.5),
            ],
            wobble=0,
        )
        shade.gouge(
            (x + c * reach * 0.1, hub[1] + s * reach * 0.1),
            (x + c * reach, hub[1] + s * reach),
            max(2.0, tall * 0.009),
            cut=False,
        )
    shade.disc(x, hub[1], tall * 0.022)
