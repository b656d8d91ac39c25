"""The eight people of the newsroom, each with a face, hair and a coat of their own."""

from __future__ import annotations

from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    GREY,
    INK,
    OCHRE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ROSE,
    PALE_SAND,
    PINE,
)
from portal.articles.demo.press import Sheet
from portal.articles.demo.scenes import collars, hair
from portal.articles.demo.scenes.faces import Sitter, portrait

TAN, TAN_SHADE = "#dba781", "#a9663f"


BROWN, BROWN_SHADE = "#a06a47", "#693a22"


DEEP, DEEP_SHADE = "#7c4c31", "#44271a"


FAIR, FAIR_SHADE = "#f0cfb6", "#c98a68"


CHESTNUT = "#5d3220"


SILVER = "#d8d4c8"


def nadia(sheet: Sheet) -> None:
    """A dark bob with a parting, a brick-red coat."""
    portrait(
        sheet,
        Sitter(
            PALE_BLUE,
            FAIR,
            FAIR_SHADE,
            INK,
            BRICK,
            jaw=0.92,
            hair_behind=hair.bob_behind,
            hair_front=hair.bob_front,
            collar=collars.open_collar,
        ),
    )


def tomas(sheet: Sheet) -> None:
    """Square glasses, short fair hair brushed aside, a dark suit and a tie."""
    portrait(
        sheet,
        Sitter(
            PALE_SAND,
            FAIR,
            FAIR_SHADE,
            "#b98238",
            "#33404c",
            jaw=1.1,
            age=1,
            brows=0.9,
            lips=0.7,
            glasses="square",
            hair_front=hair.side_parting,
            collar=collars.shirt_and_tie,
        ),
    )


def ines(sheet: Sheet) -> None:
    """Hair drawn up in a knot, round glasses, a blue jacket."""
    portrait(
        sheet,
        Sitter(
            PALE_ROSE,
            TAN,
            TAN_SHADE,
            CHESTNUT,
            BLUE,
            jaw=0.9,
            length=0.98,
            glasses="round",
            hair_behind=hair.knot,
            hair_front=hair.drawn_back,
            collar=collars.open_collar,
        ),
    )


def jonah(sheet: Sheet) -> None:
    """Close-cut hair, a short beard, a green field jacket."""
    portrait(
        sheet,
        Sitter(
            PALE_GREEN,
            DEEP,
            DEEP_SHADE,
            INK,
            PINE,
            jaw=1.06,
            brows=1.15,
            lips=1.25,
            hair_front=hair.close_cut,
            beard=hair.short_beard,
            collar=collars.round_neck,
            scarf=PALE_SAND,
        ),
    )


def mirela(sheet: Sheet) -> None:
    """Long red-brown curls, an ochre shawl."""
    portrait(
        sheet,
        Sitter(
            PINE,
            FAIR,
            FAIR_SHADE,
            "#9c3f22",
            INK,
            jaw=0.95,
            lips=1.15,
            hair_behind=hair.curls_behind,
            hair_front=hair.curls_front,
            collar=collars.shawl,
            scarf=OCHRE,
        ),
    )


def davit(sheet: Sheet) -> None:
    """A flat cap, a moustache, a knitted roll-neck."""
    portrait(
        sheet,
        Sitter(
            OCHRE,
            TAN,
            TAN_SHADE,
            "#2b211c",
            BLUE,
            jaw=1.08,
            age=1,
            brows=1.25,
            hair_front=hair.flat_cap,
            beard=hair.moustache,
            collar=collars.roll_neck,
            scarf="#244d69",
        ),
    )


def hanna(sheet: Sheet) -> None:
    """A headscarf in brick red over a grey coat."""
    portrait(
        sheet,
        Sitter(
            PALE_BLUE,
            BROWN,
            BROWN_SHADE,
            BRICK,
            GREY,
            jaw=0.94,
            lips=1.1,
            hair_behind=hair.headscarf_behind,
            hair_front=hair.headscarf_front,
            collar=collars.headscarf_throat,
            scarf=BRICK,
        ),
    )


def ruth(sheet: Sheet) -> None:
    """Silver hair cut short, lines of age, a dark jacket over a white collar."""
    portrait(
        sheet,
        Sitter(
            BRICK,
            FAIR,
            FAIR_SHADE,
            SILVER,
            INK,
            jaw=0.97,
            age=2,
            lips=0.8,
            brows=0.8,
            hair_behind=hair.short_behind,
            hair_front=hair.short_silver,
            collar=collars.open_collar,
        ),
    )
