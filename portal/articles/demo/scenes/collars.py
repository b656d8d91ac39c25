"""What is worn at the neck: each is cut into a block of its own."""

from __future__ import annotations

from portal.articles.demo.blocks import Block, path
from portal.articles.demo.motifs import smooth


def headscarf_throat(b: Block) -> None:
    b.shape(
        smooth(path("210,400 300,430 390,400 440,480 400,540 300,560 200,540 160,480")), wobble=0
    )
    for i in range(5):
        b.gouge((230 + i * 8, 440 + i * 22), (390 - i * 4, 430 + i * 24), 5)


def open_collar(b: Block) -> None:
    b.shape(path("246,440 226,462 262,540 300,520 240,462"))
    b.shape(path("354,440 374,462 338,540 300,520 360,462"))


def shirt_and_tie(b: Block) -> None:
    b.shape(path("244,432 220,458 276,600 324,600 380,458 356,432 300,500"))
    b.shape(path("284,500 316,500 310,528 290,528"), cut=True)
    b.shape(path("290,532 310,532 324,600 276,600"), cut=True)


def round_neck(b: Block) -> None:
    b.shape(
        smooth(
            path("222,452 250,500 300,520 350,500 378,452 396,468 360,530 300,550 240,530 204,468")
        ),
        wobble=0,
    )


def shawl(b: Block) -> None:
    b.shape(
        smooth(path("210,440 300,520 390,440 500,500 540,620 300,640 60,620 100,500")), wobble=0
    )
    for i in range(9):
        b.gouge((110 + i * 12, 510 + i * 9), (250 + i * 8, 512 + i * 14), 6)
        b.gouge((490 - i * 12, 510 + i * 9), (350 - i * 8, 512 + i * 14), 6)


def roll_neck(b: Block) -> None:
    b.shape(smooth(path("232,404 300,430 368,404 384,470 300,504 216,470")), wobble=0)
    for i in range(9):
        b.gouge(
            (240 + i * 15, 428 + (4 - abs(4 - i)) * 4),
            (238 + i * 15.5, 482 + (4 - abs(4 - i)) * 3),
            4,
        )
