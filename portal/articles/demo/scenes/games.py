"""Scenes of play: the stadium under lights and the chessboard."""

from __future__ import annotations

from portal.articles.demo.blocks import Block, Point, path
from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    INK,
    OCHRE,
    PALE_ROSE,
    PALE_SAND,
    PINE,
    WHITE,
)
from portal.articles.demo.motifs import person, sky, smooth
from portal.articles.demo.press import Sheet


def stadium(sheet: Sheet) -> None:
    """A floodlit pitch between two stands, seen over the heads of the terrace."""
    sky(sheet, BLUE, low=800)
    beams = sheet.block()
    for x, lean in ((170, 1), (1030, -1)):
        for spread in range(5):
            beams.shape([(x - 50, 150), (x + 50, 150), (x + lean * (170 + spread * 130) + 40, 470), (x + lean * (170 + spread * 130) - 30, 470)])
    beams.gouges((0, 140, 1200, 470), spacing=12, length=60, width=7, angle=8, tone=lambda _x, y: (y - 100) / 420)
    sheet.press(beams, "#6f97ad", opaque=True)
    stand = sheet.block()
    stand.shape(path("240,300 960,300 990,420 210,420"))
    stand.shape(path("200,276 1000,276 1020,302 180,302"))
    sheet.press(stand, INK, opaque=True)
    crowd = sheet.block()
    for row in range(6):
        for i in range(72):
            if crowd.rng.random() < 0.86:
                crowd.disc(232 + row * -3 + i * (10.4 + row * 0.1), 322 + row * 17, 3.6)
    sheet.press(crowd, PALE_SAND, opaque=True)
    pitch = sheet.block()
    pitch.shape(path("120,424 1080,424 1420,800 -220,800"), wobble=0)
    sheet.press(pitch, PINE, opaque=True)
    stripes = sheet.block()
    for i in range(0, 12, 2):
        top0, top1 = 120 + i * 80, 120 + (i + 1) * 80
        low0, low1 = -220 + i * 136.7, -220 + (i + 1) * 136.7
        stripes.shape([(top0, 424), (top1, 424), (low1, 800), (low0, 800)], wobble=0)
    sheet.press(stripes, "#5d8066", opaque=True)
    chalk = sheet.block()
    chalk.line(path("110,430 1090,430"), 4)
    chalk.line(path("600,430 600,800"), 4)
    chalk.disc(600, 540, 150, 46)
    white = sheet.block()
    white.disc(600, 540, 144, 42)
    chalk.cut_by(white)
    chalk.line(path("600,430 600,700"), 4)
    chalk.disc(676, 586, 6)
    sheet.press(chalk, WHITE, opaque=True)
    red = sheet.block()
    pale = sheet.block()
    for block, spots in ((red, ((650, 590, 74), (470, 520, 58), (760, 500, 54), (350, 560, 66))), (pale, ((710, 600, 76), (540, 500, 55), (850, 560, 66)))):
        for x, ground, height in spots:
            person(block, x, ground, height, stride=0.9, coat=0, facing=1 if block is red else -1)
    sheet.press(red, BRICK, opaque=True)
    sheet.press(pale, OCHRE, opaque=True)
    ink = sheet.block()
    for x in (170, 1030):
        ink.line([(x - 12, 470), (x, 170)], 7)
        ink.line([(x + 12, 470), (x, 170)], 7)
        for y in range(210, 460, 44):
            ink.line([(x - 9, y + 24), (x + 8, y)], 4)
        ink.shape([(x - 66, 84), (x + 66, 84), (x + 66, 174), (x - 66, 174)])
    sheet.press(ink, INK, opaque=True)
    lamps = sheet.block()
    for x in (170, 1030):
        for row in range(3):
            for i in range(5):
                lamps.disc(x - 50 + i * 25, 100 + row * 28, 9.5)
    sheet.press(lamps, WHITE, opaque=True)
    scarves = sheet.block()
    for i, x in enumerate((90, 330, 560, 800, 1060)):
        y = 590 + (i * 37) % 50
        scarves.shape(smooth([(x - 96, y), (x, y + 26), (x + 96, y - 6), (x + 94, y + 26), (x, y + 58), (x - 98, y + 30)]), wobble=0)
    sheet.press(scarves, BRICK, opaque=True)
    bars = sheet.block()
    for i, x in enumerate((90, 330, 560, 800, 1060)):
        y = 590 + (i * 37) % 50
        for k in (-72, -36, 0, 36, 72):
            bars.line([(x + k, y + 8), (x + k, y + 50)], 12)
    bars.keep_within(scarves)
    sheet.press(bars, WHITE, opaque=True)
    heads = sheet.block()
    for i, x in enumerate((90, 330, 560, 800, 1060)):
        y = 590 + (i * 37) % 50
        _fan(heads, x, y)
    for x, y in ((210, 760), (450, 772), (690, 764), (930, 770), (1160, 760), (0, 764)):
        heads.disc(x, y - 20, 34, 40)
        heads.shape(smooth([(x - 76, 820), (x - 62, 44 + y - 20), (x, 26 + y - 20), (x + 62, 44 + y - 20), (x + 76, 820)]), wobble=0)
    sheet.press(heads, INK, opaque=True)


def chessboard(sheet: Sheet) -> None:
    """A board seen low across the table; a young hand moves the knight."""
    back = sheet.block()
    back.all()
    back.gouges((0, 0, 1200, 420), spacing=20, length=120, width=6, angle=90, tone=lambda _x, y: 0.5 * y / 420)
    sheet.press(back, PINE)
    table = sheet.block()
    table.shape(path("0,430 1200,430 1200,800 0,800"), wobble=0)
    sheet.press(table, PALE_SAND, opaque=True)
    dark = sheet.block()
    for row in range(8):
        for column in range(8):
            if (row + column) % 2 == 0:
                dark.shape([_square(column, row), _square(column + 1, row), _square(column + 1, row + 1), _square(column, row + 1)], wobble=0)
    sheet.press(dark, BRICK, opaque=True)
    edge = sheet.block()
    edge.line([_square(0, 0), _square(8, 0), _square(8, 8), _square(0, 8), _square(0, 0)], 7)
    sheet.press(edge, INK, opaque=True)
    white = sheet.block()
    ink = sheet.block()
    for column, row, tall, dark_side in ((1, 1, 1.2, 1), (3, 0, 1.0, 1), (4, 1, 1.35, 1), (6, 0, 1.0, 1), (2, 2, 0.8, 1), (6, 2, 0.8, 1), (0, 4, 0.8, 0), (3, 5, 1.35, 0), (5, 5, 0.8, 0), (1, 6, 1.2, 0), (7, 6, 0.8, 0)):
        x, y = _square(column + 0.5, row + 0.62)
        size = (0.72 + row * 0.1) * tall
        _piece(ink if dark_side else white, x, y, size)
        if tall > 1.1:
            _crown(ink if dark_side else white, x, y - 116 * size, size, is_king=tall > 1.3)
        if not dark_side:
            _piece_line(ink, x, y, size)
    sheet.press(white, WHITE, opaque=True)
    sheet.press(ink, INK, opaque=True)
    knight = sheet.block()
    knight.shape(smooth(path("640,560 650,500 624,470 590,480 574,462 600,420 640,372 668,352 680,376 716,410 730,470 722,560")), wobble=0)
    knight.shape(path("610,600 616,556 746,556 752,600"))
    sheet.press(knight, WHITE, opaque=True)
    mane = sheet.block()
    mane.line(smooth(path("640,560 650,500 624,470 590,480 574,462 600,420 640,372 668,352 680,376 716,410 730,470 722,560")), 5)
    mane.line(path("608,602 616,556 746,556 754,602 608,602"), 5)
    mane.disc(640, 412, 5)
    for i in range(5):
        mane.gouge((688 + i * 4, 390 + i * 30), (722 + i * 2, 404 + i * 32), 7, cut=False)
    sheet.press(mane, INK, opaque=True)
    hand = sheet.block()
    hand.shape(smooth(path("1000,150 900,190 800,240 744,290 726,330 744,350 790,330 800,380 830,392 900,360 960,330 1080,280")), wobble=0)
    for tip, width in ((path("760,290 690,316 664,352"), 34), (path("780,330 730,364 716,398"), 34), (path("830,350 780,396 752,430"), 32)):
        hand.line(tip, width)
        hand.disc(*tip[-1], width / 2)
        hand.disc(*tip[0], width / 2)
    sheet.press(hand, PALE_ROSE, opaque=True)
    lines = sheet.block()
    for tip in (path("746,312 700,336 676,362"), path("790,346 742,382 728,408"), path("846,366 796,410 764,440")):
        lines.line(tip, 4)
    lines.gouges((860, 250, 1040, 360), spacing=11, length=46, width=5, angle=-24, cut=False, tone=lambda _x, y: (y - 240) / 160)
    lines.keep_within(hand)
    sheet.press(lines, INK, opaque=True)
    sleeve = sheet.block()
    sleeve.shape(path("980,116 1200,30 1200,300 1064,312"))
    sheet.press(sleeve, BLUE, opaque=True)
    cuff = sheet.block()
    cuff.shape(path("966,122 1004,108 1092,300 1052,318"))
    sheet.press(cuff, OCHRE, opaque=True)


def _fan(block: Block, x: float, y: float) -> None:
    block.taper((x - 50, y + 140), (x - 92, y + 14), 26, 18)
    block.taper((x + 50, y + 140), (x + 90, y + 8), 26, 18)
    block.disc(x, y + 92, 30, 36)
    block.shape(smooth([(x - 74, 840), (x - 62, y + 160), (x, y + 132), (x + 62, y + 160), (x + 74, 840)]), wobble=0)


def _square(column: float, row: float) -> Point:
    depth = row / 8
    y = 470 + 350 * depth**1.35
    half = 360 + 330 * depth**1.35
    return 560 - half + 2 * half * column / 8, y


def _piece(block: Block, x: float, y: float, size: float) -> None:
    block.shape(smooth([(x - 34 * size, y), (x - 26 * size, y - 20 * size), (x - 12 * size, y - 40 * size), (x - 10 * size, y - 80 * size), (x + 10 * size, y - 80 * size), (x + 12 * size, y - 40 * size), (x + 26 * size, y - 20 * size), (x + 34 * size, y)]), wobble=0)
    block.disc(x, y - 98 * size, 19 * size, 22 * size)
    block.box((x - 20 * size, y - 80 * size, x + 20 * size, y - 72 * size), wobble=0)
    block.disc(x, y - 2, 34 * size, 9 * size)


def _crown(block: Block, x: float, y: float, size: float, *, is_king: bool) -> None:
    if is_king:
        block.box((x - 4 * size, y - 30 * size, x + 4 * size, y + 4), wobble=0)
        block.box((x - 13 * size, y - 22 * size, x + 13 * size, y - 14 * size), wobble=0)
        return
    for lean in (-1, 0, 1):
        block.shape([(x + (lean * 14 - 8) * size, y + 10 * size), (x + lean * 20 * size, y - 18 * size), (x + (lean * 14 + 8) * size, y + 10 * size)], wobble=0)


def _piece_line(block: Block, x: float, y: float, size: float) -> None:
    block.gouge((x + 12 * size, y - 108 * size), (x + 14 * size, y - 86 * size), 7 * size, cut=False)
    block.gouge((x + 6 * size, y - 72 * size), (x + 22 * size, y - 12 * size), 9 * size, cut=False)
    block.gouge((x - 34 * size, y + 5 * size), (x + 34 * size, y + 5 * size), 6 * size, cut=False)


