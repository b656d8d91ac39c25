"""The stadium under lights, seen over the heads of the terrace."""

from __future__ import annotations

from portal.articles.demo.blocks import Block, path
from portal.articles.demo.inks import BLUE, BRICK, INK, OCHRE, PALE_SAND, PINE, WHITE
from portal.articles.demo.motifs import person, sky, smooth
from portal.articles.demo.press import Sheet


def stadium(sheet: Sheet) -> None:
    """A floodlit pitch between two stands, seen over the heads of the terrace."""
    sky(sheet, BLUE, low=800)
    beams = sheet.block()
    for x, lean in ((170, 1), (1030, -1)):
        for spread in range(5):
            beams.shape(
                [
                    (x - 50, 150),
                    (x + 50, 150),
                    (x + lean * (170 + spread * 130) + 40, 470),
                    (x + lean * (170 + spread * 130) - 30, 470),
                ]
            )
    beams.gouges(
        (0, 140, 1200, 470),
        spacing=12,
        length=60,
        width=7,
        angle=8,
        tone=lambda _x, y: (y - 100) / 420,
    )
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
    _pitch(sheet)
    _lamps(sheet)
    _terrace(sheet)


def _pitch(sheet: Sheet) -> None:
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
    for block, spots in (
        (red, ((650, 590, 74), (470, 520, 58), (760, 500, 54), (350, 560, 66))),
        (pale, ((710, 600, 76), (540, 500, 55), (850, 560, 66))),
    ):
        for x, ground, height in spots:
            person(block, x, ground, height, stride=0.9, coat=0, facing=1 if block is red else -1)
    sheet.press(red, BRICK, opaque=True)
    sheet.press(pale, OCHRE, opaque=True)


def _lamps(sheet: Sheet) -> None:
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


def _terrace(sheet: Sheet) -> None:
    scarves = sheet.block()
    for i, x in enumerate((90, 330, 560, 800, 1060)):
        y = 590 + (i * 37) % 50
        scarves.shape(
            smooth(
                [
                    (x - 96, y),
                    (x, y + 26),
                    (x + 96, y - 6),
                    (x + 94, y + 26),
                    (x, y + 58),
                    (x - 98, y + 30),
                ]
            ),
            wobble=0,
        )
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
        heads.shape(
            smooth(
                [
                    (x - 76, 820),
                    (x - 62, 44 + y - 20),
                    (x, 26 + y - 20),
                    (x + 62, 44 + y - 20),
                    (x + 76, 820),
                ]
            ),
            wobble=0,
        )
    sheet.press(heads, INK, opaque=True)


def _fan(block: Block, x: float, y: float) -> None:
    block.taper((x - 50, y + 140), (x - 92, y + 14), 26, 18)
    block.taper((x + 50, y + 140), (x + 90, y + 8), 26, 18)
    block.disc(x, y + 92, 30, 36)
    block.shape(
        smooth([(x - 74, 840), (x - 62, y + 160), (x, y + 132), (x + 62, y + 160), (x + 74, 840)]),
        wobble=0,
    )
