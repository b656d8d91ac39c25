"""In which sizes a picture is kept: a fixed row of widths, so that a screen fetches what fits it.

From the size of its largest file all others follow, also for a text that names only that one.
"""

# Pixels: a small picture beside a headline, a telephone, a dense telephone, a page, a dense page.
LADDER = (320, 480, 800, 1200, 1600)
# A rung this near below the largest file would save nobody anything.
NEAR = 0.85


def sizes_up_to(width: int, height: int) -> tuple[tuple[int, int], ...]:
    """The sizes (width, height in pixels, ascending) of a picture whose largest file is this."""
    lower = (rung for rung in LADDER if rung <= width * NEAR)
    return (*((rung, max(1, round(rung * height / width))) for rung in lower), (width, height))


def largest(width: int, height: int) -> tuple[int, int]:
    """The size of the largest file made of a picture of this size: never blown up."""
    if width <= LADDER[-1]:
        return width, height
    return LADDER[-1], max(1, round(LADDER[-1] * height / width))
