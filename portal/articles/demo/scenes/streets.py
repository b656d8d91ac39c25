"""Scenes in the street: the tram and the rain."""

from __future__ import annotations

from portal.articles.demo.blocks import Block, path
from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    INK,
    OCHRE,
    PALE_BLUE,
    PALE_ROSE,
    PALE_SAND,
    WHITE,
)
from portal.articles.demo.motifs import person, roofs, sky, windows
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
    body.shape(path("352,300 400,266 800,266 848,300 862,640 338,640"), wobble=0.6)
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
    _wires_and_passengers(sheet)


def _wires_and_passengers(sheet: Sheet) -> None:
    ink = sheet.block()
    ink.line([(0, 92), (1200, 150)], 3)
    ink.line([(0, 150), (1200, 96)], 3)
    ink.line(path("500,266 600,206 700,266"), 6)
    ink.line(path("500,206 600,126 700,206 600,266"), 4)
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
    ink.line(path("586,299 614,299 602,312 612,316 614,326 606,332 586,331"), 6)
    for x in (526, 646):
        ink.line([(x, 308), (x + 28, 308)], 5)
        ink.line([(x, 322), (x + 28, 322)], 5)
    ink.shape(path("330,640 870,640 850,690 350,690"))
    ink.box((430, 690, 500, 712))
    ink.box((700, 690, 770, 712))
    for x, foot in ((450, 300), (540, 480), (660, 720), (750, 900)):
        ink.taper((x, 700), (foot, 800), 6, 16)
    ink.line([(112, 60), (112, 726)], 12)
    ink.line([(112, 110), (500, 124)], 5)
    ink.shape(path("60,330 164,330 164,400 60,400"))
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
