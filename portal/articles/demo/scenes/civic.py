"""Scenes of law and rule: the court’s steps, the council chamber."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import Block, path
from portal.articles.demo.inks import BLUE, BRICK, INK, OCHRE, PALE_BLUE, PALE_SAND, PINE, WHITE
from portal.articles.demo.motifs import person, sky
from portal.articles.demo.press import Sheet


def court_steps(sheet: Sheet) -> None:
    """A colonnade and a broad stair; one small figure goes up, long shadows come down."""
    sky(sheet, PALE_BLUE, low=800, clear=0.1)
    stone = sheet.block()
    stone.shape(path("180,190 600,56 1020,190"))
    stone.box((180, 190, 1020, 540))
    for i in range(8):
        y = 540 + i * 34
        stone.box((150 - i * 34, y, 1050 + i * 34, y + 34))
    sheet.press(stone, PALE_SAND, opaque=True)
    dark = sheet.block()
    dark.box((214, 250, 986, 540))
    sheet.press(dark, BLUE, opaque=True)
    door = sheet.block()
    door.box((562, 300, 638, 540))
    sheet.press(door, BRICK, opaque=True)
    columns = sheet.block()
    for i in range(6):
        x = 236 + i * 136
        columns.shape([(x, 262), (x + 48, 262), (x + 54, 528), (x - 6, 528)])
        columns.box((x - 12, 246, x + 60, 264))
        columns.box((x - 14, 526, x + 62, 542))
    sheet.press(columns, WHITE, opaque=True)
    ink = sheet.block()
    for i in range(6):
        x = 236 + i * 136
        ink.shape([(x + 34, 264), (x + 48, 264), (x + 54, 528), (x + 38, 528)])
        for dx in (6, 20):
            ink.gouge((x + dx, 276), (x + dx - 1, 520), 4, cut=False)
    ink.line(path("160,192 600,52 1040,192"), 14)
    ink.box((166, 190, 1034, 204))
    ink.box((178, 232, 1022, 246))
    ink.line([(600, 104), (600, 172)], 6)
    ink.line([(556, 118), (644, 118)], 5)
    for side in (-1, 1):
        ink.line([(600 + side * 42, 118), (600 + side * 58, 154)], 2.5)
        ink.line([(600 + side * 42, 118), (600 + side * 26, 154)], 2.5)
        ink.shape(
            [(600 + side * 42 - 20, 154), (600 + side * 42 + 20, 154), (600 + side * 42, 168)],
            wobble=0,
        )
    ink.line([(600, 302), (600, 540)], 4)
    ink.line([(560, 300), (640, 300)], 7)
    for i in range(8):
        y = 540 + i * 34
        ink.box((150 - i * 34, y + 25, 1050 + i * 34, y + 34))
    for x, ground, height, facing in ((420, 664, 132, 1), (742, 734, 158, -1), (800, 736, 150, -1)):
        person(ink, x, ground, height, facing=facing, stride=0.6, bag=facing > 0, coat=1.2)
        ink.shape(
            [(x - 16, ground), (x + 16, ground), (x + 190, ground + 74), (x + 130, ground + 76)]
        )
    for side in (-1, 1):
        x = 600 + side * 470
        ink.box((x - 34, 470, x + 34, 640))
        ink.gouges(
            (x - 26, 480, x + 26, 630),
            spacing=9,
            length=50,
            width=4,
            angle=90,
            tone=lambda _x, _y: 0.5,
        )
        ink.disc(x, 448, 26)
        ink.disc(x, 448, 16, cut=True)
    sheet.press(ink, INK)


def council_chamber(sheet: Sheet) -> None:
    """Rows of benches in a half circle; hands go up before the chair."""
    wall = sheet.block()
    wall.all()
    wall.gouges(
        (0, 0, 1200, 330), spacing=26, length=150, width=5, angle=90, tone=lambda _x, _y: 0.4
    )
    sheet.press(wall, PINE)
    panes = sheet.block()
    for x in (190.0, 1010.0):
        panes.shape(
            [
                (x - 62, 250),
                (x - 62, 100),
                (x - 38, 62),
                (x, 46),
                (x + 38, 62),
                (x + 62, 100),
                (x + 62, 250),
            ]
        )
    sheet.press(panes, PALE_SAND, opaque=True)
    chair = sheet.block()
    chair.box((455, 150, 745, 330))
    sheet.press(chair, BRICK, opaque=True)
    for ring in range(4):
        desk = sheet.block()
        y = 408 + ring * 104
        desk.shape(
            _arc(600, y - 250 - ring * 30, 470 + ring * 130, 250 + ring * 34, thick=60 + ring * 6)
        )
        sheet.press(desk, OCHRE if ring % 2 == 0 else PALE_SAND, opaque=True)
        people = sheet.block()
        count = 5 + ring
        for i in range(count):
            t = (i + 0.5) / count
            angle = math.pi * (0.9 - 0.8 * t)
            x = 600 + (470 + ring * 130) * math.cos(angle)
            base = y - 250 - ring * 30 + (250 + ring * 34) * math.sin(angle)
            raised = (i * 7 + ring * 3) % 5 < 3
            _sitter(people, x, base + 8, 27 + ring * 6, raised)
        people.shape(_arc(600, y - 244 - ring * 30, 474 + ring * 130, 254 + ring * 34, thick=14))
        sheet.press(people, INK, opaque=True)
    ink = sheet.block()
    for x in (190, 1010):
        ink.line([(x, 48), (x, 250)], 6)
        ink.line([(x - 62, 150), (x + 62, 150)], 6)
        ink.line([(x - 68, 254), (x + 68, 254)], 10)
    ink.line([(448, 148), (752, 148)], 10)
    ink.shape(path("420,290 780,290 768,352 432,352"))
    for i in range(8):
        ink.gouge((450 + i * 42, 344), (452 + i * 42, 300), 5)
    for x, r in ((600, 30), (512, 23), (688, 23)):
        _sitter(ink, x, 296, r, raised=False)
    ink.shape(path("566,78 634,78 634,112 600,138 566,112"))
    for i in range(3):
        ink.gouge((570, 92 + i * 12), (630, 92 + i * 12), 5)
    sheet.press(ink, INK)


def _arc(x: float, y: float, rx: float, ry: float, *, thick: float) -> list[tuple[float, float]]:
    angles = [math.pi * (0.04 + 0.92 * i / 40) for i in range(41)]
    outer = [(x + rx * math.cos(a), y + ry * math.sin(a) + thick) for a in angles]
    inner = [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in reversed(angles)]
    return outer + inner


def _sitter(block: Block, x: float, base: float, r: float, raised: bool) -> None:
    block.shape(
        [
            (x - r * 1.25, base),
            (x - r * 1.05, base - r * 1.5),
            (x - r * 0.4, base - r * 2),
            (x + r * 0.4, base - r * 2),
            (x + r * 1.05, base - r * 1.5),
            (x + r * 1.25, base),
        ],
        wobble=0.4,
    )
    block.disc(x, base - r * 2.7, r * 0.68, r * 0.82)
    block.taper((x, base - r * 1.8), (x, base - r * 2.4), r * 0.6, r * 0.5)
    if raised:
        block.taper(
            (x + r * 0.95, base - r * 1.4), (x + r * 1.45, base - r * 3.7), r * 0.55, r * 0.36
        )
        for i in range(4):
            tip = (x + r * (1.3 + 0.13 * i), base - r * (4.25 if i in (1, 2) else 4.1))
            block.taper((x + r * (1.36 + 0.07 * i), base - r * 3.6), tip, r * 0.16, r * 0.11)
