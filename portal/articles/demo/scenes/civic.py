"""Scenes of public life: the court's steps, the council chamber, the ballots, the hospital."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import Block, Point
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
from portal.articles.demo.motifs import person, sky
from portal.articles.demo.press import Sheet


def court_steps(sheet: Sheet) -> None:
    """A colonnade and a broad stair; one small figure goes up, long shadows come down."""
    sky(sheet, PALE_BLUE, low=800, clear=0.1)
    stone = sheet.block()
    stone.shape([(180, 190), (600, 56), (1020, 190)])
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
    ink.line([(160, 192), (600, 52), (1040, 192)], 14)
    ink.box((166, 190, 1034, 204))
    ink.box((178, 232, 1022, 246))
    ink.line([(600, 104), (600, 172)], 6)
    ink.line([(556, 118), (644, 118)], 5)
    for side in (-1, 1):
        ink.line([(600 + side * 42, 118), (600 + side * 58, 154)], 2.5)
        ink.line([(600 + side * 42, 118), (600 + side * 26, 154)], 2.5)
        ink.shape([(600 + side * 42 - 20, 154), (600 + side * 42 + 20, 154), (600 + side * 42, 168)], wobble=0)
    ink.line([(600, 302), (600, 540)], 4)
    ink.line([(560, 300), (640, 300)], 7)
    for i in range(8):
        y = 540 + i * 34
        ink.box((150 - i * 34, y + 25, 1050 + i * 34, y + 34))
    for x, ground, height, facing in ((420, 664, 132, 1), (742, 734, 158, -1), (800, 736, 150, -1)):
        person(ink, x, ground, height, facing=facing, stride=0.6, bag=facing > 0, coat=1.2)
        ink.shape([(x - 16, ground), (x + 16, ground), (x + 190, ground + 74), (x + 130, ground + 76)])
    for side in (-1, 1):
        x = 600 + side * 470
        ink.box((x - 34, 470, x + 34, 640))
        ink.gouges((x - 26, 480, x + 26, 630), spacing=9, length=50, width=4, angle=90, tone=lambda _x, _y: 0.5)
        ink.disc(x, 448, 26)
        ink.disc(x, 448, 16, cut=True)
    sheet.press(ink, INK)


def council_chamber(sheet: Sheet) -> None:
    """Rows of benches in a half circle; hands go up before the chair."""
    wall = sheet.block()
    wall.all()
    wall.gouges((0, 0, 1200, 330), spacing=26, length=150, width=5, angle=90, tone=lambda _x, _y: 0.4)
    sheet.press(wall, PINE)
    panes = sheet.block()
    for x in (190, 1010):
        panes.shape([(x - 62, 250), (x - 62, 100), (x - 38, 62), (x, 46), (x + 38, 62), (x + 62, 100), (x + 62, 250)])
    sheet.press(panes, PALE_SAND, opaque=True)
    chair = sheet.block()
    chair.box((455, 150, 745, 330))
    sheet.press(chair, BRICK, opaque=True)
    for ring in range(4):
        desk = sheet.block()
        y = 408 + ring * 104
        desk.shape(_arc(600, y - 250 - ring * 30, 470 + ring * 130, 250 + ring * 34, 0, 60 + ring * 6))
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
        people.shape(_arc(600, y - 244 - ring * 30, 474 + ring * 130, 254 + ring * 34, 0, 14))
        sheet.press(people, INK, opaque=True)
    ink = sheet.block()
    for x in (190, 1010):
        ink.line([(x, 48), (x, 250)], 6)
        ink.line([(x - 62, 150), (x + 62, 150)], 6)
        ink.line([(x - 68, 254), (x + 68, 254)], 10)
    ink.line([(448, 148), (752, 148)], 10)
    ink.shape([(420, 290), (780, 290), (768, 352), (432, 352)])
    for i in range(8):
        ink.gouge((450 + i * 42, 344), (452 + i * 42, 300), 5)
    for x, r in ((600, 30), (512, 23), (688, 23)):
        _sitter(ink, x, 296, r, raised=False)
    ink.shape([(566, 78), (634, 78), (634, 112), (600, 138), (566, 112)])
    for i in range(3):
        ink.gouge((570, 92 + i * 12), (630, 92 + i * 12), 5)
    sheet.press(ink, INK)


def ballots(sheet: Sheet) -> None:
    """A folded paper goes through the slot of a plain box, hands only."""
    back = sheet.block()
    back.all()
    for i in range(72):
        angle = i * math.tau / 72 + back.rng.uniform(-0.02, 0.02)
        for reach in (330, 500, 690):
            start = reach + back.rng.uniform(-50, 50)
            back.gouge(
                (630 + start * math.cos(angle), 360 + start * math.sin(angle)),
                (630 + (start + 130) * math.cos(angle), 360 + (start + 130) * math.sin(angle)),
                3 + start / 110,
            )
    sheet.press(back, BLUE)
    box = sheet.block()
    box.shape([(300, 500), (900, 500), (960, 800), (240, 800)])
    sheet.press(box, OCHRE, opaque=True)
    lid = sheet.block()
    lid.shape([(350, 428), (850, 428), (910, 504), (290, 504)])
    sheet.press(lid, PALE_SAND, opaque=True)
    paper = sheet.block()
    paper.shape([(520, 216), (716, 196), (740, 462), (548, 466)], wobble=0.4)
    sheet.press(paper, WHITE, opaque=True)
    ink = sheet.block()
    ink.shape([(440, 456), (772, 456), (784, 474), (430, 474)])
    ink.shape([(284, 500), (916, 500), (918, 514), (282, 514)])
    shade = sheet.block()
    shade.gouges((640, 524, 960, 800), spacing=15, length=80, width=8, angle=100, cut=False, tone=lambda x, _y: (x - 660) / 260)
    shade.keep_within(box)
    sheet.press(shade, INK)
    for i in range(4):
        y = 262 + i * 44
        ink.line([(556 + i * 4, y), (556 + i * 4 + 24, y - 2), (556 + i * 4 + 26, y + 22), (556 + i * 4 + 2, y + 24), (556 + i * 4, y)], 3.5)
        ink.line([(600 + i * 4, y + 12), (694 + i * 4, y + 4)], 4)
    ink.line([(556, 342), (572, 366), (604, 322)], 8)
    sheet.press(ink, INK)
    hand = sheet.block()
    hand.shape([(1080, 90), (1080, 310), (960, 322), (860, 316), (800, 250), (820, 190), (930, 130)])
    for knuckle, joint, tip, width in FINGERS:
        hand.taper(knuckle, joint, width, width * 0.92)
        hand.disc(*joint, width * 0.46)
        hand.taper(joint, tip, width * 0.92, width * 0.7)
        hand.disc(*tip, width * 0.35)
    sheet.press(hand, PALE_ROSE, opaque=True)
    sleeve = sheet.block()
    sleeve.shape([(1050, 60), (1200, 10), (1200, 350), (1052, 336), (1034, 200)])
    sleeve.gouges((1056, 40, 1200, 330), spacing=14, length=70, width=5, angle=96, tone=lambda _x, _y: 0.6)
    for knuckle, joint, tip, width in FINGERS:
        low = width * 0.46
        sleeve.line([(tip[0] - 8, tip[1] + low * 0.7), (joint[0], joint[1] + low), (knuckle[0], knuckle[1] + low)], 4.5)
    sleeve.gouges((840, 280, 1050, 322), spacing=9, length=46, width=4, angle=-4, cut=False, tone=lambda _x, _y: 0.7)
    sheet.press(sleeve, INK)


FINGERS = (
    ((850, 292), (790, 318), (716, 318), 42),
    ((850, 262), (768, 276), (694, 276), 44),
    ((860, 226), (776, 234), (696, 236), 46),
    ((900, 180), (800, 176), (716, 206), 48),
)


def hospital(sheet: Sheet) -> None:
    """A long corridor at night; a nurse pushes a bed towards the light at its end."""
    floor = sheet.block()
    floor.shape([(0, 800), (470, 440), (730, 440), (1200, 800)])
    sheet.press(floor, PALE_GREEN)
    left = sheet.block()
    left.shape([(0, 0), (470, 200), (470, 440), (0, 800)])
    left.shape([(1200, 0), (730, 200), (730, 440), (1200, 800)])
    left.gouges((0, 0, 1200, 800), spacing=22, length=90, width=5, angle=90, tone=lambda _x, _y: 0.3)
    sheet.press(left, PALE_BLUE)
    band = sheet.block()
    band.shape([(0, 470), (470, 336), (470, 352), (0, 524)])
    band.shape([(1200, 470), (730, 336), (730, 352), (1200, 524)])
    sheet.press(band, BRICK, opaque=True)
    ceiling = sheet.block()
    ceiling.shape([(0, 0), (1200, 0), (730, 200), (470, 200)])
    sheet.press(ceiling, PINE)
    light = sheet.block()
    light.box((470, 200, 730, 440))
    for y0, y1, w0, w1 in ((10, 62, 190, 128), (88, 120, 98, 70), (136, 156, 56, 42)):
        light.shape([(600 - w0, y0), (600 + w0, y0), (600 + w1, y1), (600 - w1, y1)])
    sheet.press(light, WHITE, opaque=True)
    glow = sheet.block()
    glow.shape([(500, 452), (700, 452), (860, 800), (340, 800)])
    glow.gouges((300, 452, 900, 800), spacing=20, length=120, width=9, tone=lambda _x, y: (y - 430) / 420)
    sheet.press(glow, OCHRE)
    ink = sheet.block()
    for side in (-1, 1):
        for near, far in ((0.06, 0.3), (0.42, 0.58), (0.66, 0.77), (0.83, 0.9)):
            ink.shape(_on_wall(side, near, far, 0.0, 0.72))
            span = far - near
            ink.shape(_on_wall(side, near + span * 0.25, far - span * 0.25, 0.44, 0.63), cut=True)
    ink.line([(0, 800), (470, 440)], 6)
    ink.line([(1200, 800), (730, 440)], 6)
    ink.line([(470, 200), (470, 440), (730, 440), (730, 200), (470, 200)], 6)
    ink.line([(600, 200), (600, 440)], 5)
    ink.shape([(480, 560), (700, 560), (726, 606), (456, 606)])
    ink.disc(572, 546, 26, 20)
    ink.shape([(500, 562), (530, 520), (650, 520), (690, 562)])
    for x in (470, 706):
        ink.line([(x, 600), (x, 706)], 8)
        ink.disc(x, 712, 13)
    ink.line([(462, 660), (712, 660)], 7)
    ink.line([(446, 606), (446, 540), (736, 540), (736, 606)], 6)
    person(ink, 592, 766, 330, facing=1, stride=0.5, coat=0.9, arms=[(1.5, 1.7), (-1.5, 1.7)])
    sheet.press(ink, INK)
    tunic = sheet.block()
    tunic.shape([(570, 506), (614, 506), (636, 528), (632, 650), (640, 684), (544, 684), (552, 650), (548, 528)])
    for x in (592,):
        tunic.gouge((x, 560), (x + 2, 684), 5)
    sheet.press(tunic, WHITE, opaque=True)


def _arc(x: float, y: float, rx: float, ry: float, lift: float, thick: float) -> list[tuple[float, float]]:
    angles = [math.pi * (0.04 + 0.92 * i / 40) for i in range(41)]
    outer = [(x + rx * math.cos(a), y + ry * math.sin(a) + thick) for a in angles]
    inner = [(x + rx * math.cos(a), y + ry * math.sin(a) + lift) for a in reversed(angles)]
    return outer + inner


def _sitter(block: Block, x: float, base: float, r: float, raised: bool) -> None:
    block.shape(
        [(x - r * 1.25, base), (x - r * 1.05, base - r * 1.5), (x - r * 0.4, base - r * 2), (x + r * 0.4, base - r * 2), (x + r * 1.05, base - r * 1.5), (x + r * 1.25, base)],
        wobble=0.4,
    )
    block.disc(x, base - r * 2.7, r * 0.68, r * 0.82)
    block.taper((x, base - r * 1.8), (x, base - r * 2.4), r * 0.6, r * 0.5)
    if raised:
        block.taper((x + r * 0.95, base - r * 1.4), (x + r * 1.45, base - r * 3.7), r * 0.55, r * 0.36)
        for i in range(4):
            tip = (x + r * (1.3 + 0.13 * i), base - r * (4.25 if i in (1, 2) else 4.1))
            block.taper((x + r * (1.36 + 0.07 * i), base - r * 3.6), tip, r * 0.16, r * 0.11)


def _on_wall(side: int, near: float, far: float, low: float, high: float) -> list[Point]:
    def at(depth: float, height: float) -> Point:
        floor, ceiling = 800 - 360 * depth, 200 * depth
        return 600 + side * (600 - 470 * depth), floor + (ceiling - floor) * height

    return [at(near, low), at(near, high), at(far, high), at(far, low)]
