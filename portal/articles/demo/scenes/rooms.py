"""Scenes indoors: the desk with the memorandum, the witness."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import path
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
from portal.articles.demo.motifs import bust, smooth
from portal.articles.demo.press import Sheet


def desk_lamp(sheet: Sheet) -> None:
    """A lamp lights a few typed pages, a bolt and folded spectacles; the rest is night."""
    night = sheet.block()
    night.all()
    night.gouges(
        (0, 0, 1200, 800),
        spacing=22,
        length=120,
        width=6,
        angle=-20,
        tone=lambda x, y: 0.5 * max(0.0, 1 - math.hypot(x - 520, y - 420) / 640),
    )
    sheet.press(night, BLUE)
    table = sheet.block()
    table.shape(path("0,520 1200,470 1200,800 0,800"))
    table.gouges(
        (0, 480, 1200, 800), spacing=19, length=240, width=6, angle=-2.5, tone=lambda _x, _y: 0.5
    )
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
    _bolt_and_spectacles(sheet)


def _bolt_and_spectacles(sheet: Sheet) -> None:
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
    rust.gouges(
        (806, 600, 1044, 662),
        spacing=9,
        length=16,
        width=6,
        angle=40,
        cut=False,
        tone=lambda x, _y: 0.7 - (x - 800) / 500,
    )
    rust.keep_within(bolt)
    sheet.press(rust, BRICK)


def witness(sheet: Sheet) -> None:
    """One man at a small table with a glass of water, before three behind a long bench."""
    wall = sheet.block()
    wall.all()
    wall.gouges(
        (0, 0, 1200, 480), spacing=30, length=220, width=5, angle=90, tone=lambda _x, _y: 0.35
    )
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
    _three_members(sheet)
    _man_at_table(sheet)


def _three_members(sheet: Sheet) -> None:
    judges = sheet.block()
    for x, size in ((400, 1.0), (600, 1.08), (800, 1.0)):
        bust(judges, x, 400, 52 * size)
    sheet.press(judges, INK, opaque=True)
    faces = sheet.block()
    for x, size in ((400, 1.0), (600, 1.08), (800, 1.0)):
        faces.disc(x, 400 - 134 * size, 34 * size, 43 * size)
        faces.taper((x, 400 - 110 * size), (x, 400 - 80 * size), 32, 36)
    sheet.press(faces, PALE_ROSE, opaque=True)
    hair = sheet.block()
    hair.shape(smooth(path("364,262 366,232 400,214 434,232 436,262 424,240 376,240")), wobble=0)
    hair.shape(
        smooth(
            path("560,262 562,226 580,238 600,214 620,238 638,226 640,262 646,220 600,196 554,220")
        ),
        wobble=0,
    )
    hair.shape(
        smooth(
            path("756,312 760,236 800,210 840,236 844,312 828,300 828,248 800,236 772,248 772,300")
        ),
        wobble=0,
    )
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


def _man_at_table(sheet: Sheet) -> None:
    man = sheet.block()
    man.shape(
        smooth(path("470,800 486,640 520,600 576,580 624,580 680,600 714,640 730,800")), wobble=0
    )
    man.disc(600, 526, 46, 58)
    man.taper((600, 590), (600, 560), 50, 46)
    man.gouges(
        (500, 620, 590, 800), spacing=15, length=70, width=5, angle=98, tone=lambda _x, _y: 0.5
    )
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
