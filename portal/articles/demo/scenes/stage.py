"""Scenes before an audience: the choir and the theatre."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import path
from portal.articles.demo.inks import BLUE, BRICK, INK, OCHRE, PALE_ROSE, PALE_SAND, PINE, WHITE
from portal.articles.demo.motifs import bust, person, smooth
from portal.articles.demo.press import Sheet


def choir(sheet: Sheet) -> None:
    """Four rows sing in a boat shed; the conductor has her back to us."""
    wall = sheet.block()
    wall.all()
    for seam in range(0, 1240, 62):
        wall.line([(seam, 0), (seam, 800)], 4, cut=True)
    sheet.press(wall, BLUE)
    hull = sheet.block()
    hull.shape(smooth(path("-60,70 200,150 600,186 1000,150 1260,70 1260,-60 -60,-60")), wobble=0)
    for i in range(5):
        hull.line(
            [
                (x * 60.0 - 30, 20 + i * 34 + 40 * math.sin(math.pi * x / 21) - i * 2)
                for x in range(22)
            ],
            4,
            cut=True,
        )
    sheet.press(hull, OCHRE, opaque=True)
    lamps = sheet.block()
    for x in (220.0, 600.0, 980.0):
        lamps.disc(x, 236, 26)
    sheet.press(lamps, WHITE, opaque=True)
    skins = (PALE_ROSE, "#c98e66", "#8a5a3c", "#e9c3a6")
    for row in range(4):
        y = 372 + row * 84
        coats = (sheet.block(), sheet.block())
        faces = [sheet.block() for _ in skins]
        ink = sheet.block()
        count = 9 + row % 2
        for i in range(count):
            x = 600 + (i - (count - 1) / 2) * 116
            lift = 14 * math.cos(i * 2.1 + row)
            top = y - 20 + lift
            coats[(i + row) % 2].shape(
                smooth(
                    [
                        (x - 58, y + 170),
                        (x - 50, top + 70),
                        (x - 22, top + 44),
                        (x + 22, top + 44),
                        (x + 50, top + 70),
                        (x + 58, y + 170),
                    ]
                ),
                wobble=0,
            )
            faces[(i * 3 + row) % 4].disc(x, top, 29, 36)
            faces[(i * 3 + row) % 4].taper((x, top + 20), (x, top + 52), 26, 30)
            style = (i * 5 + row * 2) % 3
            if style == 0:
                ink.shape(
                    smooth(
                        [
                            (x - 32, top + 4),
                            (x - 30, top - 26),
                            (x, top - 44),
                            (x + 30, top - 26),
                            (x + 32, top + 4),
                            (x + 18, top - 18),
                            (x - 18, top - 18),
                        ]
                    ),
                    wobble=0,
                )
            elif style == 1:
                ink.shape(
                    smooth(
                        [
                            (x - 36, top + 34),
                            (x - 36, top - 20),
                            (x, top - 44),
                            (x + 36, top - 20),
                            (x + 36, top + 34),
                            (x + 26, top + 10),
                            (x + 18, top - 16),
                            (x - 18, top - 16),
                            (x - 26, top + 10),
                        ]
                    ),
                    wobble=0,
                )
            else:
                ink.shape(
                    smooth(
                        [
                            (x - 31, top - 8),
                            (x - 22, top - 34),
                            (x + 2, top - 40),
                            (x + 24, top - 32),
                            (x + 31, top - 8),
                            (x, top - 24),
                        ]
                    ),
                    wobble=0,
                )
                ink.gouge((x - 17, top + 6), (x + 17, top + 6), 7, cut=False)
            ink.disc(x, top + 16, 7, 9)
            for side in (-1, 1):
                ink.gouge((x + side * 11 - 6, top - 3), (x + side * 11 + 6, top - 3), 4, cut=False)
            ink.gouge((x, top + 62), (x - 4, y + 170), 5, cut=False)
        sheet.press(coats[0], INK, opaque=True)
        sheet.press(coats[1], BRICK if row % 2 else PINE, opaque=True)
        for block, colour in zip(faces, skins, strict=True):
            sheet.press(block, colour, opaque=True)
        sheet.press(ink, INK, opaque=True)
    _conductor(sheet)


def _conductor(sheet: Sheet) -> None:
    lead = sheet.block()
    lead.shape(
        smooth(path("500,840 512,650 548,596 580,580 620,580 652,596 688,650 700,840")), wobble=0
    )
    lead.taper((530, 630), (410, 560), 44, 30)
    lead.taper((410, 564), (392, 470), 30, 20)
    lead.taper((670, 630), (790, 570), 44, 30)
    lead.taper((790, 574), (820, 480), 30, 20)
    lead.disc(600, 530, 40, 50)
    lead.disc(600, 480, 22, 18)
    for x, y in ((390, 458), (822, 468)):
        lead.disc(x, y, 13, 17)
    lead.line(path("824,466 868,408"), 4)
    sheet.press(lead.grown(2), OCHRE, opaque=True)
    sheet.press(lead, INK, opaque=True)


def theatre(sheet: Sheet) -> None:
    """A bare stage with one chair in the light, the curtains and the first rows."""
    dark = sheet.block()
    dark.all()
    sheet.press(dark, INK, opaque=True)
    stage = sheet.block()
    stage.box((180, 60, 1020, 560))
    stage.gouges(
        (180, 60, 1020, 420),
        spacing=24,
        length=150,
        width=5,
        angle=90,
        tone=lambda x, _y: 0.5 * abs(x - 600) / 420,
    )
    sheet.press(stage, BLUE, opaque=True)
    beam = sheet.block()
    beam.shape(path("560,60 640,60 820,520 380,520"))
    beam.gouges(
        (380, 60, 820, 520),
        spacing=15,
        length=80,
        width=6,
        angle=90,
        tone=lambda _x, y: 0.75 - y / 800,
    )
    boards = sheet.block()
    boards.shape(path("180,470 1020,470 1100,570 100,570"))
    for i in range(15):
        boards.line([(180 + i * 60, 470), (100 + i * 71.4, 570)], 3, cut=True)
    sheet.press(boards, OCHRE, opaque=True)
    sheet.press(beam, PALE_SAND, opaque=True)
    spot = sheet.block()
    spot.disc(600, 518, 222, 36)
    sheet.press(spot, WHITE, opaque=True)
    ink = sheet.block()
    ink.line(path("552,520 556,440 636,440 640,520"), 9)
    ink.line(path("636,440 642,340"), 9)
    ink.line(path("600,440 606,340 642,340"), 8)
    ink.line(path("604,376 640,376"), 6)
    ink.shape(path("548,436 560,424 640,424 642,442"))
    person(ink, 690, 528, 226, facing=-1, stride=0.2, coat=1.4, arms=[(1.1, 0.2)])
    ink.gouge((600, 526), (330, 548), 12, cut=False)
    ink.gouge((690, 530), (470, 566), 16, cut=False)
    ink.box((100, 566, 1100, 592))
    sheet.press(ink, INK, opaque=True)
    _curtain_and_stalls(sheet)


def _curtain_and_stalls(sheet: Sheet) -> None:
    cloth = sheet.block()
    cloth.shape(
        smooth(path("-40,-40 330,-40 300,120 250,300 190,420 200,600 60,620 -40,620")), wobble=0
    )
    cloth.shape(
        smooth(path("1240,-40 870,-40 900,120 950,300 1010,420 1000,600 1140,620 1240,620")),
        wobble=0,
    )
    cloth.shape(
        smooth(path("-60,-60 1260,-60 1260,70 1000,116 800,70 600,116 400,70 200,116 -60,70")),
        wobble=0,
    )
    sheet.press(cloth, BRICK, opaque=True)
    folds = sheet.block()
    for i in range(8):
        folds.gouge((20 + i * 38, 90), (10 + i * 23, 600), 15, cut=False)
        folds.gouge((1180 - i * 38, 90), (1190 - i * 23, 600), 15, cut=False)
        folds.gouge((70 + i * 150, 0), (82 + i * 146, 84), 13, cut=False)
    folds.keep_within(cloth)
    sheet.press(folds, INK, opaque=True)
    seats = sheet.block()
    for row in range(2):
        for i in range(11):
            x = 30 + i * 116 + (58 if row else 0)
            y = 690 + row * 70
            bust(seats, x, y + 74, 34)
    sheet.press(seats, "#3a3f4a", opaque=True)
    rims = sheet.block()
    for row in range(2):
        for i in range(11):
            x = 30 + i * 116 + (58 if row else 0)
            y = 690 + row * 70
            rims.gouge((x - 13, y - 35), (x + 13, y - 36), 4, cut=False)
            rims.gouge((x - 40, y + 14), (x - 22, y - 2), 4, cut=False)
            rims.gouge((x + 22, y - 2), (x + 40, y + 14), 4, cut=False)
    sheet.press(rims, OCHRE, opaque=True)
