"""Scenes of trade: the market and the bakers’ ovens."""

from __future__ import annotations

from portal.articles.demo.blocks import Block, direction, path
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
from portal.articles.demo.motifs import person, roofs, sky, windows
from portal.articles.demo.press import Sheet


def market(sheet: Sheet) -> None:
    """Two striped awnings, crates of fish, those who sell and those who buy."""
    sky(sheet, PALE_SAND, low=800, clear=0.2)
    back = sheet.block()
    for wall in roofs(back, 520, 0, 1200, [250, 330, 280, 360, 270, 320]):
        windows(back, wall, 2, 3, gap=0.55)
    sheet.press(back, PALE_BLUE)
    ground = sheet.block()
    ground.box((0, 640, 1200, 800), wobble=0)
    ground.gouges((0, 650, 1200, 800), spacing=16, length=80, width=6, tone=lambda _x, _y: 0.5)
    sheet.press(ground, PALE_ROSE)
    for left, colour in ((70, BRICK), (640, PINE)):
        cloth = sheet.block()
        _awning(cloth, left, 0)
        sheet.press(cloth, WHITE, opaque=True)
        stripes = sheet.block()
        _awning(stripes, left, 1)
        sheet.press(stripes, colour, opaque=True)
    herrings = sheet.block()
    salmon = sheet.block()
    eyes = sheet.block()
    for left in (70, 640):
        for i in range(4):
            catch = herrings if (i + (left > 100)) % 2 == 0 else salmon
            for j in range(9):
                x = left + 62 + i * 104 + (j % 3) * 25 - (10 if j // 3 == 1 else 0)
                y = 522 - (j // 3) * 12
                catch.gouge((x - 30, y + 4), (x + 20, y - 5), 19, cut=False)
                catch.shape([(x - 22, y + 2), (x - 36, y - 8), (x - 33, y + 13)], wobble=0)
                eyes.disc(x + 9, y - 4, 2.6)
                eyes.gouge((x - 26, y + 7), (x + 14, y + 3), 3, cut=False)
    ink = sheet.block()
    for left in (70, 640):
        for x in (left + 16, left + 464):
            ink.line([(x, 300), (x, 690)], 9)
        ink.line([(left + 10, 236), (left + 470, 236)], 6)
        for i in range(4):
            x = left + 34 + i * 104
            ink.shape([(x, 526), (x + 100, 526), (x + 92, 574), (x + 8, 574)])
            ink.gouge((x + 12, 542), (x + 92, 542), 5)
            ink.gouge((x + 14, 558), (x + 90, 558), 5)
        ink.shape([(left + 10, 574), (left + 470, 574), (left + 466, 650), (left + 14, 650)])
        for i in range(16):
            ink.gouge((left + 26 + i * 28, 582), (left + 24 + i * 28, 646), 5)
    person(ink, 280, 650, 262, facing=1, stride=0, hat=True, arms=[(1.7, 1.1)])
    person(ink, 880, 650, 268, facing=-1, stride=0, arms=[(1.7, 0.6), (1.5, 1.7)])
    person(ink, 590, 756, 300, facing=-1, stride=0.35, coat=1.3, bag=True, arms=[(1.7, 1.0)])
    person(ink, 1150, 744, 282, facing=-1, stride=0.3, hat=True, arms=[(1.5, 1.6)])
    sheet.press(ink, INK)
    sheet.press(herrings, PALE_BLUE, opaque=True)
    sheet.press(salmon, PALE_ROSE, opaque=True)
    sheet.press(eyes, INK, opaque=True)


def ovens(sheet: Sheet) -> None:
    """Two arched ovens burn; a baker draws loaves out on a long peel."""
    wall = sheet.block()
    wall.all()
    for row in range(20):
        y = row * 34
        wall.line([(0, y), (1200, y)], 4, cut=True)
        for column in range(-1, 13):
            x = column * 104 + (52 if row % 2 else 0)
            wall.line([(x, y), (x, y + 34)], 4, cut=True)
    sheet.press(wall, BRICK)
    floor = sheet.block()
    floor.box((0, 650, 1200, 800), wobble=0)
    sheet.press(floor, PALE_SAND, opaque=True)
    dark = sheet.block()
    for x in (330, 800):
        dark.disc(x, 330, 190)
        dark.box((x - 190, 330, x + 190, 480))
    sheet.press(dark, INK, opaque=True)
    fire = sheet.block()
    for x in (330, 800):
        fire.disc(x, 336, 150)
        fire.box((x - 150, 336, x + 150, 476))
    sheet.press(fire, BRICK, opaque=True)
    flame = sheet.block()
    for x in (330, 800):
        for i in range(17):
            dx = -130 + i * 16
            tall = 92 + flame.rng.uniform(-34, 60) - abs(dx) * 0.35
            flame.gouge(
                (x + dx, 492), (x + dx + flame.rng.uniform(-18, 18), 476 - tall), 34, cut=False
            )
        flame.box((x - 150, 448, x + 150, 476))
    sheet.press(flame, OCHRE, opaque=True)
    shelf = sheet.block()
    shelf.shape(path("80,476 1050,476 1050,524 80,524"))
    sheet.press(shelf, INK, opaque=True)
    _bread_and_bakery(sheet)
    _baker(sheet)


def _bread_and_bakery(sheet: Sheet) -> None:
    loaves = sheet.block()
    for x, y in ((110, 468), (170, 468), (520, 468), (590, 468), (1000, 468)):
        loaves.disc(x, y, 34, 18)
    for i in range(3):
        loaves.disc(700 + i * 74, 448, 40, 22)
    for row, y in enumerate((598, 664)):
        for i in range(3):
            loaves.disc(92 + i * 78 + row * 6, y, 36, 20)
    sheet.press(loaves, OCHRE, opaque=True)
    ink = sheet.block()
    for x in (330, 800):
        for i in range(13):
            a = 3.1416 * (1 + i / 12)
            c, s = direction(a)
            ink.gouge((x + 164 * c, 330 + 164 * s), (x + 182 * c, 330 + 182 * s), 7)
    for x, y in (
        (110, 468),
        (170, 468),
        (520, 468),
        (590, 468),
        (1000, 468),
        (700, 448),
        (774, 448),
        (848, 448),
    ):
        for d in (-12, 2, 16):
            ink.gouge((x + d - 5, y + 8), (x + d + 5, y - 14), 4, cut=False)
    for row, y in enumerate((598, 664)):
        for i in range(3):
            for d in (-14, 0, 14):
                ink.gouge(
                    (92 + i * 78 + row * 6 + d - 5, y + 8),
                    (92 + i * 78 + row * 6 + d + 5, y - 15),
                    4,
                    cut=False,
                )
        ink.box((40, y + 18, 310, y + 28))
    for x in (44, 304):
        ink.box((x - 5, 560, x + 5, 790))
    ink.shape(path("650,466 880,466 930,474 930,482 650,478"))
    ink.taper((920, 478), (1150, 560), 9, 12)
    person(ink, 1068, 782, 470, facing=-1, stride=0.45, coat=0.8, arms=[(0.3, 1.0), (0.2, 1.2)])
    ink.gouges(
        (340, 690, 1200, 800), spacing=22, length=150, width=7, cut=False, tone=lambda _x, _y: 0.5
    )
    sheet.press(ink, INK, opaque=True)


def _baker(sheet: Sheet) -> None:
    skin = sheet.block()
    skin.disc(1064, 346, 27, 33)
    skin.shape(path("1054,366 1080,366 1086,408 1050,408"), wobble=0)
    skin.disc(996, 486, 15)
    skin.shape(path("1037,340 1030,356 1042,358"), wobble=0)
    sheet.press(skin, PALE_ROSE, opaque=True)
    shirt = sheet.block()
    shirt.shape(path("1046,394 1090,394 1132,420 1136,560 1118,560 1004,560 1010,420"))
    shirt.taper((1022, 426), (1016, 488), 42, 34)
    sheet.press(shirt, BLUE, opaque=True)
    apron = sheet.block()
    apron.shape(path("1036,440 1100,440 1112,520 1126,640 1010,640 1024,520"))
    apron.shape(path("1030,336 1034,306 1098,302 1098,336"))
    apron.disc(1066, 302, 42, 24)
    sheet.press(apron, WHITE, opaque=True)
    arm = sheet.block()
    arm.taper((1112, 430), (1084, 520), 40, 34)
    arm.taper((1084, 520), (1010, 500), 32, 24)
    sheet.press(arm, BLUE, opaque=True)
    peel = sheet.block()
    peel.taper((1140, 548), (870, 470), 13, 11)
    peel.shape(path("880,462 872,482 680,470 690,456"))
    sheet.press(peel, PALE_SAND, opaque=True)
    hand = sheet.block()
    hand.disc(1000, 508, 17)
    sheet.press(hand, PALE_ROSE, opaque=True)
    lines = sheet.block()
    lines.line(path("1132,428 1102,528 1012,514"), 4)
    lines.line([(1068, 640), (1068, 560)], 3)
    lines.line([(1034, 338), (1098, 336)], 4)
    lines.shape(path("1080,338 1096,338 1094,372 1084,360"), wobble=0)
    lines.disc(1050, 346, 3.4)
    sheet.press(lines, INK, opaque=True)


def _awning(block: Block, left: float, stripe: int) -> None:
    width = 480 / 10
    for i in range(10):
        if stripe and i % 2:
            continue
        top0, top1 = left + 40 + i * 40, left + 40 + (i + 1) * 40
        low0, low1 = left + i * width, left + (i + 1) * width
        block.shape([(top0, 236), (top1, 236), (low1, 336), (low0, 336)], wobble=0)
        block.disc((low0 + low1) / 2, 336, width / 2, 18)
