"""Scenes of work: the bakers' ovens, the archive, the library at night, the orchard."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import Block
from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    INK,
    OCHRE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ROSE,
    PALE_SAND,
    PINE,
    WHITE,
)
from portal.articles.demo.motifs import person, sky, tree
from portal.articles.demo.press import Sheet


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
            flame.gouge((x + dx, 492), (x + dx + flame.rng.uniform(-18, 18), 476 - tall), 34, cut=False)
        flame.box((x - 150, 448, x + 150, 476))
    sheet.press(flame, OCHRE, opaque=True)
    shelf = sheet.block()
    shelf.shape([(80, 476), (1050, 476), (1050, 524), (80, 524)])
    sheet.press(shelf, INK, opaque=True)
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
            c, s = _unit(a)
            ink.gouge((x + 164 * c, 330 + 164 * s), (x + 182 * c, 330 + 182 * s), 7)
    for x, y in ((110, 468), (170, 468), (520, 468), (590, 468), (1000, 468), (700, 448), (774, 448), (848, 448)):
        for d in (-12, 2, 16):
            ink.gouge((x + d - 5, y + 8), (x + d + 5, y - 14), 4, cut=False)
    for row, y in enumerate((598, 664)):
        for i in range(3):
            for d in (-14, 0, 14):
                ink.gouge((92 + i * 78 + row * 6 + d - 5, y + 8), (92 + i * 78 + row * 6 + d + 5, y - 15), 4, cut=False)
        ink.box((40, y + 18, 310, y + 28))
    for x in (44, 304):
        ink.box((x - 5, 560, x + 5, 790))
    ink.shape([(650, 466), (880, 466), (930, 474), (930, 482), (650, 478)])
    ink.taper((920, 478), (1150, 560), 9, 12)
    person(ink, 1068, 782, 470, facing=-1, stride=0.45, coat=0.8, arms=[(0.3, 1.0), (0.2, 1.2)])
    ink.gouges((340, 690, 1200, 800), spacing=22, length=150, width=7, cut=False, tone=lambda _x, _y: 0.5)
    sheet.press(ink, INK, opaque=True)
    skin = sheet.block()
    skin.disc(1064, 346, 27, 33)
    skin.shape([(1054, 366), (1080, 366), (1086, 408), (1050, 408)], wobble=0)
    skin.disc(996, 486, 15)
    skin.shape([(1037, 340), (1030, 356), (1042, 358)], wobble=0)
    sheet.press(skin, PALE_ROSE, opaque=True)
    shirt = sheet.block()
    shirt.shape([(1046, 394), (1090, 394), (1132, 420), (1136, 560), (1118, 560), (1004, 560), (1010, 420)])
    shirt.taper((1022, 426), (1016, 488), 42, 34)
    sheet.press(shirt, BLUE, opaque=True)
    apron = sheet.block()
    apron.shape([(1036, 440), (1100, 440), (1112, 520), (1126, 640), (1010, 640), (1024, 520)])
    apron.shape([(1030, 336), (1034, 306), (1098, 302), (1098, 336)])
    apron.disc(1066, 302, 42, 24)
    sheet.press(apron, WHITE, opaque=True)
    arm = sheet.block()
    arm.taper((1112, 430), (1084, 520), 40, 34)
    arm.taper((1084, 520), (1010, 500), 32, 24)
    sheet.press(arm, BLUE, opaque=True)
    peel = sheet.block()
    peel.taper((1140, 548), (870, 470), 13, 11)
    peel.shape([(880, 462), (872, 482), (680, 470), (690, 456)])
    sheet.press(peel, PALE_SAND, opaque=True)
    hand = sheet.block()
    hand.disc(1000, 508, 17)
    sheet.press(hand, PALE_ROSE, opaque=True)
    lines = sheet.block()
    lines.line([(1132, 428), (1102, 528), (1012, 514)], 4)
    lines.line([(1068, 640), (1068, 560)], 3)
    lines.line([(1034, 338), (1098, 336)], 4)
    lines.shape([(1080, 338), (1096, 338), (1094, 372), (1084, 360)], wobble=0)
    lines.disc(1050, 346, 3.4)
    sheet.press(lines, INK, opaque=True)


def archive(sheet: Sheet) -> None:
    """Shelves run to a vanishing point; a film reel unrolls in the light of one lamp."""
    back = sheet.block()
    back.all()
    sheet.press(back, PINE)
    floor = sheet.block()
    floor.shape([(0, 800), (520, 480), (680, 480), (1200, 800)])
    sheet.press(floor, PALE_SAND, opaque=True)
    boxes = sheet.block()
    lids = sheet.block()
    ink = sheet.block()
    for side in (-1, 1):
        for shelf in range(5):
            for i in range(9):
                near, far = 1 - 0.78 ** i, 1 - 0.78 ** (i + 0.86)
                low, high = shelf / 5 + 0.02, shelf / 5 + 0.2 * (0.62 + 0.3 * ((i * 5 + shelf * 3) % 3) / 2)
                quad = [_shelf(side, near, low), _shelf(side, near, high), _shelf(side, far, high), _shelf(side, far, low)]
                target = lids if (i * 3 + shelf * 2 + (side > 0)) % 4 == 0 else boxes
                target.shape(quad, wobble=0.5)
                if i < 6:
                    mid = (near + far) / 2
                    h = (low * 2 + high) / 3
                    span = (far - near) * 0.22
                    ink.shape([_shelf(side, mid - span, h), _shelf(side, mid - span, h + 0.045), _shelf(side, mid + span, h + 0.045), _shelf(side, mid + span, h)], wobble=0)
        for shelf in range(6):
            h = shelf / 5
            ink.shape([_shelf(side, 0, h - 0.008), _shelf(side, 0, h + 0.018), _shelf(side, 0.95, h + 0.018), _shelf(side, 0.95, h - 0.008)], wobble=0)
        for i in range(0, 10, 3):
            depth = 1 - 0.78 ** i
            ink.line([_shelf(side, depth, 0), _shelf(side, depth, 1)], 12 * (1 - depth) + 2)
    sheet.press(boxes, PALE_BLUE, opaque=True)
    sheet.press(lids, BRICK, opaque=True)
    light = sheet.block()
    light.shape([(560, 90), (640, 90), (800, 560), (400, 560)])
    light.gouges((400, 90, 800, 560), spacing=16, length=90, width=7, angle=90, tone=lambda _x, y: y / 700)
    sheet.press(light, OCHRE, opaque=True)
    ink.line([(600, 0), (600, 66)], 4)
    ink.shape([(560, 92), (578, 62), (622, 62), (640, 92)])
    ink.shape([(360, 640), (860, 640), (890, 676), (330, 676)])
    for x in (384, 836):
        ink.line([(x, 676), (x, 800)], 16)
    sheet.press(ink, INK)
    reel = sheet.block()
    reel.disc(540, 532, 106)
    for i in range(5):
        c, s = _unit(i * 1.2566 + 0.4)
        reel.disc(540 + 62 * c, 532 + 62 * s, 25, cut=True)
    reel.disc(540, 532, 11, cut=True)
    film = [(560 + i * 10, 600 - 30 * math.sin(i / 6.2) * (1 - i / 50) + (i / 20) ** 3 * 14) for i in range(42)]
    reel.line(film, 26)
    for (x0, y0), (x1, y1) in zip(film, film[1:], strict=False):
        for t in (0.5,):
            x, y = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
            reel.disc(x, y - 9, 3, cut=True)
            reel.disc(x, y + 9, 3, cut=True)
    sheet.press(reel, INK, opaque=True)


def library(sheet: Sheet) -> None:
    """The library at night: tall lit windows, readers inside, a bicycle at the rail."""
    sky(sheet, BLUE, low=800)
    stars = sheet.block()
    for _ in range(40):
        stars.disc(stars.rng.uniform(0, 1200), stars.rng.uniform(0, 200), stars.rng.uniform(1.5, 3.5))
    sheet.press(stars, WHITE, opaque=True)
    house = sheet.block()
    house.box((100, 190, 1100, 660))
    house.shape([(80, 192), (1120, 192), (1060, 150), (140, 150)])
    house.box((0, 650, 1200, 800))
    sheet.press(house, INK, opaque=True)
    glass = sheet.block()
    for i in range(5):
        x = 232 + i * 184
        glass.box((x - 66, 290, x + 66, 600), wobble=0.5)
        glass.disc(x, 292, 66)
    sheet.press(glass, OCHRE, opaque=True)
    warm = sheet.block()
    for i in range(5):
        x = 232 + i * 184
        for row in range(3):
            y = 330 + row * 62
            if (i + row) % 3 == 0 and row == 2:
                continue
            at = x - 60
            while at < x + 52:
                wide = warm.rng.uniform(6, 13)
                tall = warm.rng.uniform(30, 50)
                warm.box((at, y + 52 - tall, at + wide, y + 52), wobble=0)
                at += wide + 2
    sheet.press(warm, BRICK, opaque=True)
    ink = sheet.block()
    for i in range(5):
        x = 232 + i * 184
        for row in range(3):
            ink.box((x - 66, 382 + row * 62, x + 66, 388 + row * 62), wobble=0.3)
        ink.line([(x, 226), (x, 330)], 5)
        ink.line([(x - 66, 296), (x + 66, 296)], 5)
    for i, lean in ((0, 1), (1, -1), (3, 1), (4, -1)):
        x = 232 + i * 184
        ink.shape([(x - 60, 548), (x + 60, 548), (x + 60, 560), (x - 60, 560)])
        _reader(ink, x - 14 * lean, 556, lean)
    person(ink, 600, 612, 176, facing=1, stride=0.3, arms=[(0.9, -1.4)], coat=1.1)
    sheet.press(ink, INK, opaque=True)
    ground = sheet.block()
    for i in range(5):
        x = 232 + i * 184
        for k in range(7):
            y = 676 + k * 17
            ground.gouge((x - 70 - k * 6, y), (x + 70 + k * 6, y + 2), 9, cut=False)
    sheet.press(ground, OCHRE, opaque=True)
    bike = sheet.block()
    for x in (880, 1004):
        bike.disc(x, 700, 50)
        bike.disc(x, 700, 43, cut=True)
    for points in ([(880, 700), (922, 626), (984, 626), (1004, 700)], [(922, 626), (946, 700), (984, 626)], [(880, 700), (946, 700)], [(984, 626), (976, 600), (1004, 592)], [(922, 626), (914, 604), (900, 604), (932, 604)]):
        bike.line(points, 7)
    sheet.press(bike, WHITE, opaque=True)


def orchard(sheet: Sheet) -> None:
    """Old trees in rows on a slope, a ladder, baskets, and the river below."""
    sky(sheet, PALE_ROSE, low=420)
    far = sheet.block()
    far.shape([(0, 330), (260, 280), (560, 326), (860, 268), (1200, 316), (1200, 470), (0, 470)])
    sheet.press(far, PALE_BLUE)
    river = sheet.block()
    river.shape([(0, 420), (500, 402), (1200, 440), (1200, 466), (500, 420), (0, 448)])
    sheet.press(river, BLUE)
    field = sheet.block()
    field.shape([(0, 452), (600, 424), (1200, 470), (1200, 800), (0, 800)])
    field.gouges((0, 440, 1200, 800), spacing=18, length=70, width=6, angle=-8, tone=lambda _x, y: (y - 420) / 480)
    sheet.press(field, PALE_GREEN, opaque=True)
    trees = sheet.block()
    ink = sheet.block()
    fruit = sheet.block()
    for x, ground, height in ((120, 530, 170), (330, 516, 150), (520, 508, 140), (720, 512, 146), (900, 528, 160), (1090, 540, 172), (210, 700, 400), (960, 730, 440)):
        tree(trees, x, ground, height, bare=False)
        ink.taper((x, ground), (x + height * 0.02, ground - height * 0.42), height * 0.08, height * 0.05)
        for lean in (-1, 1):
            ink.taper((x, ground - height * 0.38), (x + lean * height * 0.2, ground - height * 0.66), height * 0.04, height * 0.015)
        for _ in range(int(height / 9)):
            c, s = _unit(ink.rng.uniform(0, 6.28))
            reach = ink.rng.random() ** 0.5 * height * 0.28
            fruit.disc(x + c * reach, ground - height * 0.66 + s * reach, max(3.5, height * 0.024))
    sheet.press(trees, PINE)
    sheet.press(fruit, BRICK, opaque=True)
    for side in (0, 1):
        ink.line([(392 + side * 46, 764), (262 + side * 40, 398)], 8)
    for i in range(9):
        t = i / 9
        ink.line([(392 - 130 * t, 764 - 366 * t), (438 - 136 * t, 764 - 366 * t)], 6)
    person(ink, 330, 600, 240, facing=-1, stride=0.25, arms=[(1.4, -1.7), (1.2, -0.2)], hat=True)
    person(ink, 690, 744, 250, facing=1, stride=0.5, arms=[(1.2, 1.9), (1.5, 1.7)])
    for x, y in ((760, 744), (560, 720), (500, 770)):
        ink.shape([(x - 40, y - 44), (x + 40, y - 44), (x + 30, y), (x - 30, y)])
        for row in range(2):
            for i in range(5):
                ink.gouge((x - 30 + i * 14, y - 36 + row * 18), (x - 20 + i * 14, y - 26 + row * 18), 5)
    sheet.press(ink, INK)
    heap = sheet.block()
    for x, y in ((760, 744), (560, 720), (500, 770)):
        for i in range(7):
            heap.disc(x - 30 + i * 10, y - 48 - (i % 2) * 8, 9)
    sheet.press(heap, BRICK, opaque=True)


def _unit(angle: float) -> tuple[float, float]:
    return math.cos(angle), math.sin(angle)


def _shelf(side: int, depth: float, height: float) -> tuple[float, float]:
    x = 600 + side * (600 - 520 * depth)
    floor, top = 800 - 320 * depth, -120 + 420 * depth
    return x, floor + (top - floor) * height


def _reader(ink: Block, x: float, table: float, facing: int) -> None:
    ink.shape([(x - 30, table), (x - 24, table - 44), (x - 8, table - 58), (x + 12, table - 56), (x + 26, table - 40), (x + 30, table)])
    ink.disc(x + 8 * facing, table - 74, 15, 19)
    ink.shape([(x + 26 * facing, table - 26), (x + 58 * facing, table - 34), (x + 60 * facing, table - 8), (x + 28 * facing, table - 2)])


