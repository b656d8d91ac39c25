"""Scenes of public service: the ballot and the hospital at night."""

from __future__ import annotations

import math

from portal.articles.demo.blocks import Point, path
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
from portal.articles.demo.motifs import person
from portal.articles.demo.press import Sheet


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
    box.shape(path("300,500 900,500 960,800 240,800"))
    sheet.press(box, OCHRE, opaque=True)
    lid = sheet.block()
    lid.shape(path("350,428 850,428 910,504 290,504"))
    sheet.press(lid, PALE_SAND, opaque=True)
    paper = sheet.block()
    paper.shape(path("520,216 716,196 740,462 548,466"), wobble=0.4)
    sheet.press(paper, WHITE, opaque=True)
    ink = sheet.block()
    ink.shape(path("440,456 772,456 784,474 430,474"))
    ink.shape(path("284,500 916,500 918,514 282,514"))
    shade = sheet.block()
    shade.gouges(
        (640, 524, 960, 800),
        spacing=15,
        length=80,
        width=8,
        angle=100,
        cut=False,
        tone=lambda x, _y: (x - 660) / 260,
    )
    shade.keep_within(box)
    sheet.press(shade, INK)
    for i in range(4):
        y = 262 + i * 44
        ink.line(
            [
                (556 + i * 4, y),
                (556 + i * 4 + 24, y - 2),
                (556 + i * 4 + 26, y + 22),
                (556 + i * 4 + 2, y + 24),
                (556 + i * 4, y),
            ],
            3.5,
        )
        ink.line([(600 + i * 4, y + 12), (694 + i * 4, y + 4)], 4)
    ink.line(path("556,342 572,366 604,322"), 8)
    sheet.press(ink, INK)
    hand = sheet.block()
    hand.shape(path("1080,90 1080,310 960,322 860,316 800,250 820,190 930,130"))
    for knuckle, joint, tip, width in FINGERS:
        hand.taper(knuckle, joint, width, width * 0.92)
        hand.disc(*joint, width * 0.46)
        hand.taper(joint, tip, width * 0.92, width * 0.7)
        hand.disc(*tip, width * 0.35)
    sheet.press(hand, PALE_ROSE, opaque=True)
    sleeve = sheet.block()
    sleeve.shape(path("1050,60 1200,10 1200,350 1052,336 1034,200"))
    sleeve.gouges(
        (1056, 40, 1200, 330), spacing=14, length=70, width=5, angle=96, tone=lambda _x, _y: 0.6
    )
    for knuckle, joint, tip, width in FINGERS:
        low = width * 0.46
        sleeve.line(
            [
                (tip[0] - 8, tip[1] + low * 0.7),
                (joint[0], joint[1] + low),
                (knuckle[0], knuckle[1] + low),
            ],
            4.5,
        )
    sleeve.gouges(
        (840, 280, 1050, 322),
        spacing=9,
        length=46,
        width=4,
        angle=-4,
        cut=False,
        tone=lambda _x, _y: 0.7,
    )
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
    floor.shape(path("0,800 470,440 730,440 1200,800"))
    sheet.press(floor, PALE_GREEN)
    left = sheet.block()
    left.shape(path("0,0 470,200 470,440 0,800"))
    left.shape(path("1200,0 730,200 730,440 1200,800"))
    left.gouges(
        (0, 0, 1200, 800), spacing=22, length=90, width=5, angle=90, tone=lambda _x, _y: 0.3
    )
    sheet.press(left, PALE_BLUE)
    band = sheet.block()
    band.shape(path("0,470 470,336 470,352 0,524"))
    band.shape(path("1200,470 730,336 730,352 1200,524"))
    sheet.press(band, BRICK, opaque=True)
    ceiling = sheet.block()
    ceiling.shape(path("0,0 1200,0 730,200 470,200"))
    sheet.press(ceiling, PINE)
    light = sheet.block()
    light.box((470, 200, 730, 440))
    for y0, y1, w0, w1 in ((10, 62, 190, 128), (88, 120, 98, 70), (136, 156, 56, 42)):
        light.shape([(600 - w0, y0), (600 + w0, y0), (600 + w1, y1), (600 - w1, y1)])
    sheet.press(light, WHITE, opaque=True)
    glow = sheet.block()
    glow.shape(path("500,452 700,452 860,800 340,800"))
    glow.gouges(
        (300, 452, 900, 800), spacing=20, length=120, width=9, tone=lambda _x, y: (y - 430) / 420
    )
    sheet.press(glow, OCHRE)
    ink = sheet.block()
    for side in (-1, 1):
        for near, far in ((0.06, 0.3), (0.42, 0.58), (0.66, 0.77), (0.83, 0.9)):
            ink.shape(_on_wall(side, near, far, 0.0, 0.72))
            span = far - near
            ink.shape(_on_wall(side, near + span * 0.25, far - span * 0.25, 0.44, 0.63), cut=True)
    ink.line([(0, 800), (470, 440)], 6)
    ink.line([(1200, 800), (730, 440)], 6)
    ink.line(path("470,200 470,440 730,440 730,200 470,200"), 6)
    ink.line([(600, 200), (600, 440)], 5)
    ink.shape(path("480,560 700,560 726,606 456,606"))
    ink.disc(572, 546, 26, 20)
    ink.shape(path("500,562 530,520 650,520 690,562"))
    for x in (470, 706):
        ink.line([(x, 600), (x, 706)], 8)
        ink.disc(x, 712, 13)
    ink.line([(462, 660), (712, 660)], 7)
    ink.line(path("446,606 446,540 736,540 736,606"), 6)
    person(ink, 592, 766, 330, facing=1, stride=0.5, coat=0.9, arms=[(1.5, 1.7), (-1.5, 1.7)])
    sheet.press(ink, INK)
    tunic = sheet.block()
    tunic.shape(path("570,506 614,506 636,528 632,650 640,684 544,684 552,650 548,528"))
    for x in (592,):
        tunic.gouge((x, 560), (x + 2, 684), 5)
    sheet.press(tunic, WHITE, opaque=True)


def _on_wall(side: int, near: float, far: float, low: float, high: float) -> list[Point]:
    def at(depth: float, height: float) -> Point:
        floor, ceiling = 800 - 360 * depth, 200 * depth
        return 600 + side * (600 - 470 * depth), floor + (ceiling - floor) * height

    return [at(near, low), at(near, high), at(far, high), at(far, low)]
