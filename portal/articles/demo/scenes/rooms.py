"""Scenes indoors: the desk with the memorandum, the witness, the choir, the stage."""

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
    PINE,
    WHITE,
)
from portal.articles.demo.motifs import person, smooth
from portal.articles.demo.press import Sheet


def desk_lamp(sheet: Sheet) -> None:
    """A lamp lights a few typed pages, a bolt and folded spectacles; the rest is night."""
    night = sheet.block()
    night.all()
    night.gouges((0, 0, 1200, 800), spacing=22, length=120, width=6, angle=-20, tone=lambda x, y: 0.5 * max(0.0, 1 - math.hypot(x - 520, y - 420) / 640))
    sheet.press(night, BLUE)
    table = sheet.block()
    table.shape(path("0,520 1200,470 1200,800 0,800"))
    table.gouges((0, 480, 1200, 800), spacing=19, length=240, width=6, angle=-2.5, tone=lambda _x, _y: 0.5)
    sheet.press(table, BRICK, opaque=True)
    pool = sheet.block()
    pool.disc(560, 640, 440, 134)
    sheet.press(pool, OCHRE, opaque=True)
    papers = sheet.block()
    for points in ("330,600 600,560 690,706 400,752", "420,560 680,540 760,676 480,710"):
        papers.shape(path(points), wobble=0.4)
    sheet.press(papers, WHITE, opaque=True)
    ink = sheet.block()
    ink.line(path("420,560 680,540 760,676 480,710 420,560"), 4)
    ink.line(path("420,588 330,600 400,752 690,706 686,690"), 4)
    for i in range(8):
        x0, y0 = 452 + i * 5.5, 576 + i * 13.5
        end = 0.9 if i % 3 else 0.62
        ink.line([(x0, y0), (x0 + 230 * end, y0 - 18 * end)], 4)
    ink.line(path("540,690 590,640 620,664 650,652"), 4)
    ink.taper((880, 478), (880, 250), 20, 18)
    ink.taper((884, 256), (700, 130), 18, 16)
    ink.disc(884, 252, 20)
    ink.disc(880, 486, 118, 28)
    ink.shape(path("650,76 760,150 640,300 480,190"))
    ink.disc(704, 112, 36)
    sheet.press(ink, INK, opaque=True)
    bulb = sheet.block()
    bulb.shape(smooth(path("484,196 560,248 640,298 600,304 520,252 478,212")), wobble=0)
    sheet.press(bulb, WHITE, opaque=True)
    bolt = sheet.block()
    bolt.shape(path("800,640 820,606 862,600 886,630 868,664 826,670"))
    bolt.shape(path("876,612 1040,588 1046,632 882,656"))
    sheet.press(bolt, PALE_BLUE, opaque=True)
    thread = sheet.block()
    thread.line(path("800,640 820,606 862,600 886,630 868,664 826,670 800,640"), 5)
    thread.line(path("880,612 1040,588 1046,632 880,656"), 5)
    for i in range(10):
        thread.line([(912 + i * 13, 608 - i * 2), (922 + i * 13, 650 - i * 2)], 4)
    for x, y in ((196, 660), (268, 646)):
        thread.disc(x, y, 34, 26)
        hole = sheet.block()
        hole.disc(x, y, 27, 19)
        thread.cut_by(hole)
    thread.line(path("228,648 238,644"), 6)
    thread.line(path("164,652 120,606 200,590"), 6)
    thread.line(path("300,636 306,590 240,584"), 6)
    sheet.press(thread, INK, opaque=True)
    rust = sheet.block()
    rust.gouges((806, 600, 1044, 662), spacing=9, length=16, width=6, angle=40, cut=False, tone=lambda x, _y: 0.7 - (x - 800) / 500)
    rust.keep_within(bolt)
    sheet.press(rust, BRICK)


def witness(sheet: Sheet) -> None:
    """One man at a small table with a glass of water, before three behind a long bench."""
    wall = sheet.block()
    wall.all()
    wall.gouges((0, 0, 1200, 480), spacing=30, length=220, width=5, angle=90, tone=lambda _x, _y: 0.35)
    sheet.press(wall, PALE_SAND)
    panel = sheet.block()
    panel.box((0, 250, 1200, 520))
    for x in range(0, 1200, 150):
        panel.box((x + 18, 276, x + 132, 500), cut=True)
        panel.box((x + 30, 290, x + 120, 486))
    sheet.press(panel, OCHRE)
    floor = sheet.block()
    floor.box((0, 520, 1200, 800), wobble=0)
    floor.gouges((0, 530, 1200, 800), spacing=24, length=200, width=6, tone=lambda _x, _y: 0.5)
    sheet.press(floor, PINE)
    frames = sheet.block()
    for x in (180, 600, 1020):
        frames.box((x - 60, 60, x + 60, 200))
        frames.box((x - 46, 74, x + 46, 186), cut=True)
    sheet.press(frames, INK, opaque=True)
    judges = sheet.block()
    for x, size in ((400, 1.0), (600, 1.08), (800, 1.0)):
        _bust(judges, x, 400, 52 * size)
    sheet.press(judges, INK, opaque=True)
    faces = sheet.block()
    for x, size in ((400, 1.0), (600, 1.08), (800, 1.0)):
        faces.disc(x, 400 - 134 * size, 34 * size, 43 * size)
        faces.taper((x, 400 - 110 * size), (x, 400 - 80 * size), 32, 36)
    sheet.press(faces, PALE_ROSE, opaque=True)
    hair = sheet.block()
    hair.shape(smooth(path("364,262 366,232 400,214 434,232 436,262 424,240 376,240")), wobble=0)
    hair.shape(smooth(path("560,262 562,226 580,238 600,214 620,238 638,226 640,262 646,220 600,196 554,220")), wobble=0)
    hair.shape(smooth(path("756,312 760,236 800,210 840,236 844,312 828,300 828,248 800,236 772,248 772,300")), wobble=0)
    for x, y in ((400, 262), (600, 252), (800, 264)):
        hair.gouge((x - 14, y), (x - 5, y), 4, cut=False)
        hair.gouge((x + 5, y), (x + 14, y), 4, cut=False)
        hair.gouge((x - 9, y + 18), (x + 9, y + 18), 4, cut=False)
    sheet.press(hair, INK, opaque=True)
    bench = sheet.block()
    bench.shape(path("250,396 950,396 990,520 210,520"))
    sheet.press(bench, BRICK, opaque=True)
    edges = sheet.block()
    edges.shape(path("236,384 964,384 970,402 230,402"))
    for x in (390, 530, 670, 810):
        edges.line([(x, 404), (x + (x - 600) * 0.06, 518)], 4)
    for x in (400, 600, 800):
        edges.box((x - 36, 372, x + 36, 386), wobble=0.4)
    sheet.press(edges, INK, opaque=True)
    man = sheet.block()
    man.shape(smooth(path("470,800 486,640 520,600 576,580 624,580 680,600 714,640 730,800")), wobble=0)
    man.disc(600, 526, 46, 58)
    man.taper((600, 590), (600, 560), 50, 46)
    man.gouges((500, 620, 590, 800), spacing=15, length=70, width=5, angle=98, tone=lambda _x, _y: 0.5)
    for side in (-1, 1):
        man.disc(600 + side * 47, 534, 9, 15)
    sheet.press(man, INK, opaque=True)
    collar = sheet.block()
    collar.shape(path("568,584 600,600 632,584 630,594 600,612 570,594"), wobble=0)
    sheet.press(collar, WHITE, opaque=True)
    table = sheet.block()
    table.shape(path("300,690 470,690 470,712 300,712"))
    table.shape(path("730,690 930,690 930,712 730,712"))
    for x in (316, 906):
        table.line([(x, 712), (x, 800)], 12)
    sheet.press(table, INK, opaque=True)
    glass = sheet.block()
    glass.shape(path("800,616 850,616 844,690 806,690"), wobble=0.4)
    sheet.press(glass, WHITE, opaque=True)
    drink = sheet.block()
    drink.shape(path("803,644 847,644 844,688 807,688"), wobble=0.4)
    sheet.press(drink, BLUE, opaque=True)


def choir(sheet: Sheet) -> None:
    """Four rows sing in a boat shed; the conductor has her back to us."""
    wall = sheet.block()
    wall.all()
    for x in range(0, 1240, 62):
        wall.line([(x, 0), (x, 800)], 4, cut=True)
    sheet.press(wall, BLUE)
    hull = sheet.block()
    hull.shape(smooth(path("-60,70 200,150 600,186 1000,150 1260,70 1260,-60 -60,-60")), wobble=0)
    for i in range(5):
        hull.line([(x * 60.0 - 30, 20 + i * 34 + 40 * math.sin(math.pi * x / 21) - i * 2) for x in range(22)], 4, cut=True)
    sheet.press(hull, OCHRE, opaque=True)
    lamps = sheet.block()
    for x in (220, 600, 980):
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
            coats[(i + row) % 2].shape(smooth([(x - 58, y + 170), (x - 50, top + 70), (x - 22, top + 44), (x + 22, top + 44), (x + 50, top + 70), (x + 58, y + 170)]), wobble=0)
            faces[(i * 3 + row) % 4].disc(x, top, 29, 36)
            faces[(i * 3 + row) % 4].taper((x, top + 20), (x, top + 52), 26, 30)
            style = (i * 5 + row * 2) % 3
            if style == 0:
                ink.shape(smooth([(x - 32, top + 4), (x - 30, top - 26), (x, top - 44), (x + 30, top - 26), (x + 32, top + 4), (x + 18, top - 18), (x - 18, top - 18)]), wobble=0)
            elif style == 1:
                ink.shape(smooth([(x - 36, top + 34), (x - 36, top - 20), (x, top - 44), (x + 36, top - 20), (x + 36, top + 34), (x + 26, top + 10), (x + 18, top - 16), (x - 18, top - 16), (x - 26, top + 10)]), wobble=0)
            else:
                ink.shape(smooth([(x - 31, top - 8), (x - 22, top - 34), (x + 2, top - 40), (x + 24, top - 32), (x + 31, top - 8), (x, top - 24)]), wobble=0)
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
    lead = sheet.block()
    lead.shape(smooth(path("500,840 512,650 548,596 580,580 620,580 652,596 688,650 700,840")), wobble=0)
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
    stage.gouges((180, 60, 1020, 420), spacing=24, length=150, width=5, angle=90, tone=lambda x, _y: 0.5 * abs(x - 600) / 420)
    sheet.press(stage, BLUE, opaque=True)
    beam = sheet.block()
    beam.shape(path("560,60 640,60 820,520 380,520"))
    beam.gouges((380, 60, 820, 520), spacing=15, length=80, width=6, angle=90, tone=lambda _x, y: 0.75 - y / 800)
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
    cloth = sheet.block()
    cloth.shape(smooth(path("-40,-40 330,-40 300,120 250,300 190,420 200,600 60,620 -40,620")), wobble=0)
    cloth.shape(smooth(path("1240,-40 870,-40 900,120 950,300 1010,420 1000,600 1140,620 1240,620")), wobble=0)
    cloth.shape(smooth(path("-60,-60 1260,-60 1260,70 1000,116 800,70 600,116 400,70 200,116 -60,70")), wobble=0)
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
            _bust(seats, x, y + 74, 34)
    sheet.press(seats, "#3a3f4a", opaque=True)
    rims = sheet.block()
    for row in range(2):
        for i in range(11):
            x = 30 + i * 116 + (58 if row else 0)
            y = 690 + row * 70
            rims.gouge((x - 14, y - 26), (x + 14, y - 30), 5, cut=False)
            rims.gouge((x - 40, y + 14), (x - 22, y - 2), 4, cut=False)
            rims.gouge((x + 22, y - 2), (x + 40, y + 14), 4, cut=False)
    sheet.press(rims, OCHRE, opaque=True)


def _bust(block: Block, x: float, base: float, r: float) -> None:
    block.shape(smooth([(x - r * 1.5, base), (x - r * 1.35, base - r * 1.1), (x - r * 0.6, base - r * 1.7), (x + r * 0.6, base - r * 1.7), (x + r * 1.35, base - r * 1.1), (x + r * 1.5, base)]), wobble=0)
    block.disc(x, base - r * 2.5, r * 0.62, r * 0.8)
    block.taper((x, base - r * 1.5), (x, base - r * 2.2), r * 0.6, r * 0.5)
