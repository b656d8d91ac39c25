"""Scenes in the street: the tram, rain on the pavement, the market, the snow plough."""

from __future__ import annotations

from portal.articles.demo.blocks import Block
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
from portal.articles.demo.motifs import person, roofs, sky, tree, windows
from portal.articles.demo.press import Sheet


def tram(sheet: Sheet) -> None:
    """A tram comes round the bend towards a stop under the overhead wires."""
    sky(sheet, PALE_SAND, low=560)
    far = sheet.block()
    for wall in roofs(far, 560, 0, 1200, [230, 300, 210, 340, 260, 310, 240]):
        windows(far, wall, 3, 4, gap=0.5)
    sheet.press(far, PALE_BLUE)
    street = sheet.block()
    street.box((0, 556, 1200, 800), wobble=0)
    street.gouges((0, 570, 1200, 800), spacing=17, length=120, width=6, tone=lambda _x, _y: 0.4)
    sheet.press(street, PALE_ROSE)
    body = sheet.block()
    body.shape([(352, 300), (400, 266), (800, 266), (848, 300), (862, 640), (338, 640)], wobble=0.6)
    body.box((372, 360, 828, 520), cut=True)
    sheet.press(body, BRICK, opaque=True, shift=(1, 1))
    glass = sheet.block()
    glass.box((372, 352, 828, 520))
    for i in range(7):
        glass.gouge((390 + i * 66, 512), (450 + i * 66, 362), 12)
    sheet.press(glass, BLUE, opaque=True)
    lamp = sheet.block()
    for x in (410, 790):
        lamp.disc(x, 582, 24)
    lamp.box((500, 292, 700, 338))
    sheet.press(lamp, OCHRE, opaque=True)
    ink = sheet.block()
    ink.line([(0, 92), (1200, 150)], 3)
    ink.line([(0, 150), (1200, 96)], 3)
    ink.line([(500, 266), (600, 206), (700, 266)], 6)
    ink.line([(500, 206), (600, 126), (700, 206), (600, 266)], 4)
    ink.line([(520, 124), (680, 124)], 7)
    ink.line([(500, 206), (600, 266)], 4)
    for x in (372, 486, 600, 714, 828):
        ink.line([(x, 346), (x, 524)], 9)
    ink.line([(366, 348), (834, 348)], 9)
    ink.line([(360, 524), (840, 524)], 9)
    for x in (430, 656, 772):
        ink.disc(x, 430, 22, 27)
        ink.shape(
            [
                (x - 46, 520),
                (x - 40, 470),
                (x - 12, 456),
                (x + 12, 456),
                (x + 40, 470),
                (x + 46, 520),
            ]
        )
    for x in (410, 790):
        ink.disc(x, 582, 31)
        ink.disc(x, 582, 23, cut=True)
    for x in (528, 548, 600, 624, 668):
        ink.line([(x, 300), (x, 330)], 8)
    ink.line([(560, 304), (580, 304), (580, 328), (560, 328)], 6)
    ink.shape([(330, 640), (870, 640), (850, 690), (350, 690)])
    ink.box((430, 690, 500, 712))
    ink.box((700, 690, 770, 712))
    for x, foot in ((450, 300), (540, 480), (660, 720), (750, 900)):
        ink.taper((x, 700), (foot, 800), 6, 16)
    ink.line([(112, 60), (112, 726)], 12)
    ink.line([(112, 110), (500, 124)], 5)
    ink.shape([(60, 330), (164, 330), (164, 400), (60, 400)])
    person(ink, 190, 742, 250, facing=1, bag=True, stride=0.2)
    person(ink, 990, 752, 262, facing=-1, hat=True, stride=0.7, coat=1.2)
    person(ink, 1090, 716, 214, facing=-1, stride=0.3, bag=True)
    sheet.press(ink, INK)
    sign = sheet.block()
    sign.line([(82, 366), (142, 366)], 9)
    sign.disc(112, 366, 18)
    sheet.press(sign, OCHRE, opaque=True)


def rain(sheet: Sheet) -> None:
    """Umbrellas under street lamps; the wet pavement doubles them."""
    sky(sheet, PALE_BLUE, low=800, clear=0.1)
    houses = sheet.block()
    walls = roofs(houses, 540, -60, 1260, [330, 260, 390, 300, 350])
    for wall in walls:
        windows(houses, wall, 3, 4, gap=0.55)
    sheet.press(houses, BLUE)
    glow = sheet.block()
    for wall in (walls[0], walls[2], walls[4]):
        windows(glow, wall, 3, 4, gap=0.55, cut=False)
    for x, y in ((250, 214), (950, 214)):
        glow.disc(x, y, 58)
    for x in (250, 950):
        for y in range(590, 790, 15):
            glow.gouge((x - 90 + (y % 4) * 8, y), (x + 84, y + 2), 9, cut=False)
    sheet.press(glow, OCHRE, opaque=True)
    canopies = sheet.block()
    for x, y, r in ((420, 396, 120), (690, 430, 132)):
        _umbrella(canopies, x, y, r)
    sheet.press(canopies, BRICK, opaque=True)
    ink = sheet.block()
    for x in (250, 950):
        ink.line([(x, 214), (x, 560)], 10)
        ink.shape([(x - 22, 190), (x + 22, 190), (x + 14, 240), (x - 14, 240)])
        ink.shape([(x - 30, 190), (x, 166), (x + 30, 190)])
        ink.shape([(x - 20, 564), (x - 8, 520), (x + 8, 520), (x + 20, 564)])
    _umbrella(ink, 1060, 452, 108)
    for x, y, ground, height, facing in (
        (420, 396, 676, 262, 1),
        (690, 430, 716, 270, 1),
        (1060, 452, 690, 226, -1),
    ):
        person(
            ink,
            x - 20 * facing,
            ground,
            height,
            facing=facing,
            stride=0.8,
            coat=1.2,
            arms=[(0.55, 0.6)],
        )
        ink.line([(x, y), (x, y + 120)], 4)
        for i in range(9):
            at = ground + 10 + i * 12
            reach = 46 - i * 2.4
            ink.gouge(
                (x - reach - 20 * facing, at),
                (x + reach - 20 * facing, at + 2),
                8 - i * 0.5,
                cut=False,
            )
    for x, y, r in ((420, 396, 120), (690, 430, 132)):
        for share in (-0.5, 0.5):
            ink.line([(x, y - r * 0.62), (x + r * share, y + 2)], 3)
        ink.line([(x, y - r * 0.62), (x, y - r * 0.8)], 4)
    ink.gouges((0, 548, 1200, 572), spacing=8, length=180, width=6, cut=False)
    sheet.press(ink, INK)
    drops = sheet.block()
    drops.gouges(
        (-40, -40, 1240, 800),
        spacing=30,
        length=58,
        width=3.4,
        angle=104,
        tone=lambda _x, _y: 0.4,
        cut=False,
    )
    sheet.press(drops, WHITE, opaque=True)


def market(sheet: Sheet) -> None:
    """Two striped awnings, crates of fruit, a scale and those who buy."""
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
    fruit = sheet.block()
    greens = sheet.block()
    for left in (70, 640):
        for i in range(4):
            target = fruit if (i + (left > 100)) % 2 == 0 else greens
            for j in range(13):
                x = left + 50 + i * 98 + (j % 5) * 18 + (9 if j // 5 == 1 else 0)
                target.disc(x, 520 - (j // 5) * 13, 11)
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
    sheet.press(fruit, OCHRE, opaque=True)
    sheet.press(greens, BRICK, opaque=True)


def snow_plough(sheet: Sheet) -> None:
    """A plough throws its wave of snow under the lamps of an empty avenue."""
    sky(sheet, BLUE, low=800)
    flakes = sheet.block()
    for _ in range(210):
        flakes.disc(
            flakes.rng.uniform(0, 1200), flakes.rng.uniform(0, 640), flakes.rng.uniform(2, 5.5)
        )
    snow = sheet.block()
    snow.shape([(0, 560), (300, 548), (800, 556), (1200, 540), (1200, 800), (0, 800)])
    sheet.press(flakes, WHITE, opaque=True)
    sheet.press(snow, WHITE, opaque=True)
    shade = sheet.block()
    shade.gouges(
        (0, 580, 1200, 800),
        spacing=22,
        length=170,
        width=8,
        angle=3,
        tone=lambda _x, _y: 0.55,
        cut=False,
    )
    sheet.press(shade, PALE_BLUE)
    light = sheet.block()
    for x in (150, 420, 1080):
        light.disc(x, 166, 40)
        light.shape([(x - 20, 190), (x + 20, 190), (x + 84, 556), (x - 84, 556)])
        light.gouges(
            (x - 90, 200, x + 90, 556),
            spacing=13,
            length=60,
            width=6,
            angle=90,
            tone=lambda _x, y: y / 640,
        )
    sheet.press(light, PALE_SAND, opaque=True)
    body = sheet.block()
    body.shape([(560, 330), (700, 330), (720, 420), (720, 600), (540, 600), (540, 420)])
    body.shape([(720, 400), (1040, 400), (1040, 560), (720, 560)])
    sheet.press(body, OCHRE, opaque=True, shift=(2, 1))
    beacon = sheet.block()
    beacon.shape([(610, 292), (650, 292), (656, 328), (604, 328)])
    beacon.shape([(430, 470), (536, 500), (540, 640), (400, 660), (372, 560)])
    sheet.press(beacon, BRICK, opaque=True)
    ink = sheet.block()
    for x in (150, 420, 1080):
        ink.line([(x, 150), (x, 566)], 8)
        ink.shape([(x - 34, 152), (x + 34, 152), (x + 20, 132), (x - 20, 132)])
    for x, height in ((60, 330), (300, 260), (1150, 360)):
        tree(ink, x, 566, height)
    ink.shape([(560, 352), (690, 352), (706, 430), (552, 430)])
    for i in range(3):
        ink.gouge((576 + i * 40, 424), (610 + i * 40, 360), 9)
    ink.line([(540, 442), (720, 442)], 6)
    ink.line([(720, 398), (1044, 398)], 9)
    for x in range(760, 1040, 56):
        ink.line([(x, 402), (x, 558)], 5)
    ink.shape([(530, 574), (1050, 560), (1050, 610), (530, 622)])
    for x in (620, 840, 980):
        ink.disc(x, 626, 50)
        ink.disc(x, 626, 24, cut=True)
        ink.disc(x, 626, 9)
    for i in range(6):
        ink.line([(392 + i * 7, 500 + i * 4), (376 + i * 10, 650 - i * 3)], 3)
    ink.line([(536, 560), (480, 570)], 14)
    sheet.press(ink, INK)
    wave = sheet.block()
    for i in range(26):
        x = 392 - i * 9
        wave.gouge(
            (430 - i * 3, 676 - (i % 5) * 8),
            (x - 60 - wave.rng.uniform(0, 90), 600 - i * 7 + wave.rng.uniform(-30, 50)),
            34 - i * 0.6,
            cut=False,
        )
    for _ in range(60):
        wave.disc(wave.rng.uniform(120, 420), wave.rng.uniform(430, 680), wave.rng.uniform(3, 10))
    sheet.press(wave, WHITE, opaque=True)


def _umbrella(block: Block, x: float, y: float, r: float) -> None:
    dome = [
        (x + r * c, y - r * 0.66 * h)
        for c, h in (
            (-1, 0),
            (-0.94, 0.35),
            (-0.75, 0.66),
            (-0.45, 0.9),
            (0, 1),
            (0.45, 0.9),
            (0.75, 0.66),
            (0.94, 0.35),
            (1, 0),
        )
    ]
    scallops = [(x + r * (1 - i / 4), y - (7 if i % 2 else 0)) for i in range(1, 8)]
    block.shape([*dome, *scallops], wobble=0)


def _awning(block: Block, left: float, stripe: int) -> None:
    width = 480 / 10
    for i in range(10):
        if stripe and i % 2:
            continue
        top0, top1 = left + 40 + i * 40, left + 40 + (i + 1) * 40
        low0, low1 = left + i * width, left + (i + 1) * width
        block.shape([(top0, 236), (top1, 236), (low1, 336), (low0, 336)], wobble=0)
        block.disc((low0 + low1) / 2, 336, width / 2, 18)
