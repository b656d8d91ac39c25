"""The intervals of prompts: the published ones, and as often right as they say."""

from itertools import product
from math import comb, exp, lgamma, log, log1p

import pytest

from portal.prompts.intervals import at_least, exact, newcombe, wilson


def chances(whole: int, share: float) -> list[float]:
    """How likely each count up to far beyond the usual is."""
    most = min(whole, int(whole * share + 10 * (whole * share) ** 0.5 + 12))
    return [
        exp(
            lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)
            + part * log(share) + (whole - part) * log1p(-share)
        )
        for part in range(most + 1)
    ]  # fmt: skip


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


# Newcombe 1998, table I, method 5 (Clopper and Pearson's exact one).
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0, 0.1684),
     (1, 29, 0.0009, 0.1776)],
)  # fmt: skip
def test_the_exact_interval_is_the_published_one(
    part: int, whole: int, low: float, high: float
) -> None:
    found = exact(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    mirrored = exact(whole - part, whole)
    assert mirrored.low == pytest.approx(1 - found.high)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(3, 10, 0.2), (1, 50, 0.01), (40, 1000, 0.03), (300, 300, 0.99), (150, 300, 0.6), (0, 9, 0.5)],
)
def test_the_tail_is_the_sum_of_its_terms(part: int, whole: int, share: float) -> None:
    terms = (comb(whole, n) * share**n * (1 - share) ** (whole - n) for n in range(part, whole + 1))
    assert at_least(part, whole, share) == pytest.approx(sum(terms))


def test_of_nothing_everything_is_possible() -> None:
    assert (exact(0, 0).low, exact(0, 0).high) == (0, 1)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    assert exact(3, 2).high == wilson(3, 2).high == 1
    assert exact(1, 10_000_000).high < 6e-7


@pytest.mark.parametrize("expected", [0.05, 0.18, 0.6, 1, 1.5, 2, 5, 20, 60])
@pytest.mark.parametrize("whole", [200, 1000, 20_000])
def test_the_interval_of_a_rate_holds_the_true_one_in_95_of_100_cases_at_least(
    whole: int, expected: float
) -> None:
    share = expected / whole
    held = sum(
        chance
        for part, chance in enumerate(chances(whole, share))
        if exact(part, whole).low <= share <= exact(part, whole).high
    )
    assert held >= 0.95 - 1e-9


@pytest.mark.parametrize(("one", "other"), [(1000, 1000), (1000, 9000), (300, 2700)])
@pytest.mark.parametrize("expected", [0.5, 2, 5, 12])
def test_between_equal_rates_a_difference_is_named_in_5_of_100_cases_at_most(
    one: int, other: int, expected: float
) -> None:
    share = expected / one
    wrong = 0.0
    pairs = product(enumerate(chances(one, share)), enumerate(chances(other, share)))
    for (first, likely), (second, as_well) in pairs:
        if likely * as_well < 1e-9:
            continue
        between = newcombe((first, one), (second, other))
        if between.low > 0 or between.high < 0:
            wrong += likely * as_well
    assert wrong <= 0.05
