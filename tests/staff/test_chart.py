"""The chart's coordinates: zero at zero, the last day at the right, the needed line straight."""

from datetime import date, timedelta

import pytest

from portal.staff import chart
from portal.support.figures import Day

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def day(number: int, members: int) -> Day:
    return Day(FIRST + timedelta(days=number), 0, 0, 0, {}, members)


def draw(*members: int, goal: int = 365) -> chart.Chart:
    days = [day(n, count) for n, count in enumerate(members)]
    return chart.draw(days, FIRST, LAST, goal, ("Members", "Needed"))


def points(drawn: chart.Chart, name: str) -> list[tuple[float, float]]:
    text = next(str(line["points"]) for line in drawn.lines if line["name"] == name)
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def test_the_line_begins_at_the_left_and_ends_at_today() -> None:
    drawn = points(draw(0, 5, 20), "Members")
    assert drawn[0] == (0, chart.BOTTOM)
    assert drawn[-1] == (chart.WIDTH - 8, chart.TOP)


def test_what_is_needed_is_a_straight_share_of_the_goal() -> None:
    needed = points(draw(*([60] * 100)), "Needed")
    assert needed[0] == (0, chart.BOTTOM)
    assert needed[-1][1] == chart.TOP  # 100 of 365 members were needed after 100 of 365 days


def test_zero_is_drawn_where_zero_belongs() -> None:
    zero = next(level for level in draw(0, 0).across if level["is_zero"])
    assert zero == {"y": chart.BOTTOM, "label": "0", "is_zero": True}


def test_there_are_at_most_five_lines_whatever_the_scale() -> None:
    for top in (1, 9, 11, 240, 24_999, 250_000):
        drawn = draw(0, top, goal=25_000)
        assert 1 <= len(drawn.across) <= 5
        assert all(chart.TOP <= float(str(level["y"])) <= chart.BOTTOM for level in drawn.across)


def test_the_two_names_never_stand_on_each_other() -> None:
    for members in range(0, 400, 7):
        drawn = draw(*([members] * 200))
        heights = [float(str(line["y"])) for line in drawn.lines]
        sides = {line["anchor"] for line in drawn.lines}
        assert abs(heights[0] - heights[1]) >= 16 or len(sides) == 2, members


def test_few_members_of_a_large_goal_are_no_flat_line() -> None:
    drawn = draw(*range(1, 241), goal=25_000)
    assert points(drawn, "Members")[-1][1] == chart.TOP
    assert points(drawn, "Needed")[0] == (0, chart.BOTTOM)
    ((x, y),) = points(drawn, "Needed")[1:]
    assert y == chart.TOP and x == pytest.approx((chart.WIDTH - 8) * 240 / 16_438, abs=0.1)


def test_a_campaign_without_a_day_yet_draws_no_line() -> None:
    assert points(draw(), "Members") == []
