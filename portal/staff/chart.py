"""The campaign's chart as finished coordinates: members day by day, and the line that is needed.

Pure: it knows days and numbers, no database and no page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.support.figures import Day

WIDTH, HEIGHT = 720, 240
TOP, BOTTOM = 22, 210
# What is needed may be so many times the members before its line leaves the picture.
FLATTENED = 2
# Steps between the horizontal lines, of which the first giving at most four lines is taken.
STEPS = [m * 10**e for e in range(7) for m in (1, 2, 5)]


@dataclass(frozen=True)
class Chart:
    """Everything `macros/chart.html` draws, in units of its view box."""

    width: int
    height: int
    lines: list[dict[str, object]]
    across: list[dict[str, object]]
    along: list[dict[str, object]]


def needed(first: date, last: date, goal: int, days: Sequence[Day]) -> int:
    """How many of the goal were needed by the end of the `days`, each day an equal share."""
    until = max((day.on for day in days), default=first)
    return goal * max(0, (until - first).days + 1) // (max(1, (last - first).days) + 1)


def draw(days: Sequence[Day], first: date, last: date, goal: int, names: tuple[str, str]) -> Chart:
    """The chart of `days` within a campaign from `first` to `last` (both included).

    The vertical scale begins at zero and follows the members. What is needed so far is within it
    unless that would flatten them: then its line leaves the picture at the top, and only its
    name tells how far it goes. `names` label the two lines.
    """
    until = max((day.on for day in days), default=first)
    needed_now = needed(first, last, goal, days)
    peak = max([10, *(day.members for day in days)])
    leaves = needed_now > FLATTENED * peak
    top = peak if leaves else max(peak, needed_now)

    def x(on: date) -> float:
        return round((on - first).days / max(1, (until - first).days) * (WIDTH - 8), 1)

    def y(members: int) -> float:
        return round(BOTTOM - members / top * (BOTTOM - TOP), 1)

    edge = round(x(until) * top / needed_now, 1) if leaves else x(until)
    points = " ".join(f"{x(day.on)},{y(day.members)}" for day in days)
    end = days[-1].members if days else 0
    lines: list[dict[str, object]] = [
        {
            "name": names[1], "points": f"0,{BOTTOM} {edge},{y(min(top, needed_now))}",
            "is_needed": True,
            "x": max(48, edge + 8) if leaves else WIDTH - 8, "y": y(min(top, needed_now)) - 8,
            "anchor": "start" if leaves else "end",
        },
        {
            "name": names[0], "points": points, "is_needed": False,
            "x": WIDTH - 8, "anchor": "end",
            "y": y(end) - 8 if leaves else _apart(y(end) - 8, y(needed_now) - 8),
        },
    ]  # fmt: skip
    step = next(s for s in STEPS if top / s <= 4)
    across: list[dict[str, object]] = [
        {"y": y(level), "label": f"{level:,}", "is_zero": level == 0}
        for level in range(0, top + 1, step)
    ]
    return Chart(WIDTH, HEIGHT, lines, across, _months(first, until, x))


def _apart(wanted: float, taken: float) -> float:
    """Keep two names at least a line of type apart, and inside the picture."""
    if abs(wanted - taken) >= 16:
        return wanted
    return taken + 18 if taken + 18 < BOTTOM else taken - 18


def _months(first: date, until: date, x: Callable[[date], float]) -> list[dict[str, object]]:
    starts = [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(25)
    ]
    shown = [on for on in starts if first <= on <= until]
    every = max(1, len(shown) // 6)
    return [
        {"x": x(on) + (10 if x(on) < 30 else 0), "label": on.strftime("%b")}
        for on in shown[::every]
        if x(on) < WIDTH - 30
    ]
