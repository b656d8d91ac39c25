"""Hair, beards and what is worn on the head: each is cut into a block of its own."""

from __future__ import annotations

from portal.articles.demo.blocks import Block, path
from portal.articles.demo.motifs import smooth


def bob_behind(b: Block) -> None:
    b.shape(
        smooth(
            path(
                "300,92 400,116 440,210 446,330 430,412 360,420 240,420 170,412 "
                "154,330 160,210 200,116"
            )
        ),
        wobble=0,
    )
    b.gouges(
        (400, 200, 450, 410), spacing=9, length=80, width=3.5, angle=86, tone=lambda _x, _y: 0.6
    )


def bob_front(b: Block) -> None:
    b.shape(
        smooth(
            path(
                "250,100 340,92 410,140 424,250 404,300 396,220 360,172 262,142 "
                "214,196 196,262 186,330 172,280 186,160"
            )
        ),
        wobble=0,
    )
    for i in range(6):
        b.gouge((276 + i * 14, 108 + i * 3), (362 + i * 8, 150 + i * 16), 4)


def side_parting(b: Block) -> None:
    b.shape(
        smooth(
            path(
                "196,220 188,150 236,96 320,84 392,112 412,170 404,222 388,182 "
                "330,160 262,168 218,172"
            )
        ),
        wobble=0,
    )
    for i in range(7):
        b.gouge((240 + i * 14, 106 + i), (300 + i * 15, 150 + i * 4), 4)


def knot(b: Block) -> None:
    b.disc(300, 84, 58, 50)
    b.gouge((262, 92), (330, 60), 5)
    b.gouge((268, 108), (344, 74), 5)


def drawn_back(b: Block) -> None:
    b.shape(
        smooth(
            path(
                "192,250 184,176 226,116 300,98 374,116 416,176 408,250 394,198 "
                "360,156 300,146 240,156 206,198"
            )
        ),
        wobble=0,
    )
    for i in range(7):
        x = 236 + i * 22
        b.gouge((300 + (x - 300) * 0.3, 106), (x, 158), 4)


def close_cut(b: Block) -> None:
    b.shape(
        smooth(
            path(
                "196,240 192,170 230,120 300,104 370,120 408,170 404,240 392,206 "
                "376,168 340,152 260,152 224,168 208,206"
            )
        ),
        wobble=0,
    )
    b.gouges((200, 112, 400, 160), spacing=9, length=12, width=3, angle=70, tone=lambda _x, _y: 0.5)


def short_beard(b: Block) -> None:
    b.shape(
        smooth(
            path(
                "198,290 208,330 236,340 262,330 300,334 338,330 364,340 392,330 "
                "402,290 396,350 364,398 300,416 236,398 204,350"
            )
        ),
        wobble=0,
    )
    b.shape(
        smooth(path("258,350 284,344 300,347 316,344 342,350 318,370 300,374 282,370")),
        wobble=0,
        cut=True,
    )
    b.gouges((240, 372, 370, 410), spacing=9, length=16, width=3, angle=80, tone=lambda _x, _y: 0.5)


def curls_behind(b: Block) -> None:
    for x, y, r in (
        (190, 160, 70),
        (160, 240, 66),
        (150, 330, 66),
        (168, 416, 62),
        (410, 160, 70),
        (440, 240, 66),
        (450, 330, 66),
        (432, 416, 62),
        (300, 120, 90),
        (240, 110, 70),
        (360, 110, 70),
    ):
        b.disc(x, y, r)
        for i in range(4):
            b.gouge(
                (x - r * 0.7, y - r * 0.5 + i * r * 0.36),
                (x + r * 0.5, y - r * 0.3 + i * r * 0.36),
                4,
            )


def curls_front(b: Block) -> None:
    for x, y, r in (
        (236, 132, 38),
        (286, 116, 40),
        (340, 120, 40),
        (386, 150, 34),
        (204, 176, 32),
        (404, 196, 26),
        (194, 222, 24),
    ):
        b.disc(x, y, r)
        b.gouge((x - r * 0.6, y), (x + r * 0.5, y - r * 0.3), 4)
        b.gouge((x - r * 0.5, y + r * 0.4), (x + r * 0.6, y + r * 0.1), 4)


def flat_cap(b: Block) -> None:
    b.shape(smooth(path("196,250 192,190 214,180 210,230")), wobble=0)
    b.shape(smooth(path("404,250 408,190 386,180 390,230")), wobble=0)
    b.shape(smooth(path("176,190 172,132 232,86 330,76 410,104 438,156 420,184 300,168")), wobble=0)
    b.shape(smooth(path("184,184 300,160 424,176 440,196 380,196 300,188 210,204")), wobble=0)
    b.gouges(
        (200, 84, 420, 164),
        spacing=13,
        length=34,
        width=3.4,
        angle=24,
        tone=lambda x, _y: (x - 120) / 420,
    )
    b.gouge((196, 184), (420, 178), 4)


def moustache(b: Block) -> None:
    b.shape(
        smooth(path("246,346 276,328 300,332 324,328 354,346 322,348 300,344 278,348")), wobble=0
    )


def headscarf_behind(b: Block) -> None:
    b.shape(
        smooth(
            path(
                "300,84 400,112 440,210 436,320 420,420 470,520 300,560 130,520 "
                "180,420 164,320 160,210 200,112"
            )
        ),
        wobble=0,
    )


def headscarf_front(b: Block) -> None:
    b.shape(
        smooth(
            path("300,84 398,112 434,210 428,330 380,420 300,452 220,420 172,330 166,210 202,112")
        ),
        wobble=0,
    )
    b.shape(
        smooth(
            path(
                "300,152 356,164 392,210 396,270 378,346 340,394 300,406 260,394 "
                "222,346 204,270 208,210 244,164"
            )
        ),
        wobble=0,
        cut=True,
    )
    for i in range(5):
        b.gouge((330 + i * 16, 100 + i * 8), (404 + i * 5, 220 + i * 40), 4)
        b.gouge((236 - i * 10, 120 + i * 20), (196 - i * 3, 250 + i * 30), 4)


def short_behind(b: Block) -> None:
    b.shape(
        smooth(path("300,96 388,116 424,190 420,280 390,330 210,330 180,280 176,190 212,116")),
        wobble=0,
    )


def short_silver(b: Block) -> None:
    b.shape(
        smooth(
            path(
                "190,262 176,190 206,120 280,90 364,98 418,150 424,214 408,262 "
                "398,206 372,170 340,176 318,156 280,176 250,164 216,196 204,230"
            )
        ),
        wobble=0,
    )
    for i in range(9):
        b.gouge((226 + i * 18, 116 - (4 - abs(4 - i)) * 4), (238 + i * 17, 158), 4)
