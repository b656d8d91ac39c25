"""Scenes of what a city leans on: the snow plough and the power lines."""

from __future__ import annotations

from itertools import pairwise

from portal.articles.demo.blocks import Block, Point, path
from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    INK,
    OCHRE,
    PALE_BLUE,
    PALE_ROSE,
    PALE_SAND,
    PINE,
    WHITE,
)
from portal.articles.demo.motifs import sky, smooth, tree
from portal.articles.demo.press import Sheet


def snow_plough(sheet: Sheet) -> None:
    """A plough throws its wave of snow under the lamps of an empty avenue."""
    sky(sheet, BLUE, low=800)
    flakes = sheet.block()
    for _ in range(210):
        flakes.disc(
            flakes.rng.uniform(0, 1200), flakes.rng.uniform(0, 640), flakes.rng.uniform(2, 5.5)
        )
    snow = sheet.block()
    snow.shape(path("0,560 300,548 800,556 1200,540 1200,800 0,800"))
    sheet.press(flakes, WHITE, opaque=True)
    sheet.press(snow, WHITE, opaque=True)
    shade = sheet.block()
    shade.gouges(
        (0, 580, 1200, 800),
        spacing=22,
        length=170,
        width=8,
        angle=3,
        tone=lambda _x, _y: 0.55,
        cut=False,
    )
    sheet.press(shade, PALE_BLUE)
    light = sheet.block()
    for x in (150, 420, 1080):
        light.disc(x, 166, 40)
        light.shape([(x - 20, 190), (x + 20, 190), (x + 84, 556), (x - 84, 556)])
        light.gouges(
            (x - 90, 200, x + 90, 556),
            spacing=13,
            length=60,
            width=6,
            angle=90,
            tone=lambda _x, y: y / 640,
        )
    sheet.press(light, PALE_SAND, opaque=True)
    body = sheet.block()
    body.shape(path("560,330 700,330 720,420 720,600 540,600 540,420"))
    body.shape(path("720,400 1040,400 1040,560 720,560"))
    sheet.press(body, OCHRE, opaque=True, shift=(2, 1))
    beacon = sheet.block()
    beacon.shape(path("610,292 650,292 656,328 604,328"))
    beacon.shape(path("430,470 536,500 540,640 400,660 372,560"))
    sheet.press(beacon, BRICK, opaque=True)
    ink = sheet.block()
    for x in (150, 420, 1080):
        ink.line([(x, 150), (x, 566)], 8)
        ink.shape([(x - 34, 152), (x + 34, 152), (x + 20, 132), (x - 20, 132)])
    for x, height in ((60, 330), (300, 260), (1150, 360)):
        tree(ink, x, 566, height)
    ink.shape(path("560,352 690,352 706,430 552,430"))
    for i in range(3):
        ink.gouge((576 + i * 40, 424), (610 + i * 40, 360), 9)
    ink.line([(540, 442), (720, 442)], 6)
    ink.line([(720, 398), (1044, 398)], 9)
    for x in range(760, 1040, 56):
        ink.line([(x, 402), (x, 558)], 5)
    ink.shape(path("530,574 1050,560 1050,610 530,622"))
    for x in (620, 840, 980):
        ink.disc(x, 626, 50)
        ink.disc(x, 626, 24, cut=True)
        ink.disc(x, 626, 9)
    for i in range(6):
        ink.line([(392 + i * 7, 500 + i * 4), (376 + i * 10, 650 - i * 3)], 3)
    ink.line([(536, 560), (480, 570)], 14)
    sheet.press(ink, INK)
    wave = sheet.block()
    for i in range(26):
        x = 392 - i * 9
        wave.gouge(
            (430 - i * 3, 676 - (i % 5) * 8),
            (x - 60 - wave.rng.uniform(0, 90), 600 - i * 7 + wave.rng.uniform(-30, 50)),
            34 - i * 0.6,
            cut=False,
        )
    for _ in range(60):
        wave.disc(wave.rng.uniform(120, 420), wave.rng.uniform(430, 680), wave.rng.uniform(3, 10))
    sheet.press(wave, WHITE, opaque=True)


def power_lines(sheet: Sheet) -> None:
    """Pylons march to the hills under a heavy sky; one village lamp is lit."""
    sky(sheet, PALE_ROSE, low=620)
    cloud = sheet.block()
    cloud.shape(
        smooth(
            path(
                "-80,-60 1280,-60 1280,150 1080,210 900,160 700,230 480,180 300,240 120,180 -80,230"
            )
        ),
        wobble=0,
    )
    cloud.gouges(
        (-40, 0, 1240, 240), spacing=15, length=120, width=7, angle=-3, tone=lambda _x, y: y / 320
    )
    sheet.press(cloud, BLUE)
    sun = sheet.block()
    sun.disc(860, 560, 130)
    sheet.press(sun, OCHRE, opaque=True)
    hills = sheet.block()
    hills.shape(path("0,560 240,500 520,560 760,520 1000,566 1200,516 1200,640 0,640"))
    sheet.press(hills, PINE, opaque=True)
    soil = sheet.block()
    soil.shape(path("0,610 1200,600 1200,800 0,800"))
    sheet.press(soil, PALE_SAND, opaque=True)
    field = sheet.block()
    field.shape(path("0,610 1200,600 1200,800 0,800"))
    for i in range(-16, 34):
        field.gouge((600 + (i - 9) * 26, 606), (600 + (i - 9) * 120, 830), 13)
    sheet.press(field, BRICK, opaque=True)
    ink = sheet.block()
    tips: list[list[Point]] = []
    for x, base, tall in (
        (180, 760, 640),
        (560, 690, 400),
        (770, 652, 250),
        (890, 628, 150),
        (960, 612, 90),
    ):
        tips.append(_pylon(ink, x, base, tall))
    for near, far in pairwise(tips):
        for a, b in zip(near, far, strict=True):
            sag = (b[0] - a[0]) * 0.1
            ink.line(
                [
                    (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t + sag * 4 * t * (1 - t))
                    for t in (i / 10 for i in range(11))
                ],
                max(1.6, (b[0] - a[0]) / 130),
            )
    for a in tips[0]:
        ink.line([(-20, a[1] - 60), (a[0] * 0.5, a[1] - 10), a], 3.5)
    ink.shape(path("1010,640 1010,604 1040,580 1072,604 1072,640"))
    ink.shape(path("1090,644 1090,612 1114,594 1140,612 1140,644"))
    sheet.press(ink, INK, opaque=True)
    lamp = sheet.block()
    lamp.box((1030, 612, 1044, 626), wobble=0)
    sheet.press(lamp, OCHRE, opaque=True)
    for i, (x, y) in enumerate(((300, 300), (336, 286), (420, 330), (680, 290))):
        birds = sheet.block()
        birds.gouge((x, y), (x - 20, y - 10 - i), 5, cut=False)
        birds.gouge((x, y), (x + 20, y - 12), 5, cut=False)
        sheet.press(birds, INK, opaque=True)


def _pylon(ink: Block, x: float, base: float, tall: float) -> list[Point]:
    w = max(2.0, tall / 75)
    top = base - tall
    for side in (-1, 1):
        ink.line(
            [
                (x + side * tall * 0.15, base),
                (x + side * tall * 0.045, base - tall * 0.6),
                (x + side * tall * 0.02, top),
            ],
            w,
        )
    for i in range(8):
        t0, t1 = i / 8, (i + 1) / 8
        r0, r1 = tall * (0.15 - 0.13 * min(1, t0 * 1.25)), tall * (0.15 - 0.13 * min(1, t1 * 1.25))
        ink.line([(x - r0, base - tall * t0), (x + r1, base - tall * t1)], w * 0.6)
        ink.line([(x + r0, base - tall * t0), (x - r1, base - tall * t1)], w * 0.6)
    tips: list[Point] = []
    for height, reach in ((0.66, 0.24), (0.79, 0.2), (0.91, 0.15)):
        y = base - tall * height
        for side in (-1, 1):
            tip = (x + side * tall * reach, y)
            ink.line([(x, y - tall * 0.035), tip, (x, y)], w * 0.7)
            ink.line([tip, (tip[0], y + tall * 0.035)], w * 0.9)
            tips.append((tip[0], y + tall * 0.035))
    return tips
