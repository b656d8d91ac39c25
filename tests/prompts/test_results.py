"""The statistics of prompts against published values, and when anything may be said at all."""

from datetime import date

import pytest

from portal.prompts.results import (
    Counts,
    day_of_sample,
    needed,
    newcombe,
    sample_for,
    verdicts,
    wilson,
)


# Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilsons_interval_is_the_published_one(
    part: int, whole: int, low: float, high: float
) -> None:
    found = wilson(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    mirrored = wilson(whole - part, whole)
    assert mirrored.low == pytest.approx(1 - found.high)


# Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062), ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775), ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0), ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)  # fmt: skip
def test_newcombes_interval_is_the_published_one(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(first, second)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    other = newcombe(second, first)
    assert (other.low, other.high) == (pytest.approx(-found.high), pytest.approx(-found.low))


def test_the_sample_is_that_of_r() -> None:
    # The example of R's documentation of power.prop.test: n = 76.7 for 50 and 75 per cent.
    assert needed(0.50, 0.75, 0.90) == pytest.approx(76.7, abs=0.05)
    assert sample_for(0.002, 0.003) == sample_for(0.003, 0.002) > 30_000
    for rates in ((0.1, 0.1), (0, 0.1), (0.1, 1)):
        with pytest.raises(ValueError, match="rates"):
            sample_for(*rates)


def test_of_nothing_everything_is_possible() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    assert wilson(3, 2).high == 1
    assert verdicts({"a": Counts(), "b": Counts()})[0].better is None


def test_the_sample_is_full_when_every_arm_is() -> None:
    days = {
        date(2026, 11, 3): {"a": 60, "b": 10},
        date(2026, 11, 1): {"a": 50, "b": 60, "c": 1000},
        date(2026, 11, 4): {"b": 30},
    }
    assert day_of_sample(days, ["a", "b"], 100) == date(2026, 11, 4)
    assert day_of_sample(days, ["a", "b"], 101) is None
    assert day_of_sample(days, ["a", "b", "d"], 1) is None
    assert day_of_sample(days, ["a"], 0) is None


def test_a_winner_is_named_only_where_chance_is_unlikely() -> None:
    few, same, many = (Counts(shown=1000, joined=n) for n in (10, 14, 40))
    assert [v.better for v in verdicts({"a": few, "b": many})] == ["b"]
    assert [v.better for v in verdicts({"a": many, "b": few})] == ["a"]
    assert [v.better for v in verdicts({"a": few, "b": same})] == [None]


def test_more_pairs_need_more_to_be_told_apart() -> None:
    low, high = Counts(shown=1000, joined=10), Counts(shown=1000, joined=22)
    assert verdicts({"a": low, "b": high})[0].better == "b"
    five = dict.fromkeys("acde", low) | {"b": high}
    assert all(verdict.better is None for verdict in verdicts(five))


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3, 4, 5, 6) + Counts(1, 1, 1, 1, 1, 1) == Counts(2, 3, 4, 5, 6, 7)
