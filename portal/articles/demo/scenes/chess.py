"""The chessboard, seen low across the table."""

from __future__ import annotations

from portal.articles.demo.blocks import Block, Point, path
from portal.articles.demo.inks import BLUE, BRICK, INK, OCHRE, PALE_ROSE, PALE_SAND, PINE, WHITE
from portal.articles.demo.motifs import smooth
from portal.articles.demo.press import Sheet


def chessboard(sheet: Sheet) -> None:
    """A board seen low across the table; a young hand moves the knight."""
    back = sheet.block()
    back.all()
    back.gouges(
        (0, 0, 1200, 420),
        spacing=20,
        length=120,
        width=6,
        angle=90,
        tone=lambda _x, y: 0.5 * y / 420,
    )
    sheet.press(back, PINE)
    table = sheet.block()
    table.shape(path("0,430 1200,430 1200,800 0,800"), wobble=0)
    sheet.press(table, PALE_SAND, opaque=True)
    dark = sheet.block()
    for row in range(8):
        for column in range(8):
            if (row + column) % 2 == 0:
                dark.shape(
                    [
                        _square(column, row),
                        _square(column + 1, row),
                        _square(column + 1, row + 1),
                        _square(column, row + 1),
                    ],
                    wobble=0,
                )
    sheet.press(dark, BRICK, opaque=True)
    edge = sheet.block()
    edge.line([_square(0, 0), _square(8, 0), _square(8, 8), _square(0, 8), _square(0, 0)], 7)
    sheet.press(edge, INK, opaque=True)
    white = sheet.block()
    ink = sheet.block()
    for column, row, tall, dark_side in (
        (1, 1, 1.2, 1),
        (3, 0, 1.0, 1),
        (4, 1, 1.35, 1),
        (6, 0, 1.0, 1),
        (2, 2, 0.8, 1),
        (6, 2, 0.8, 1),
        (0, 4, 0.8, 0),
        (3, 5, 1.35, 0),
        (5, 5, 0.8, 0),
        (1, 6, 1.2, 0),
        (7, 6, 0.8, 0),
    ):
        x, y = _square(column + 0.5, row + 0.62)
        size = (0.72 + row * 0.1) * tall
        _piece(ink if dark_side else white, x, y, size)
        if tall > 1.1:
            _crown(ink if dark_side else white, x, y - 116 * size, size, is_king=tall > 1.3)
        if not dark_side:
            _piece_line(ink, x, y, size)
    sheet.press(white, WHITE, opaque=True)
    sheet.press(ink, INK, opaque=True)
    _knight_and_hand(sheet)


def _knight_and_hand(sheet: Sheet) -> None:
    knight = sheet.block()
    knight.shape(
        smooth(
            path(
                "640,560 650,500 624,470 590,480 574,462 600,420 640,372 668,352 "
                "680,376 716,410 730,470 722,560"
            )
        ),
        wobble=0,
    )
    knight.shape(path("610,600 616,556 746,556 752,600"))
    sheet.press(knight, WHITE, opaque=True)
    mane = sheet.block()
    mane.line(
        smooth(
            path(
                "640,560 650,500 624,470 590,480 574,462 600,420 640,372 668,352 "
                "680,376 716,410 730,470 722,560"
            )
        ),
        5,
    )
    mane.line(path("608,602 616,556 746,556 754,602 608,602"), 5)
    mane.disc(640, 412, 5)
    for i in range(5):
        mane.gouge((688 + i * 4, 390 + i * 30), (722 + i * 2, 404 + i * 32), 7, cut=False)
    sheet.press(mane, INK, opaque=True)
    hand = sheet.block()
    hand.shape(
        smooth(
            path(
                "1000,150 900,190 800,240 744,290 726,330 744,350 790,330 800,380 "
                "830,392 900,360 960,330 1080,280"
            )
        ),
        wobble=0,
    )
    for tip, width in (
        (path("760,290 690,316 664,352"), 34),
        (path("780,330 730,364 716,398"), 34),
        (path("830,350 780,396 752,430"), 32),
    ):
        hand.line(tip, width)
        hand.disc(*tip[-1], width / 2)
        hand.disc(*tip[0], width / 2)
    sheet.press(hand, PALE_ROSE, opaque=True)
    lines = sheet.block()
    for tip in (
        path("746,312 700,336 676,362"),
        path("790,346 742,382 728,408"),
        path("846,366 796,410 764,440"),
    ):
        lines.line(tip, 4)
    lines.gouges(
        (860, 250, 1040, 360),
        spacing=11,
        length=46,
        width=5,
        angle=-24,
        cut=False,
        tone=lambda _x, y: (y - 240) / 160,
    )
    lines.keep_within(hand)
    sheet.press(lines, INK, opaque=True)
    sleeve = sheet.block()
    sleeve.shape(path("980,116 1200,30 1200,300 1064,312"))
    sheet.press(sleeve, BLUE, opaque=True)
    cuff = sheet.block()
    cuff.shape(path("966,122 1004,108 1092,300 1052,318"))
    sheet.press(cuff, OCHRE, opaque=True)


def _crown(block: Block, x: float, y: float, size: float, *, is_king: bool) -> None:
    if is_king:
        block.box((x - 4 * size, y - 30 * size, x + 4 * size, y + 4), wobble=0)
        block.box((x - 13 * size, y - 22 * size, x + 13 * size, y - 14 * size), wobble=0)
        return
    for lean in (-1, 0, 1):
        block.shape(
            [
                (x + (lean * 14 - 8) * size, y + 10 * size),
                (x + lean * 20 * size, y - 18 * size),
                (x + (lean * 14 + 8) * size, y + 10 * size),
            ],
            wobble=0,
        )


def _square(column: float, row: float) -> Point:
    depth = row / 8
    y = 470 + 350 * depth**1.35
    half = 360 + 330 * depth**1.35
    return 560 - half + 2 * half * column / 8, y


def _piece(block: Block, x: float, y: float, size: float) -> None:
    block.shape(
        smooth(
            [
                (x - 34 * size, y),
                (x - 26 * size, y - 20 * size),
                (x - 12 * size, y - 40 * size),
                (x - 10 * size, y - 80 * size),
                (x + 10 * size, y - 80 * size),
                (x + 12 * size, y - 40 * size),
                (x + 26 * size, y - 20 * size),
                (x + 34 * size, y),
            ]
        ),
        wobble=0,
    )
    block.disc(x, y - 98 * size, 19 * size, 22 * size)
    block.box((x - 20 * size, y - 80 * size, x + 20 * size, y - 72 * size), wobble=0)
    block.disc(x, y - 2, 34 * size, 9 * size)


def _piece_line(block: Block, x: float, y: float, size: float) -> None:
    block.gouge(
        (x + 12 * size, y - 108 * size), (x + 14 * size, y - 86 * size), 7 * size, cut=False
    )
    block.gouge((x + 6 * size, y - 72 * size), (x + 22 * size, y - 12 * size), 9 * size, cut=False)
    block.gouge((x - 34 * size, y + 5 * size), (x + 34 * size, y + 5 * size), 6 * size, cut=False)
