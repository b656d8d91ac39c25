"""Scenes of the town’s open places: the clock tower and the school yard."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import path
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
from portal.articles.demo.motifs import person, roofs, sky, tree, windows
from portal.articles.demo.press import Sheet


def clock_tower(sheet: Sheet) -> None:
    """The town hall at ten to two in the morning; one row of windows is lit."""
    sky(sheet, BLUE, low=800)
    moon = sheet.block()
    moon.disc(940, 150, 64)
    bite = sheet.block()
    bite.disc(968, 134, 56)
    moon.cut_by(bite)
    for _ in range(46):
        moon.disc(moon.rng.uniform(0, 1200), moon.rng.uniform(0, 380), moon.rng.uniform(1.4, 3.4))
    sheet.press(moon, WHITE, opaque=True)
    low = sheet.block()
    roofs(low, 720, -40, 1240, [110, 170, 130, 150, 120, 160, 140, 110])
    low.box((0, 716, 1200, 800), wobble=0)
    sheet.press(low, INK)
    hall = sheet.block()
    hall.box((250, 430, 950, 740))
    hall.shape(path("236,432 964,432 900,370 300,370"))
    hall.box((510, 170, 690, 740))
    hall.shape(path("500,172 700,172 672,112 640,96 600,20 560,96 528,112"))
    sheet.press(hall, INK, opaque=True)
    _lights_and_clock(sheet)


def _lights_and_clock(sheet: Sheet) -> None:
    lit = sheet.block()
    for i in range(4):
        for left in (284, 716):
            x = left + i * 56
            lit.box((x, 470, x + 34, 548), wobble=0.5)
            lit.disc(x + 17, 470, 17)
    lit.disc(600, 256, 70)
    lit.shape(path("572,740 572,640 600,610 628,640 628,740"))
    sheet.press(lit, OCHRE, opaque=True)
    dull = sheet.block()
    for i in range(4):
        for left in (284, 716):
            x = left + i * 56
            dull.box((x, 604, x + 34, 680), wobble=0.5)
    for x in (548, 590, 632):
        dull.box((x, 380, x + 20, 440), wobble=0.5)
    sheet.press(dull, "#2c3b4a", opaque=True)
    face = sheet.block()
    face.disc(600, 256, 58)
    sheet.press(face, WHITE, opaque=True)
    ink = sheet.block()
    for i in range(12):
        c, s = math.cos(i * math.tau / 12), math.sin(i * math.tau / 12)
        ink.line(
            [(600 + 46 * c, 256 + 46 * s), (600 + 55 * c, 256 + 55 * s)], 5 if i % 3 == 0 else 3
        )
    ten_to = math.radians(300 - 90)
    near_two = math.radians(55 - 90)
    ink.line([(600, 256), (600 + 44 * math.cos(ten_to), 256 + 44 * math.sin(ten_to))], 5)
    ink.line([(600, 256), (600 + 29 * math.cos(near_two), 256 + 29 * math.sin(near_two))], 7)
    ink.disc(600, 256, 6)
    for i in range(4):
        for left in (284, 716):
            x = left + i * 56
            ink.line([(x + 17, 456), (x + 17, 548)], 3)
            ink.line([(x, 506), (x + 34, 506)], 3)
    for x in (301, 413, 733, 845):
        ink.disc(x, 520, 8, 10)
        ink.shape([(x - 15, 548), (x - 11, 532), (x + 11, 532), (x + 15, 548)], wobble=0)
    sheet.press(ink, INK, opaque=True)
    floor = sheet.block()
    for k in range(5):
        floor.gouge((540 - k * 18, 750 + k * 11), (660 + k * 18, 751 + k * 11), 7, cut=False)
    sheet.press(floor, OCHRE, opaque=True)


def school_yard(sheet: Sheet) -> None:
    """Half of the yard is still asphalt with painted lines; the other half has trees and a pond."""
    sky(sheet, PALE_BLUE, low=360, clear=0.15)
    house = sheet.block()
    house.box((60, 110, 1140, 380))
    sheet.press(house, BRICK)
    panes = sheet.block()
    windows(panes, (80, 130, 520, 360), 6, 2, gap=0.42, cut=False)
    windows(panes, (680, 130, 1120, 360), 6, 2, gap=0.42, cut=False)
    sheet.press(panes, PALE_SAND, opaque=True)
    roof = sheet.block()
    roof.shape(path("40,112 1160,112 1110,60 90,60"))
    roof.shape(path("520,110 600,16 680,110"))
    roof.shape(path("552,380 552,250 648,250 648,380"))
    sheet.press(roof, INK)
    asphalt = sheet.block()
    asphalt.shape(path("0,380 560,380 470,800 0,800"))
    asphalt.halftone(
        (0, 380, 560, 800), pitch=15, tone=lambda _x, y: 0.05 + (y - 380) / 5200, cut=True
    )
    sheet.press(asphalt, "#8b8f93", opaque=True)
    meadow = sheet.block()
    meadow.shape(path("560,380 1200,380 1200,800 470,800"))
    meadow.gouges(
        (470, 380, 1200, 800),
        spacing=18,
        length=44,
        width=6,
        angle=-70,
        tone=lambda _x, y: (y - 330) / 620,
    )
    sheet.press(meadow, PALE_GREEN, opaque=True)
    pond = sheet.block()
    pond.disc(960, 690, 170, 52)
    pond.gouges((800, 650, 1120, 740), spacing=12, length=60, width=5)
    sheet.press(pond, BLUE, opaque=True)
    chalk = sheet.block()
    squares = path("236,640 236,570 200,512 272,512 236,462 206,420 266,420")
    for i, (x, y) in enumerate(squares):
        half = 36 - i * 3
        chalk.line(
            [
                (x - half, y + half),
                (x + half, y + half),
                (x + half * 0.9, y - half * 0.8),
                (x - half * 0.9, y - half * 0.8),
                (x - half, y + half),
            ],
            4,
        )
    chalk.line(path("0,720 480,720"), 4)
    sheet.press(chalk, WHITE, opaque=True)
    crowns = sheet.block()
    ink = sheet.block()
    for x, ground, height in (
        (680, 430, 150),
        (820, 450, 180),
        (1010, 440, 170),
        (1140, 470, 220),
        (640, 640, 300),
    ):
        tree(crowns, x, ground, height, bare=False)
        ink.taper((x, ground), (x, ground - height * 0.55), height * 0.05, height * 0.02)
        ink.line(
            [(x + height * 0.1, ground), (x + height * 0.1, ground - height * 0.34)],
            max(3, height * 0.02),
        )
    sheet.press(crowns, PINE)
    for x, ground, height, facing, hands in (
        (236, 560, 118, 1, [(1.2, -0.9), (-1.2, -0.6)]),
        (120, 610, 122, 1, [(1.4, 0.2)]),
        (380, 500, 100, -1, [(1.4, -0.2)]),
        (760, 700, 130, 1, [(1.5, 1.4)]),
        (880, 770, 136, 1, [(1.6, 1.6)]),
        (560, 740, 132, 1, [(1.4, -0.6)]),
        (1080, 610, 112, -1, [(1.3, 1.2)]),
    ):
        person(ink, x, ground, height, facing=facing, stride=0.8, coat=0.35, arms=hands)
    for x, y in ((834, 720), (1120, 650), (1074, 744), (806, 676)):
        for lean in (-12, 0, 12):
            ink.gouge((x, y), (x + lean, y - 60), 7, cut=False)
    sheet.press(ink, INK)
    for i, (x, ground, height) in enumerate(CHILDREN):
        shirt = sheet.block()
        head = height / 6.9
        top = ground - height
        shirt.shape(
            [
                (x - head * 0.62, top + head * 1.35),
                (x + head * 0.62, top + head * 1.35),
                (x + head * 0.7, top + head * 3.7),
                (x - head * 0.7, top + head * 3.7),
            ],
            wobble=0.5,
        )
        sheet.press(shirt, (OCHRE, WHITE, BRICK)[i % 3], opaque=True)


CHILDREN = (
    (236, 560, 118),
    (120, 610, 122),
    (380, 500, 100),
    (760, 700, 130),
    (880, 770, 136),
    (560, 740, 132),
    (1080, 610, 112),
)
