"""How a portrait is built: head and shoulders, lit from one side; hair is left to each sitter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.articles.demo.blocks import Block, Point, path
from portal.articles.demo.inks import INK, WHITE
from portal.articles.demo.motifs import smooth
from portal.articles.demo.press import Sheet

Cut = Callable[[Block], None]


def nothing(_block: Block) -> None:
    """No hair, no collar."""


@dataclass(frozen=True)
class Sitter:
    """What sets one portrait apart; positions are in a sheet of 600 by 600."""

    ground: str
    skin: str
    shade: str
    hair: str
    garment: str
    jaw: float = 1.0
    """1 is usual; less is narrow, more is broad."""
    length: float = 1.0
    age: int = 0
    """Lines of the face: 0 none, 2 many."""
    brows: float = 1.0
    lips: float = 1.0
    glasses: str = ""
    """"round", "square" or none."""
    hair_behind: Cut = nothing
    hair_front: Cut = nothing
    beard: Cut = nothing
    collar: Cut = nothing
    scarf: str = ""


def portrait(sheet: Sheet, sitter: Sitter) -> None:
    """Print a sitter, back to front."""
    ground = sheet.block()
    ground.all()
    worked = (-20, 0, 620, 600)
    ground.gouges(worked, spacing=17, length=90, width=5, angle=-32, tone=_from_the_left)
    sheet.press(ground, sitter.ground)
    _stand(sheet, sitter.hair_behind, sitter.hair)
    _shoulders(sheet, sitter)
    _neck(sheet, sitter)
    _head(sheet, sitter)
    _stand(sheet, sitter.beard, sitter.hair)
    _features(sheet, sitter)
    _stand(sheet, sitter.hair_front, sitter.hair)
    if sitter.glasses:
        _glasses(sheet, sitter.glasses)


def _from_the_left(x: float, _y: float) -> float:
    return 0.55 * x / 600


def _stand(sheet: Sheet, cut: Cut, colour: str) -> None:
    block = sheet.block()
    cut(block)
    sheet.press(block, colour, opaque=True)


def _shoulders(sheet: Sheet, sitter: Sitter) -> None:
    cloth = sheet.block()
    cloth.shape(
        path("20,620 34,560 90,508 190,470 240,440 360,440 410,470 510,508 566,560 580,620")
    )
    cloth.gouges(
        (330, 470, 580, 620),
        spacing=15,
        length=60,
        width=4,
        angle=68,
        tone=lambda x, _y: (x - 300) / 340,
    )
    sheet.press(cloth, sitter.garment, opaque=True)
    folds = sheet.block()
    folds.gouges(
        (30, 500, 300, 620),
        spacing=15,
        length=60,
        width=7,
        angle=112,
        cut=False,
        tone=lambda x, _y: (300 - x) / 330,
    )
    folds.keep_within(cloth)
    sheet.press(folds, INK, opaque=True)


def _neck(sheet: Sheet, sitter: Sitter) -> None:
    neck = sheet.block()
    neck.shape(path("248,360 352,360 352,446 372,464 300,520 228,464 248,446"), wobble=0)
    sheet.press(neck, sitter.skin, opaque=True)
    under = sheet.block()
    under.shape(smooth(path("246,370 300,412 352,376 352,404 318,446 270,470 246,450")), wobble=0)
    sheet.press(under, sitter.shade, opaque=True)
    collar = sheet.block()
    sitter.collar(collar)
    sheet.press(collar, sitter.scarf or WHITE, opaque=True)


def outline(sitter: Sitter) -> list[Point]:
    """The outline of a sitter's face."""
    w, k = sitter.jaw, sitter.length
    half: Sequence[Point] = (
        (0, -138),
        (62, -124),
        (98, -70),
        (102, 0),
        (94 * w, 54),
        (70 * w, 102 * k),
        (36 * w, 136 * k),
        (0, 146 * k),
    )
    right = [(300 + x, 262 + y) for x, y in half]
    left = [(300 - x, 262 + y) for x, y in reversed(half[1:-1])]
    return smooth([*right, *left])


def _head(sheet: Sheet, sitter: Sitter) -> None:
    head = sheet.block()
    head.shape(outline(sitter), wobble=0)
    for side in (-1, 1):
        head.shape(
            smooth(
                [
                    (300 + side * 96, 246),
                    (300 + side * 118, 238),
                    (300 + side * 120, 276),
                    (300 + side * 106, 312),
                    (300 + side * 94, 306),
                ]
            ),
            wobble=0,
        )
    sheet.press(head, sitter.skin, opaque=True)
    dark = sheet.block()
    dark.shape(
        smooth(
            path(
                "180,150 246,132 232,190 236,226 262,236 252,258 218,272 222,318 "
                "250,352 262,384 286,404 292,424 220,400 176,300"
            )
        ),
        wobble=0,
    )
    dark.shape(path("292,236 304,240 296,318 268,314 280,290"), wobble=0)
    dark.gouges(
        (196, 150, 300, 400),
        spacing=10,
        length=30,
        width=3.2,
        angle=-30,
        tone=lambda x, _y: max(0.0, (x - 214) / 110),
    )
    dark.keep_within(head)
    sheet.press(dark, sitter.shade, opaque=True)


def _features(sheet: Sheet, sitter: Sitter) -> None:
    whites = sheet.block()
    ink = sheet.block()
    for side in (-1, 1):
        x = 300 + side * 44
        whites.shape(
            smooth(
                [
                    (x - 22, 250),
                    (x - 6, 239),
                    (x + 12, 240),
                    (x + 22, 250),
                    (x + 8, 258),
                    (x - 10, 258),
                ]
            ),
            wobble=0,
        )
        ink.disc(x + 1, 248, 9.5, 10.5)
        ink.line([(x - 24, 251), (x - 8, 239), (x + 12, 239), (x + 25, 250)], 5)
        ink.line([(x - 14, 261), (x + 12, 261)], 2)
        b = sitter.brows
        inner, outer = 300 + side * 20, 300 + side * 78
        ink.taper((inner, 222 - 2 * b), (300 + side * 56, 212 - 3 * b), 10 * b, 9 * b)
        ink.taper((300 + side * 55, 212 - 3 * b), (outer, 224), 9 * b, 3)
        if sitter.age:
            ink.line([(300 + side * 38, 322), (300 + side * 54, 346), (300 + side * 52, 360)], 2.6)
            ink.gouge((x - 18, 270), (x + 16, 274), 3, cut=False)
        if sitter.age > 1:
            ink.gouge((300 + side * 74, 244), (300 + side * 92, 236), 3, cut=False)
            ink.gouge((300 + side * 75, 254), (300 + side * 92, 256), 3, cut=False)
    if sitter.age > 1:
        for y in (166, 182):
            ink.gouge((262, y), (340, y - 2), 3, cut=False)
    ink.line(path("300,236 292,284 280,308 288,318 302,322"), 4)
    ink.shape(path("302,318 318,314 322,306 326,316 312,324"), wobble=0)
    lip = sheet.block()
    top = 352.0
    full = sitter.lips
    lip.shape(
        smooth(
            [
                (262, top),
                (286, top - 7 * full),
                (300, top - 4 * full),
                (314, top - 7 * full),
                (338, top),
                (318, top + 13 * full),
                (300, top + 16 * full),
                (282, top + 13 * full),
            ]
        ),
        wobble=0,
    )
    sheet.press(lip, sitter.shade, opaque=True)
    ink.line([(258, top + 1), (284, top + 2), (300, top + 4), (316, top + 2), (342, top - 2)], 4.5)
    ink.gouge((280, top + 26), (322, top + 25), 5, cut=False)
    sheet.press(whites, WHITE, opaque=True, worn=False)
    sheet.press(ink, INK, opaque=True, worn=False)
    spark = sheet.block()
    spark.disc(261, 244, 2.8)
    spark.disc(349, 244, 2.8)
    sheet.press(spark, WHITE, opaque=True, worn=False)


def _glasses(sheet: Sheet, kind: str) -> None:
    frame = sheet.block()
    for side in (-1, 1):
        x = 300 + side * 46
        if kind == "round":
            frame.disc(x, 250, 40)
            frame.disc(x, 250, 33, cut=True)
        else:
            frame.shape([(x - 41, 222), (x + 41, 222), (x + 36, 280), (x - 36, 280)], wobble=0)
            frame.shape(
                [(x - 33, 231), (x + 33, 231), (x + 29, 272), (x - 29, 272)], wobble=0, cut=True
            )
        frame.line([(300 + side * 84, 242), (300 + side * 112, 248)], 6)
    frame.line(path("286,243 300,238 314,243"), 6)
    sheet.press(frame, INK, opaque=True, worn=False)
